"""Postings, places and labels at the desk: lists, transitions and deleting."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jobs.finding.words import stored_words
from jobs.models import Check, Decision, Location, Posting, PreviewLink, Tag
from jobs.publishing.transitions import TRANSITIONS
from teams.models import Employer
from tests.desk import change_url, get_error_messages, get_form_data, send
from tests.factories import days, make_location, make_posting, make_tag, make_team

pytestmark = pytest.mark.django_db

LIST = "/admin/jobs/posting/"


def run_action(desk: Client, action: str, *postings: Posting, **more: Any) -> list[str]:
    """Run an action on the postings; return the messages of the next page."""
    data = {"action": action, "_selected_action": [posting.pk for posting in postings], "index": 0, **more}
    response = desk.post(LIST, data, follow=True)
    return [str(message) for message in response.context["messages"]]


@pytest.fixture
def posting_by_status() -> dict[str, Posting]:
    """A posting of each status, by status."""
    team, hidden, place = make_team("Backend"), make_team("Secret", is_published=False), make_location()
    return {
        "draft": make_posting("Draft", team=team, published_from=None),
        "scheduled": make_posting("Scheduled", team=team, published_from=days(2)),
        "open": make_posting("Open", team=team, locations=(place,), employment_types=("contract",), level="mid"),
        "closed": make_posting("Closed", team=team, published_from=days(-9), closes_at=days(-2)),
        "hidden": make_posting("Hidden", team=hidden, workplace="remote", remote_anywhere=True),
    }


def titles(response: Any) -> set[str]:
    return {posting.title for posting in response.context["cl"].result_list}


@pytest.mark.parametrize("status", Posting.Status.values)
def test_list_is_filtered_by_status(desk: Client, posting_by_status: dict[str, Posting], status: str) -> None:
    response = desk.get(LIST, {"status": status})
    assert titles(response) == {posting_by_status[status].title}
    assert f'<span class="badge badge-{status}">' in response.content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"workplace__exact": "remote"}, {"Hidden"}),
        ({"type": "contract"}, {"Open"}),
        ({"level__exact": "mid"}, {"Open"}),
        ({"q": "lisbon"}, {"Open"}),
        ({"q": "secret"}, {"Hidden"}),
        ({"q": "Draft"}, {"Draft"}),
    ],
)
def test_list_is_filtered_and_searched(
    desk: Client, posting_by_status: dict[str, Posting], query: dict[str, str], expected: set[str]
) -> None:
    assert titles(desk.get(LIST, query)) == expected


def test_list_counts_each_status(desk: Client, posting_by_status: dict[str, Posting]) -> None:
    page = desk.get(LIST).content.decode()
    for label in Posting.Status.labels:
        assert f"{label} (1)" in page


def test_list_shows_the_workplace_in_words(desk: Client) -> None:
    lisbon, berlin = make_location(), make_location("Berlin")
    make_posting(locations=(lisbon, berlin))
    make_posting(locations=(lisbon,), workplace="hybrid")
    make_posting(workplace="remote", remote_countries=("DE", "PT"))
    make_posting(workplace="remote", published_from=None)
    make_posting(workplace="remote", published_from=None, locations=(berlin,))
    page = desk.get(LIST).content.decode()
    assert sorted(re.findall(r'<td class="field-where">(.*?)</td>', page)) == [
        "Berlin, Lisbon",
        "Lisbon (hybrid)",
        "Remote",
        "Remote (Germany or Portugal)",
        "Remote, Berlin",
    ]


def test_list_shows_dates_in_the_time_zone_of_the_posting(desk: Client) -> None:
    tokyo = make_location("Tokyo", country="JP", time_zone="Asia/Tokyo")
    make_posting(
        locations=(tokyo,),
        published_from=dt.datetime(2026, 6, 1, 20, 0, tzinfo=dt.UTC),
        closes_at=dt.datetime(2026, 6, 30, 15, 0, tzinfo=dt.UTC),
    )
    page = desk.get(LIST).content.decode()
    assert "2 Jun 2026" in page
    assert '<td class="field-closes">30 Jun 2026</td>' in page


@pytest.mark.parametrize(("address", "number"), [(LIST, 19), ("/admin/jobs/location/", 10), ("/admin/jobs/tag/", 9)])
def test_list_query_count_is_constant(desk: Client, address: str, number: int) -> None:
    def rows(number: int) -> None:
        for _ in range(number):
            count = Posting.objects.count()
            places = (make_location(f"Place {count}"), make_location(f"Other {count}"))
            make_posting(locations=places, tags=(make_tag(f"Tag {count}"),))

    rows(2)  # a filter with one option is not shown, and not counted
    desk.get(address)
    with CaptureQueriesContext(connection) as few:
        desk.get(address)
    rows(2)
    with CaptureQueriesContext(connection) as more:
        desk.get(address)
    assert (len(few), len(more)) == (number, number)


def test_list_offers_every_transition_and_opens_its_page(desk: Client, posting_by_status: dict[str, Posting]) -> None:
    page = desk.get(LIST).context
    offered = {name: label for name, label in page["action_form"].fields["action"].choices if name in TRANSITIONS}
    assert offered == {
        "publish": "Publish now …",
        "schedule": "Schedule …",
        "extend": "Extend …",
        "close": "Close …",
        "reopen": "Reopen …",
    }
    before = list(Posting.objects.values())
    for name in offered:
        confirmation = desk.post(
            LIST,
            {"action": name, "_selected_action": [posting.pk for posting in posting_by_status.values()], "index": 0},
        )
        assert confirmation.context["transition"] is TRANSITIONS[name]
        assert confirmation.context["postings"].count == 5
    assert list(Posting.objects.values()) == before


def test_posting_that_was_open_is_not_deleted(desk: Client, posting_by_status: dict[str, Posting]) -> None:
    for name in ("open", "closed"):
        address = change_url(posting_by_status[name]).replace("change", "delete")
        assert desk.get(address).status_code == 403
        assert desk.post(address, {"post": "yes"}).status_code == 403
        assert "delete-row" not in desk.get(change_url(posting_by_status[name])).content.decode()
    confirmation = desk.post(
        LIST, {"action": "delete_selected", "_selected_action": [posting.pk for posting in posting_by_status.values()]}
    )
    assert "has been open: close it instead" in confirmation.content.decode()
    sure = {
        "action": "delete_selected",
        "_selected_action": [posting.pk for posting in posting_by_status.values()],
        "post": "yes",
    }
    assert desk.post(LIST, sure).status_code == 200
    assert Posting.objects.count() == 5


def test_deleting_a_draft_lists_only_written_rows(desk: Client) -> None:
    posting = make_posting(
        "Two", published_from=None, locations=(make_location(),), tags=(make_tag(),), sections=2, reference="KW-1"
    )
    PreviewLink.objects.create(posting=posting, expires_at=days(1))
    Decision.objects.create(posting=posting, rule="pay", message="No pay.", reason="So.")
    stored_words.make_words([posting.pk])
    Check.objects.create(posting=posting, is_failing=False, posting_updated_at=days(0), standing="x")
    other = make_posting("One", published_from=None)

    page = desk.get(change_url(posting).replace("change", "delete"))
    assert page.context["deleted_objects"] == [
        f'Posting: <a href="{change_url(posting)}">Two</a>',
        ["Section: Part 1", "Section: Part 2"],
    ]
    assert dict(page.context["model_count"]) == {"postings": 1, "sections": 2}

    chosen = {"action": "delete_selected", "_selected_action": [posting.pk, other.pk]}
    [listed] = desk.post(LIST, chosen).context["deletable_objects"]
    assert listed == [
        f'Posting: <a href="{change_url(other)}">One</a>',
        ["Section: Part 1"],
        f'Posting: <a href="{change_url(posting)}">Two</a>',
        ["Section: Part 1", "Section: Part 2"],
    ]


def test_draft_is_deleted(desk: Client, posting_by_status: dict[str, Posting]) -> None:
    run_action(desk, "delete_selected", posting_by_status["draft"], post="yes")
    assert (
        desk.post(change_url(posting_by_status["scheduled"]).replace("change", "delete"), {"post": "yes"}).status_code
        == 302
    )
    assert set(Posting.objects.values_list("title", flat=True)) == {"Open", "Closed", "Hidden"}


def test_place_of_a_published_posting_is_not_deleted(desk: Client, posting_by_status: dict[str, Posting]) -> None:
    place = Location.objects.get()
    response = desk.post(f"/admin/jobs/location/{place.pk}/delete/", {"post": "yes"})
    assert "“Open” is published with this place" in response.content.decode()
    assert "Choose another place for these postings first." in response.content.decode()
    assert Location.objects.exists()
    posting_by_status["open"].locations.clear()
    assert desk.post(f"/admin/jobs/location/{place.pk}/delete/", {"post": "yes"}).status_code == 302


def test_places_and_tags_are_added(desk: Client) -> None:
    place = {"name": "Porto", "slug": "porto", "city": "Porto", "country": "PT", "time_zone": "Europe/Lisbon"}
    assert send(desk, "/admin/jobs/location/add/", **place).status_code == 302
    assert Location.objects.get().country_name == "Portugal"
    assert send(desk, "/admin/jobs/tag/add/", name="Program", slug="program").status_code == 302
    assert Tag.objects.get().name == "Program"
    response = send(desk, "/admin/jobs/location/add/", **place | {"slug": "other", "time_zone": "Mars/Base"})
    assert "is not a time zone" in " ".join(get_error_messages(response))


@pytest.mark.parametrize("status", Posting.Status.values)
def test_view_on_site_links_to_every_posting(desk: Client, posting_by_status: dict[str, Posting], status: str) -> None:
    posting = posting_by_status[status]
    page = desk.get(change_url(posting)).content.decode()
    assert f'href="{posting.get_absolute_url()}" class="viewsitelink"' in page


def test_unchanged_form_changes_nothing(desk: Client) -> None:
    tags, places = (make_tag(), make_tag("Program")), (make_location(time_zone="Europe/Lisbon"),)
    posting = make_posting(
        locations=places,
        tags=tags,
        employment_types=("full-time",),
        closes_at=days(3),
        pay_minimum=1,
        pay_currency="EUR",
        pay_period="day",
    )
    before = Posting.objects.values().get()
    assert send(desk, change_url(posting)).status_code == 302
    after = Posting.objects.values().get()
    before.pop("updated_at"), after.pop("updated_at")
    assert after == before
    assert (set(posting.tags.all()), set(posting.locations.all())) == (set(tags), set(places))


def test_new_posting_starts_with_the_employers_defaults(desk: Client, employer: Employer) -> None:
    employer.currency, employer.language = "CHF", "de"
    employer.save()
    data = get_form_data(desk, "/admin/jobs/posting/add/")
    assert (data["pay_currency"], data["language"]) == (["CHF"], ["de"])


def test_slug_of_a_label_made_from_words_folds_letters_as_the_search_does(desk: Client) -> None:
    form = desk.get("/admin/jobs/tag/add/", {"name": "Straßenbau Łódź"}).context["adminform"].form

    assert form.get_initial_for_field(form.fields["slug"], "slug") == "strassenbau-lodz"
