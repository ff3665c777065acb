"""The way from an empty site to its first public posting: what is done, what comes next. Nothing of it is stored."""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.urls import reverse

from jobs.models import Posting
from teams.desk.empty_choices import BACK
from teams.models import Employer, Team


class Step(NamedTuple):
    """One step. `address`: of its page, empty if the user may not open it. `is_next`: the first that is not done."""

    title: str
    text: str
    address: str
    is_done: bool
    is_next: bool = False


def get_steps(request: HttpRequest) -> list[Step]:
    """Return the steps, or none as soon as a posting has been public, or for somebody who may not write postings."""
    user: Any = request.user
    if not user.has_perm("jobs.add_posting") or Posting.objects.ever_open().exists():
        return []
    posting = Posting.objects.visible_to(user).select_related("team").order_by("pk").first()
    steps = [
        _step(user, "teams.change_employer", _employer_step()),
        _step(
            user,
            "teams.add_team",
            Step(
                "Make the first team",
                "Its name is enough. Candidates see a team when it is published.",
                _with_back("teams_team_add"),
                Team.objects.exists(),
            ),
        ),
        _step(
            user,
            "jobs.add_posting",
            Step(
                "Write the first posting", "It stays a draft until you publish it.", _posting_address(), bool(posting)
            ),
        ),
        _step(user, "jobs.change_posting", _publishing_step(posting)),
        _step(
            user,
            "auth.add_user",
            Step(
                "Invite the people who write",
                "Each gets a link, a role and teams. You can also do this later.",
                reverse("admin:auth_user_add"),
                User.objects.filter(is_active=True, is_staff=True).exclude(pk=user.pk).exists(),
            ),
        ),
    ]
    current = next((number for number, step in enumerate(steps) if not step.is_done), -1)
    return [step._replace(is_next=number == current) for number, step in enumerate(steps)]


def _step(user: Any, permission: str, step: Step) -> Step:
    if user.has_perm(permission):
        return step
    return step._replace(text=f"{step.text} An administrator does this.", address="")


def _employer_step() -> Step:
    employer = Employer.objects.first()
    is_named = employer is not None and employer.name != Employer._meta.get_field("name").default
    address = (
        reverse("admin:teams_employer_change", args=[employer.pk]) if employer else reverse("admin:teams_employer_add")
    )
    return Step(
        "Describe the employer",
        "Your name, one sentence about you, a colour. The time zone and the currency count for every posting.",
        f"{address}?{urlencode({BACK: reverse('admin:index')})}",
        is_named,
    )


def _posting_address() -> str:
    return reverse("admin:jobs_posting_add")


def _publishing_step(posting: Any) -> Step:
    """Return the step that makes the first posting public, or its team, if only that is missing."""
    title = "Publish it"
    if posting is None:
        return Step(title, "The site first shows what candidates will see, and what is missing.", "", False)
    if posting.published_from and not posting.team.is_published:
        address = reverse("admin:teams_team_change", args=[posting.team_id])
        text = f"“{posting}” is published, but hidden: its team {posting.team} is not. Publish the team."
        return Step(title, text, f"{address}?{urlencode({BACK: reverse('admin:index')})}", False)
    if posting.published_from:
        return Step(title, f"“{posting}” opens by itself at its time.", "", False)
    query = urlencode({"chosen": posting.pk, "back": reverse("admin:jobs_posting_change", args=[posting.pk])})
    address = f"{reverse('admin:jobs_posting_transition', args=['publish'])}?{query}"
    return Step(
        title, f"“{posting}” is a draft. The next page shows what happens, and what is missing.", address, False
    )


def _with_back(route: str) -> str:
    return f"{reverse(f'admin:{route}')}?{urlencode({BACK: reverse('admin:index')})}"
