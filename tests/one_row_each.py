"""One row of every table, for tests of constraints on all columns."""

from django.apps import apps

from jobs.models import PlaceRule, PreviewLink, Synonym, UnmatchedWords
from teams.models import FormerSlug
from teams.models.accounts import FactorRemoval, OneTimeLink, SecurityEvent
from teams.models.submitted_form import SubmittedForm
from teams.pictures.unused import UnusedOriginal
from tests.desk import make_recruiter
from tests.factories import (
    days,
    make_employer,
    make_location,
    make_posting,
    make_story,
    make_tag,
    make_team,
    make_testimonial,
)


def make_one_row_each() -> None:
    """Make at least one row of each model of `teams` and `jobs`, and of its history."""
    employer, team = make_employer(), make_team()
    posting = make_posting(team=team, locations=(make_location(),))
    make_story(team)
    make_testimonial(team)
    team.shared_texts.create(heading="Us", body="<p>Us.</p>")
    employer.exchange_rates.create(currency="USD", rate="0.9", date="2026-01-01")
    posting.decisions.create(rule="r", message="m", reason="r")
    PreviewLink.objects.create(posting=posting, expires_at=days(1))
    apps.get_model("jobs", "Check").objects.create(posting=posting, is_failing=False, posting_updated_at=days(0))
    UnmatchedWords.objects.create(day="2026-01-01", words="pilot")
    posting.sections.create(heading="You will", body="<p>Build.</p>")
    posting.tags.add(make_tag())
    team.pillars.create(title="Scale", body="Large.")
    Synonym.objects.create(typed="dev", found="developer")
    PlaceRule.objects.first().save()
    FormerSlug.objects.create(kind="team", slug="former", row_id=team.pk)
    SubmittedForm.objects.create(token="t", digest="d")  # no secret
    UnusedOriginal.objects.create(name="a.jpg", since=days(0))
    robin = make_recruiter()
    FactorRemoval.objects.create(user=robin, asked_by=robin)
    OneTimeLink.objects.issue("password", robin)
    SecurityEvent.objects.record("signed-in", robin)
