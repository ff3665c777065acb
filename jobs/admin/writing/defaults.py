"""What the form of a new posting begins with."""

from typing import Any

from django.http import HttpRequest

from jobs.models import Posting
from jobs.publishing.references import propose_reference
from teams.models import Team


def get_initial_data(request: HttpRequest) -> dict[str, Any]:
    """Return the employer's defaults, the next reference, and the team if the user has only one."""
    employer = request.employer  # type: ignore[attr-defined]
    initial = {
        "pay_currency": employer.currency,
        "pay_period": Posting.PayPeriod.YEAR,
        "language": employer.language,
        "reference": propose_reference(),
    }
    team = find_only_team(request.user)
    return initial | {"team": team.pk} if team else initial


def find_only_team(user: Any) -> Team | None:
    """Return the team of a user who has one team only."""
    teams = list(Team.objects.visible_to(user).order_by("pk")[:2])
    return teams[0] if len(teams) == 1 else None


def get_section_headings(request: HttpRequest) -> dict[str, list[str]]:
    """Return the headings of a new posting's sections: the employer's as "", and those of each team by its id.

    Read once for each request.
    """
    if not hasattr(request, "section_headings"):
        teams = Team.objects.visible_to(request.user).exclude(section_headings="").order_by("pk")
        own = {str(pk): _split(text) for pk, text in teams.values_list("pk", "section_headings")}
        employer = request.employer  # type: ignore[attr-defined]
        request.section_headings = {"": _split(employer.section_headings), **own}  # type: ignore[attr-defined]
    return request.section_headings  # type: ignore[attr-defined]


def get_first_headings(request: HttpRequest) -> list[str]:
    """Return the headings with which the form is opened."""
    headings = get_section_headings(request)
    team = find_only_team(request.user) if len(headings) > 1 else None
    return headings.get(str(team.pk), headings[""]) if team else headings[""]


def _split(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
