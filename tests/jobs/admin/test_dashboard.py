"""The front page of the desk: figures, which equal their lists, and recent changes."""

import datetime as dt
import re
from typing import Any
from unittest import mock

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jobs.admin import dashboard
from jobs.models import Check, Decision, PlaceRule, Posting
from jobs.publishing import check_results
from tests.desk import change_url, changelist_url, make_user, send
from tests.factories import days, make_location, make_posting, make_story, make_team, make_testimonial

pytestmark = pytest.mark.django_db
COST = 31  # queries of the front page, for an editor
PAID = {"pay_minimum": 50000, "pay_maximum": 60000, "pay_currency": "EUR", "pay_period": "year"}
FIT = PAID | {"employment_types": ("full-time",), "level": "mid"}


@pytest.fixture
def place(db: None) -> Any:
    return make_location("Lisbon")


def figures(client: Client) -> dict[str, int]:
    request = client.get("/admin/").wsgi_request
    return {figure.label: figure.number for figure in dashboard.get_figures(request)}


def make_fit_posting(title: str, place: Any, **fields: Any) -> Posting:
    return make_posting(title, locations=(place,), **(FIT | fields))


def test_each_figure_counts_exactly_its_list(desk: Client, place: Any) -> None:
    team = make_team()
    now = timezone.now()
    make_fit_posting("Draft", place, published_from=None)
    make_fit_posting("Scheduled", place, published_from=days(3))
    make_fit_posting("Closing", place, closes_at=now + dt.timedelta(days=7) - dt.timedelta(seconds=30))
    make_fit_posting("Closing later", place, closes_at=now + dt.timedelta(days=7, minutes=5))
    make_fit_posting("Closed", place, published_from=days(-9), closes_at=days(-1), pay_minimum=None, pay_maximum=None)
    make_fit_posting("Unpaid", place, pay_minimum=None, pay_maximum=None)
    for title, since in (("Old", 60.1), ("Nearly old", 59.9), ("Old but fixed", 70)):
        row = make_fit_posting(title, place, published_from=days(-since))
        Posting.objects.filter(pk=row.pk).update(
            first_published=days(-since), updated_at=days(-1 if "fixed" in title else -since)
        )
    make_location("Porto", is_checked=False)
    make_testimonial(team, agreed_until=now.date() + dt.timedelta(days=30))
    make_testimonial(team, agreed_until=now.date() + dt.timedelta(days=31))
    make_testimonial(team)

    request = desk.get("/admin/").wsgi_request

    lists = {
        figure.label: (
            figure.number,
            sorted(str(row).split(",")[0] for row in desk.get(figure.address).context["cl"].queryset),
        )
        for figure in (*dashboard.get_figures(request), *dashboard.get_facts(request))
    }
    opened = ["Closing", "Closing later", "Nearly old", "Old", "Old but fixed", "Unpaid"]
    assert lists == {
        "Drafts to finish": (1, ["Draft"]),
        "scheduled": (1, ["Scheduled"]),
        "open": (6, opened),
        "Failing the check": (1, ["Unpaid"]),
        "Closing within a week": (1, ["Closing"]),
        "Open for 60 days without a change": (1, ["Old"]),
        "Open without pay": (1, ["Unpaid"]),
        "New places to check": (1, ["Porto"]),
        "Testimonials about to expire": (1, ["Ines Carvalho"]),
    }


def test_what_waits_is_a_row_and_open_postings_are_a_fact(desk: Client, place: Any) -> None:
    make_fit_posting("Open", place)
    text = re.sub(r"\s+", " ", desk.get("/admin/").text)
    assert "Nothing is waiting for you." in text
    assert re.search(r'<ul class="facts"><li><a href="[^"]*status=open">1 open</a>', text)
    make_fit_posting("Draft", place, published_from=None)
    text = re.sub(r"\s+", " ", desk.get("/admin/").text)
    today = text[text.index("To do today") : text.index("</section>", text.index("To do today"))]
    assert re.findall(r'<span class="figure">(\d+)</span> ([^<]+)</a>', today) == [("1", "Drafts to finish")]
    # Lists stand in the header, without a row for each and its icons.
    assert re.search("addlink|changelink|viewlink", text) is None


def test_figures_group_thousands() -> None:
    assert dashboard.Figure("open", 1061, "/").formatted == "1,061"


def test_front_page_shows_a_recruiter_only_her_teams(employer: Any, place: Any) -> None:
    """A11, for figures and recent changes."""
    own, foreign = make_team("Own"), make_team("Foreign")
    for team in (own, foreign):
        make_fit_posting(f"Job of {team}", place, team=team, pay_minimum=None, pay_maximum=None)
        make_story(team, title=f"Story of {team}")
        make_testimonial(team, agreed_until=timezone.now().date())
    client = Client()
    client.force_login(make_user("rita", "Recruiter", own))

    page = client.get("/admin/")

    assert [fact.number for fact in dashboard.get_facts(page.wsgi_request)] == [1, 0]
    assert {figure.label: figure.number for figure in dashboard.get_figures(page.wsgi_request) if figure.number} == {
        "Failing the check": 1,
        "Open without pay": 1,
        "Testimonials about to expire": 1,
    }
    assert "Story of Own" in page.text
    assert "Foreign" not in page.text


def test_recent_changes_list_each_row_once_newest_first(desk: Client, place: Any) -> None:
    first, second = (
        make_fit_posting("First", place, published_from=None),
        make_fit_posting("Second", place, published_from=None),
    )
    send(desk, change_url(first), title="First again")
    changes = dashboard.get_recent_changes(desk.get("/admin/").context["user"])
    assert [(row.author, row.action, row.title, row.address) for row in changes if row.resource == "Posting"] == [
        ("robin", "changed", "First again", change_url(first).replace("change", "history")),
        ("", "changed", "Second", change_url(second).replace("change", "history")),
    ]


def test_times_on_the_front_page_are_valid_html(desk: Client, place: Any) -> None:
    make_fit_posting("Engineer", place)
    times = re.findall(r'<time datetime="([^"]*)"', desk.get("/admin/").text)
    assert times
    assert [time for time in times if not re.fullmatch(r"[\d-]{10}T[\d:]{8}[+-]\d{4}", time)] == []


def test_check_result_is_kept_until_something_changes(desk: Client, place: Any) -> None:
    row = make_fit_posting("Engineer", place)

    def failing() -> int:
        return figures(desk)["Failing the check"]

    assert failing() == 0
    with mock.patch("jobs.publishing.check_results.check.check_postings", side_effect=AssertionError):
        assert failing() == 0
    row.pay_minimum = row.pay_maximum = None
    row.save()
    assert failing() == 1
    Decision.objects.bulk_create(
        Decision(posting=row, rule=violation.rule, message=violation.message, reason="So be it")
        for violation in check_results.check.check_postings([row])[row.pk]
    )
    row.save()
    assert failing() == 0
    PlaceRule.objects.create(country="PT", region=place.region or "Lisboa", requires_closing_date=True)
    place.region = "Lisboa"
    place.save()
    assert failing() == 1


def test_visit_checks_a_limited_number_and_shows_how_many_are_left(desk: Client, place: Any) -> None:
    for number in range(5):
        make_fit_posting(f"Engineer {number}", place)
    with mock.patch.object(check_results.refresh, "__defaults__", (2,)):
        limited = figures(desk)
    assert limited["Not checked yet: open this page again"] == 5 - Check.objects.count() > 0
    call_command("reindex", verbosity=0)
    assert Check.objects.count() == 5
    assert "Not checked yet: open this page again" not in figures(desk)


def test_front_page_query_count_is_constant(desk: Client, place: Any) -> None:
    def cost() -> int:
        desk.get("/admin/")
        with CaptureQueriesContext(connection) as queries:
            desk.get("/admin/")
        return len(queries)

    make_fit_posting("Engineer", place, closes_at=days(3))
    cost_of_one = cost()
    for number in range(4):
        make_fit_posting(f"Engineer {number}", place, closes_at=days(3))
        make_testimonial(make_team(), agreed_until=days(3).date())
    assert (cost(), cost_of_one) == (COST, COST)


def test_week_is_listed_by_name_and_only_of_own_teams(client: Client, employer: Any, place: Any) -> None:
    own, foreign = make_team("Own"), make_team("Foreign")
    for team in (own, foreign):
        for number in (9, 2, 6):
            title = f"{team} closes in {number}"
            make_fit_posting(title, place, team=team, closes_at=timezone.now() + dt.timedelta(days=number))
        for number in (8, 7, 0):
            last = employer.today() + dt.timedelta(days=number)
            make_testimonial(team, name=f"{team} agreed for {number}", agreed_until=last)
    client.force_login(make_user("rita", "Recruiter", own))

    page = client.get("/admin/")

    listed = [(row.title, row.team, row.what) for row in dashboard.get_upcoming(page.wsgi_request)]
    assert listed == [
        ("Own agreed for 0", "Own", "agreement ends"),
        ("Own closes in 2", "Own", "closes"),
        ("Own closes in 6", "Own", "closes"),
        ("Own agreed for 7", "Own", "agreement ends"),
    ]
    assert 'href="/admin/jobs/posting/add/">Add posting</a>' in page.content.decode()
    assert "Foreign" not in page.content.decode()


def test_list_filters_postings_that_need_attention(desk: Client, place: Any) -> None:
    """Saving runs the check, and so does the list of failing postings; other lists read the stored results."""
    row = make_fit_posting("Unpaid", place, pay_minimum=None, pay_maximum=None)
    assert "Failing the check (0)" in desk.get(changelist_url(Posting)).text
    assert [row.title for row in desk.get(changelist_url(Posting), {"look": "failing"}).context["cl"].queryset] == [
        "Unpaid"
    ]
    assert "Failing the check (1)" in desk.get(changelist_url(Posting)).text
    assert send(desk, change_url(row), **{name: str(value) for name, value in PAID.items()}).status_code == 302
    assert "Failing the check (0)" in desk.get(changelist_url(Posting)).text
