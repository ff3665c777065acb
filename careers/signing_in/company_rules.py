"""Who may enter with the company's account, and as what: pure functions of what the provider says of a person."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.conf import settings

from teams.models import Role

NOT_VERIFIED = "Your company account has no verified e-mail address, so it does not open this site."
OTHER_DOMAIN = "Accounts with this e-mail address may not sign in here."
NO_GROUP = "Your company account is in none of the groups that may sign in here."


class Refused(Exception):
    """The person may not enter. The message is for her. `lost_group`: she is in no group that may enter."""

    def __init__(self, message: str, email: str = "", *, lost_group: bool = False) -> None:
        super().__init__(message)
        self.email, self.lost_group = email, lost_group


class Entry(NamedTuple):
    """A person who may enter.

    `role`: from her groups; "" if an invitation decides. `teams`: the slugs of her teams, or None if an administrator
    chooses them.
    """

    email: str
    role: str
    teams: list[str] | None
    first_name: str
    last_name: str


def admit(claims: Mapping[str, Any]) -> Entry:
    """Return who the person with these claims is. Raises Refused."""
    email = _read_text(claims, "email").lower()
    if not email or claims.get("email_verified") not in (True, "true"):
        raise Refused(NOT_VERIFIED, email)
    if settings.OIDC_DOMAINS and email.rpartition("@")[2] not in settings.OIDC_DOMAINS:
        raise Refused(OTHER_DOMAIN, email)
    groups = _read_groups(claims)
    roles = {settings.COMPANY_ROLES[group] for group in groups if group in settings.COMPANY_ROLES}
    if settings.COMPANY_ROLES and not roles:
        raise Refused(NO_GROUP, email, lost_group=True)
    prefix = settings.OIDC_TEAM_PREFIX
    teams = [group.removeprefix(prefix) for group in groups if group.startswith(prefix)] if prefix else None
    role = next((role.value for role in reversed(Role) if role.value in roles), "")
    names = (_read_text(claims, "given_name")[:150], _read_text(claims, "family_name")[:150])
    return Entry(email, role, teams, *names)


def _read_text(claims: Mapping[str, Any], name: str) -> str:
    """Return a claim without control characters, which PostgreSQL and headers refuse."""
    value = claims.get(name)
    return "".join(letter for letter in value if letter.isprintable()).strip() if isinstance(value, str) else ""


def _read_groups(claims: Mapping[str, Any]) -> Sequence[str]:
    value = claims.get(settings.OIDC_GROUPS_CLAIM)
    groups = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    return [group for group in groups if isinstance(group, str)]
