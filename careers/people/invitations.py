"""Inviting a person, and a link with which she sets another password."""

from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest

from careers.signing_in import events, links, mail
from teams.models import OneTimeLink, SecurityEvent

Kind = OneTimeLink.Kind
EVENTS = {Kind.INVITATION: SecurityEvent.Kind.INVITED, Kind.PASSWORD: SecurityEvent.Kind.LINK_MADE}
MAILS = {Kind.INVITATION: "account/email/invitation", Kind.PASSWORD: "account/email/new_password"}


class Sent(NamedTuple):
    """How a person gets her link. `address` is empty if it was sent by mail."""

    user: User
    kind: OneTimeLink.Kind
    address: str
    is_mail_broken: bool


def get_kind(user: User) -> OneTimeLink.Kind:
    """Return which link somebody needs: an invitation until she has signed in once, then one for a new password."""
    return Kind.PASSWORD if user.last_login else Kind.INVITATION


def send_link(request: HttpRequest, user: User, kind: OneTimeLink.Kind) -> Sent:
    """Mail a link to a person, or return its address to hand over. Earlier links of hers stop working.

    Where passwords are switched off there is nothing to set: she gets the address of the sign-in page.
    """
    by = request.user
    if settings.PASSWORDS:
        address = links.get_address(OneTimeLink.objects.issue(kind, user, by))
    else:
        address = links.sign_in_address()
    context: dict[str, Any] = {
        "employer": request.employer,  # type: ignore[attr-defined]
        "person": user,
        "by": by.get_full_name() or str(by),  # type: ignore[union-attr]
        "address": address,
        "sign_in": links.sign_in_address(),
        "has_passwords": settings.PASSWORDS,
    }
    is_sent = mail.send(MAILS[kind], user.email, context)
    events.record(request, EVENTS[kind], user, by=by, detail="by mail" if is_sent else "a link to hand over")
    is_mail_broken = settings.SENDS_MAIL and bool(user.email) and not is_sent
    return Sent(user, kind, "" if is_sent else address, is_mail_broken)
