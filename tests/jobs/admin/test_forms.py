"""The form of a posting: checks before publishing, and dates in the posting's time zone."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from jobs.models import Posting
from teams.models import Employer
from tests.desk import change_url, get_error_messages, get_form_data, send
from tests.factories import make_location, make_posting, make_team

pytestmark = pytest.mark.django_db

ADD = "/admin/jobs/posting/add/"
UTC = dt.UTC


def at(day: str, time: str = "") -> dict[str, str]:
    return {"published_from_0": day, "published_from_1": time}


def closing(day: str, time: str = "") -> dict[str, str]:
    return {"closes_at_0": day, "closes_at_1": time}


def section(text: str = "<p>What you will do.</p>", number: int = 0) -> dict[str, str]:
    return {
        f"sections__{number}__heading": "Your work",
        f"sections__{number}__body": text,
        "sections__TOTAL_FORMS": str(number + 1),
    }


def test_complete_posting_is_added(desk: Client) -> None:
    place = make_location()
    response = send(
        desk,
        ADD,
        title="Cartographer",
        reference="R-1",
        team=make_team().pk,
        locations=[place.pk],
        employment_types=["full-time", "contract"],
        apply_email="jobs@kitewell.example",
        **at("2026-03-01", "09:00"),
        **section("<h2>Maps</h2><p>Draw <b>them</b>.</p><script>alert(1)</script>"),
    )
    assert response.status_code == 302, get_error_messages(response)
    posting = Posting.objects.get()
    assert posting.employment_types == ("full-time", "contract")
    assert posting.sections.get().body == "<h3>Maps</h3><p>Draw <b>them</b>.</p>"
    assert posting.published_from == dt.datetime(2026, 3, 1, 9, tzinfo=UTC)


def test_incomplete_draft_is_saved(desk: Client) -> None:
    response = send(desk, ADD, title="Cartographer", reference="R-1", team=make_team().pk)
    assert response.status_code == 302, get_error_messages(response)
    assert Posting.objects.get().status() == "draft"


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\x9d"])
def test_invisible_characters_are_removed_from_lines(desk: Client, sign: str) -> None:
    """They would reverse the text after them, on pages and in mails."""
    draft = make_posting("Baker", published_from=None)
    assert send(desk, change_url(draft), title=f"Night {sign}baker").status_code == 302
    draft.refresh_from_db()
    assert draft.title == "Night baker"
    assert get_error_messages(send(desk, change_url(draft), title=sign)) == ["This field is required."]


def test_publishing_an_incomplete_posting_shows_errors_at_its_fields(desk: Client) -> None:
    words = {"title": "Cartographer", "reference": "R-1", "team": make_team().pk, "pay_note": "and a kite"}
    response = send(desk, ADD, **words, **at("2026-03-01"))
    form = response.context["adminform"].form
    assert set(form.errors) == {"apply_url", "locations"}
    [inline] = response.context["inline_admin_formsets"]
    assert inline.formset.non_form_errors() == ["Write at least one section before publishing: what is the job?"]
    page = response.content.decode()
    assert 'value="and a kite"' in page
    assert 'value="2026-03-01"' in page
    assert not Posting.objects.exists()


def test_publishing_remote_work_requires_countries(desk: Client) -> None:
    posting = make_posting(published_from=None, workplace="remote")
    response = send(desk, change_url(posting), **at("2026-03-01"))
    assert set(response.context["adminform"].form.errors) == {"remote_anywhere"}
    assert send(desk, change_url(posting), **at("2026-03-01"), remote_countries=["PT"]).status_code == 302


def test_last_section_of_a_published_posting_is_not_deleted(desk: Client) -> None:
    posting = make_posting(locations=(make_location(),))
    response = send(desk, change_url(posting), sections__0__DELETE="on")
    assert get_error_messages(response) == ["Write at least one section before publishing: what is the job?"]
    assert posting.sections.count() == 1
    replaced = send(desk, change_url(posting), sections__0__DELETE="on", **section(number=1))
    assert replaced.status_code == 302
    assert posting.sections.get().heading == "Your work"


def test_section_without_text_shows_an_error_and_keeps_its_heading(desk: Client) -> None:
    posting = make_posting(locations=(make_location(),))
    response = send(desk, change_url(posting), title="Changed", **section("", number=1))
    assert get_error_messages(response) == ["This field is required."]
    page = response.content.decode()
    assert 'value="Your work"' in page
    assert 'value="Changed"' in page


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (closing("2026-02-01"), "The posting must close after it is published."),
        (
            {"pay_minimum": "9", "pay_maximum": "8", "pay_period": "hour"},
            "The lowest pay must not be above the highest.",
        ),
        ({"pay_minimum": "9", "pay_currency": ""}, "Say in which currency and for which period the pay is"),
        ({"pay_minimum": "0", "pay_period": "hour"}, "Pay must be more than zero."),
        ({"remote_anywhere": "on"}, "Only remote work has countries to live in."),
        ({"apply_url": "http://apply.example.com"}, "Write a complete address that begins with https://."),
        ({"apply_url": "javascript:alert(1)"}, "Write a complete address that begins with https://."),
        ({"language": "klingonese"}, "is not a language tag"),
        ({"time_zone": "Mars/Base"}, "is not a time zone"),
        ({"locations": ["999"]}, "Select a valid choice"),
        (at("", "09:00"), "Choose the day as well."),
        (at("9999-12-31") | closing("9999-12-31"), "Choose a day from 1900 to 2099."),
        (at("yesterday"), "Give the day as year, month and day"),
        (at("2026-01-01", "nine"), "Give the time as hours and minutes"),
    ],
)
def test_invalid_values_show_errors(desk: Client, changes: dict[str, Any], message: str) -> None:
    posting = make_posting(locations=(make_location(),), published_from=dt.datetime(2026, 3, 1, tzinfo=UTC))
    response = send(desk, change_url(posting), **changes)
    assert response.status_code == 200
    assert message in " ".join(get_error_messages(response))


def test_reference_is_not_reused(desk: Client) -> None:
    make_posting(reference="R-1")
    response = send(desk, ADD, title="Other", reference="R-1", team=make_team().pk)
    assert "Another posting has this reference. Choose one that has never been used." in get_error_messages(response)


@pytest.mark.parametrize(
    ("own", "place", "expected"),
    [
        ("Asia/Tokyo", "Europe/Berlin", dt.datetime(2026, 7, 1, 0, 0, tzinfo=UTC)),
        ("", "Europe/Berlin", dt.datetime(2026, 7, 1, 7, 0, tzinfo=UTC)),
        ("", "", dt.datetime(2026, 7, 1, 16, 0, tzinfo=UTC)),
    ],
)
def test_dates_are_read_in_the_time_zone_of_the_posting(
    desk: Client, employer: Employer, own: str, place: str, expected: dt.datetime
) -> None:
    employer.time_zone = "America/Los_Angeles"
    employer.save()
    where = make_location(time_zone=place)
    posting = make_posting(published_from=None)
    response = send(desk, change_url(posting), time_zone=own, locations=[where.pk], **at("2026-07-01", "09:00"))
    assert response.status_code == 302
    posting.refresh_from_db()
    assert posting.published_from == expected
    data = get_form_data(desk, change_url(posting))
    assert (data["published_from_0"], data["published_from_1"]) == (["2026-07-01"], ["09:00"])
    assert (
        f"In the time zone {own or place or 'America/Los_Angeles'}." in desk.get(change_url(posting)).content.decode()
    )


def test_first_place_by_name_sets_the_time_zone(desk: Client) -> None:
    places = [
        make_location("Zagreb", time_zone="Europe/Zagreb"),
        make_location("Aarhus"),
        make_location("Boston", time_zone="America/New_York"),
    ]
    posting = make_posting(published_from=None)
    assert (
        send(
            desk, change_url(posting), locations=[place.pk for place in places], **at("2026-01-02", "12:00")
        ).status_code
        == 302
    )
    posting.refresh_from_db()
    assert posting.published_from == dt.datetime(2026, 1, 2, 17, tzinfo=UTC)


@pytest.mark.parametrize("field", ["published_from", "closes_at"])
def test_nonexistent_hour_is_refused(desk: Client, field: str) -> None:
    """R20."""
    posting = make_posting(published_from=None, time_zone="Europe/Berlin")
    response = send(desk, change_url(posting), **{f"{field}_0": "2026-03-29", f"{field}_1": "02:30"})
    message = "There is no 02:30 on 29 March 2026 in Europe/Berlin: clocks are put forward then. Choose another hour."
    assert message in get_error_messages(response)
    assert 'value="02:30"' in response.content.decode()


def test_closing_day_without_time_means_its_end(desk: Client) -> None:
    posting = make_posting(
        locations=(make_location(time_zone="Europe/Lisbon"),), published_from=dt.datetime(2026, 6, 1, tzinfo=UTC)
    )
    assert send(desk, change_url(posting), **closing("2026-06-30")).status_code == 302
    posting.refresh_from_db()
    assert posting.closes_at == dt.datetime(2026, 6, 30, 23, 0, tzinfo=UTC)
    data = get_form_data(desk, change_url(posting))
    assert (data["closes_at_0"], data["closes_at_1"]) == (["2026-06-30"], [""])


@pytest.mark.parametrize(
    ("zone", "day", "end"),
    [
        # Clocks are put forward at midnight, so that day has no 00:00 and the one before ends at 01:00.
        ("Asia/Beirut", "2026-03-28", dt.datetime(2026, 3, 28, 22, 0, tzinfo=UTC)),
        # Clocks are put back from 01:00 to 00:00, so midnight comes twice; the day before ends at the first.
        ("America/Havana", "2026-10-31", dt.datetime(2026, 11, 1, 4, 0, tzinfo=UTC)),
    ],
)
def test_end_of_day_is_correct_where_clocks_change_at_midnight(
    desk: Client, zone: str, day: str, end: dt.datetime
) -> None:
    posting = make_posting(published_from=None, time_zone=zone)
    assert send(desk, change_url(posting), **closing(day)).status_code == 302
    posting.refresh_from_db()
    assert posting.closes_at == end
    data = get_form_data(desk, change_url(posting))
    assert (data["closes_at_0"], data["closes_at_1"]) == ([day], [""])


@pytest.mark.parametrize("moment", ["2026-06-30T12:34:56.789012+00:00", "2026-06-30T21:59:59.999999+00:00"])
def test_unchanged_closing_time_keeps_its_seconds(desk: Client, moment: str) -> None:
    closes_at = dt.datetime.fromisoformat(moment)
    posting = make_posting(
        locations=(make_location(),),
        time_zone="Europe/Berlin",
        published_from=dt.datetime(2026, 6, 1, 1, 2, 3, 4, tzinfo=UTC),
        closes_at=closes_at,
    )
    assert send(desk, change_url(posting), title="Changed").status_code == 302
    posting.refresh_from_db()
    assert (posting.title, posting.closes_at, posting.published_from.microsecond) == ("Changed", closes_at, 4)
    assert get_form_data(desk, change_url(posting))["closes_at_0"] == ["2026-06-30"]


def test_changing_the_place_keeps_day_and_time(desk: Client) -> None:
    berlin, tokyo = make_location("Berlin", time_zone="Europe/Berlin"), make_location("Tokyo", time_zone="Asia/Tokyo")
    posting = make_posting(
        locations=(berlin,),
        published_from=dt.datetime(2026, 6, 1, 7, 0, tzinfo=UTC),
        closes_at=dt.datetime(2026, 6, 30, 22, 0, tzinfo=UTC),
    )
    assert send(desk, change_url(posting), locations=[tokyo.pk]).status_code == 302
    posting.refresh_from_db()
    assert posting.published_from == dt.datetime(2026, 6, 1, 0, 0, tzinfo=UTC)
    assert posting.closes_at == dt.datetime(2026, 6, 30, 15, 0, tzinfo=UTC)


def test_earlier_version_is_checked_before_publishing(desk: Client) -> None:
    posting = make_posting(locations=(make_location(),))
    published = posting.history.order_by("history_id").last().pk
    Posting.objects.filter(pk=posting.pk).update(published_from=None)
    posting.sections.all().delete()
    response = send(desk, change_url(posting).replace("change", f"history/{published}"))
    assert get_error_messages(response) == ["Write at least one section before publishing: what is the job?"]
    assert Posting.objects.get().published_from is None
