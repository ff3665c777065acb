"""What an administrator does to a person besides editing her form: a new link, the end of access, the second factor."""

from typing import Any, cast

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from careers.signing_in import events, mail
from teams.models import FactorRemoval, OneTimeLink, SecurityEvent
from teams.models.accounts import administrators, end_access
from teams.models.accounts.factor_removal import SETTLED_AFTER, settled_from
from teams.models.validators import ROW_ID
from teams.pages.metadata import absolute_url

from .invitations import Sent, get_kind, send_link

Kind = SecurityEvent.Kind


def get_tools(request: HttpRequest, user: User) -> list[dict[str, str]]:
    """Return label and address of each page that fits the person."""
    names = {}
    if user.is_active and user.is_staff:
        is_invitation = get_kind(user) == OneTimeLink.Kind.INVITATION
        names["link"] = "Invite again" if is_invitation else "Link for a new password"
        if user != request.user:
            names["end"] = "End access"
    if Authenticator.objects.filter(user=user).exists():
        names["second_factor"] = "Lost second factor"
    return [{"label": label, "address": get_page(user, name)} for name, label in names.items()]


def get_page(user: User, name: str) -> str:
    return reverse(f"admin:auth_user_{name}", args=[user.pk])


def show_link(desk: Any, request: HttpRequest, sent: Sent) -> HttpResponse:
    """Show that a link was mailed, or the link itself to hand over. It is shown once."""
    is_invitation = sent.kind == OneTimeLink.Kind.INVITATION
    title = f"{sent.user.get_full_name() or sent.user} {'is invited' if is_invitation else 'gets a new link'}"
    return _render(desk, request, sent.user, "link.html", title, {"sent": sent, "is_invitation": is_invitation})


def link_view(desk: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """Make a new link after a confirmation."""
    user = _get_person(desk, request, object_id)
    if not (user.is_active and user.is_staff):
        raise Http404
    kind = get_kind(user)
    if request.method == "POST":
        desk.log_change(request, user, f"Made a link ({kind.label}).")
        return show_link(desk, request, send_link(request, user, kind))
    is_invitation = kind == OneTimeLink.Kind.INVITATION
    text = (
        f"{user.get_full_name() or user} gets a link that works once. Earlier links stop working."
        if is_invitation
        else f"{user.get_full_name() or user} gets a link that works once, to choose a new password. The old password "
        "works until then."
    )
    context = {"text": text, "button": "Invite again" if is_invitation else "Make the link"}
    return _render(desk, request, user, "confirm.html", str(context["button"]), context)


def end_view(desk: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """End somebody's access after a confirmation. Nobody ends her own."""
    user = _get_person(desk, request, object_id)
    if user == request.user:
        raise PermissionDenied
    if request.method == "POST":
        with transaction.atomic():
            end_access(user)
            SocialAccount.objects.filter(user=user).delete()
            OneTimeLink.objects.filter(user=user).delete()
            events.record(request, Kind.ACCESS_ENDED, user, by=request.user)
            desk.log_change(request, user, "Ended the access.")
        desk.message_user(request, f"{user} may not sign in any more, and is signed out everywhere.", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:auth_user_changelist"))
    text = (
        f"{user.get_full_name() or user} is signed out everywhere and may not sign in any more. What she wrote stays, "
        "and history goes on naming her. With a role she may sign in again."
    )
    return _render(desk, request, user, "confirm.html", "End access", {"text": text, "button": "End access"})


def second_factor_view(desk: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """Remove somebody's second factor: one administrator asks, another one confirms."""
    user = _get_person(desk, request, object_id)
    removal = FactorRemoval.objects.waiting().select_related("asked_by").filter(user=user).first()
    may_confirm = removal is not None and removal.may_be_confirmed_by(request.user)
    if request.method == "POST":
        with transaction.atomic():
            # Of two clicks at once, the second one waits.
            User.objects.select_for_update(no_key=True).get(pk=user.pk)
            text = _decide(request, user, removal, may_confirm)
            desk.log_change(request, user, text)
        if request.POST.get("answer") == "ask":
            for administrator in administrators().exclude(pk__in=[user.pk, cast(User, request.user).pk]):
                _tell(request, user, "account/email/removal_waits", to=administrator)
        desk.message_user(request, text, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:auth_user_change", args=[user.pk]))
    context = {
        "removal": removal,
        "may_confirm": may_confirm,
        "settled_from": settled_from(request.user),
        "days": SETTLED_AFTER.days,
        "has_factor": Authenticator.objects.filter(user=user).exists(),
    }
    return _render(desk, request, user, "second_factor.html", "Lost second factor", context)


def _decide(request: HttpRequest, user: User, removal: FactorRemoval | None, may_confirm: bool) -> str:
    """Ask for the removal, confirm or drop it, as the form says. Return a sentence that says what was done."""
    answer, actor = request.POST.get("answer"), cast(User, request.user)
    if answer == "ask" and user.pk != actor.pk and settled_from(actor) is None:
        FactorRemoval.objects.filter(user=user).delete()
        FactorRemoval.objects.create(user=user, asked_by=actor)
        events.record(request, Kind.REMOVAL_ASKED, user, by=request.user)
        _tell(request, user, "account/email/removal_asked")
        return "Asked to remove the second factor. Another administrator has to confirm it within three days."
    if answer == "drop" and removal:
        removal.delete()
        events.record(request, Kind.REMOVAL_DROPPED, user, by=request.user)
        return "The second factor stays."
    # The row is deleted first: of two confirmations at once, one finds nothing.
    if answer == "confirm" and removal and may_confirm and FactorRemoval.objects.filter(pk=removal.pk).delete()[0]:
        Authenticator.objects.filter(user=user).delete()
        events.record(request, Kind.FACTOR_REMOVED, user, by=request.user, detail=f"asked for by {removal.asked_by}")
        _tell(request, user, "account/email/factor_removed")
        return "Removed the second factor. The password alone is enough now, until a new one is set up."
    raise PermissionDenied


def _tell(request: HttpRequest, user: User, template: str, to: User | None = None) -> None:
    """Tell the person, or somebody else, by mail what administrators do to her account."""
    address = absolute_url(get_page(user, "second_factor"))
    context = {"employer": request.employer, "person": user, "by": str(request.user), "address": address}  # type: ignore[attr-defined]
    mail.send(template, (to or user).email, context)


def _get_person(desk: Any, request: HttpRequest, object_id: str) -> User:
    if not desk.has_change_permission(request):
        raise PermissionDenied
    # Not `desk.get_object`: it locks the row on POST, and there is no transaction yet. A link may be mailed, and a
    # transaction must not wait for a server of mail.
    people = desk.get_queryset(request)
    user: User | None = people.filter(pk=object_id).first() if ROW_ID.fullmatch(object_id) else None
    if user is None:
        raise Http404
    return user


def _render(
    desk: Any, request: HttpRequest, user: User, template: str, title: str, context: dict[str, Any]
) -> HttpResponse:
    site = {**desk.admin_site.each_context(request), "opts": desk.opts, "title": title, "person": user}
    return render(request, f"admin/auth/user/{template}", {**site, **context})
