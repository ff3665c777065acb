"""Rules on one row, enforced by the database and explained by validation."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from teams.models import Employer, ExchangeRate, Story, Team, Testimonial
from tests.factories import make_employer, make_story, make_team, make_testimonial, make_upload

DAY = dt.date(2026, 6, 30)


def assert_refused(row, message):
    """Assert that validation refuses a row with a message, and that the database refuses it too."""
    with pytest.raises(ValidationError) as caught:
        row.full_clean()
    assert message in caught.value.messages
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_second_employer_is_refused(db):
    make_employer()

    assert_refused(Employer(id=2, name="Other"), "There is one employer already. Change that one.")


def test_current_employer_has_defaults_if_none_is_stored(db):
    assert Employer.objects.current().name == "Our company"
    employer = make_employer()
    assert Employer.objects.current() == employer


def test_employer_is_found_by_its_natural_key(db):
    employer = make_employer()

    assert Employer.objects.get_by_natural_key() == employer


@pytest.mark.parametrize(("url", "body"), [("", ""), ("https://a.example", "<p>Text</p>")])
def test_story_has_either_a_text_or_a_link(db, url, body):
    story = Story(team=make_team(), title="T", slug="t", summary="S", date=DAY, url=url, body=body)

    assert_refused(story, "Give the story either an address elsewhere or a text of its own.")


@pytest.mark.parametrize("kind", ["team", "story", "testimonial"])
def test_picture_needs_a_description_or_is_decoration(db, kind):
    team = make_team()
    name = "photo" if kind == "testimonial" else "image"
    row = {"team": team, "story": make_story(team), "testimonial": make_testimonial(team)}[kind]
    setattr(row, name, make_upload())

    assert_refused(row, f"Describe the {name}, or say that it is decoration.")
    setattr(row, f"{name}_is_decoration", True)
    row.full_clean()


def test_agreement_cannot_end_before_it_begins(db):
    testimonial = make_testimonial(make_team())
    testimonial.agreed_on, testimonial.agreed_until = DAY, DAY - dt.timedelta(days=1)

    assert_refused(testimonial, "The last day agreed to must not be before the day of agreement.")


def test_last_day_of_a_testimonial_needs_a_day_of_agreement(db):
    testimonial = make_testimonial(make_team())
    testimonial.agreed_on, testimonial.agreed_until = None, DAY

    assert_refused(testimonial, "Say on which day the person agreed, or clear the last day.")


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({}, True),
        ({"is_published": False}, False),
        ({"has_left": True}, False),
        ({"agreed_on": None}, False),
        ({"agreed_on": DAY}, True),
        ({"agreed_on": DAY + dt.timedelta(days=1)}, False),
        ({"agreed_until": DAY}, True),
        ({"agreed_until": DAY - dt.timedelta(days=1)}, False),
        ({"team": False}, False),
    ],
)
def test_testimonial_is_shown_only_while_published_agreed_and_not_left(db, fields, shown):
    team = make_team(is_published=fields.get("team", True))
    values = {"agreed_on": DAY - dt.timedelta(days=30)} | {
        name: value for name, value in fields.items() if name != "team"
    }
    make_testimonial(team, **values)

    assert Testimonial.objects.shown(DAY).exists() == shown


def test_today_is_in_the_employers_time_zone(db):
    late_evening = dt.datetime(2026, 6, 30, 22, 30, tzinfo=dt.UTC)

    assert make_employer(time_zone="Europe/Kyiv").today(late_evening) == dt.date(2026, 7, 1)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("brand_colour", "red", "Write the colour as # and six hexadecimal digits, for example #0f766e."),
        ("time_zone", "Mars/Olympus", "“Mars/Olympus” is not a time zone. Write it like Europe/Berlin."),
        ("currency", "ABC", "“ABC” is not a currency code. Write it like EUR."),
        ("language", "english", "“english” is not a language tag. Write it like en or pt-BR."),
        ("website", "http://a.example", "Write a complete address that begins with https://."),
    ],
)
def test_message_of_an_invalid_value_names_a_valid_one(db, field, value, message):
    with pytest.raises(ValidationError) as caught:
        Employer(**{"name": "K", field: value}).full_clean()

    assert caught.value.message_dict == {field: [message]}


def test_history_has_the_earlier_values(db):
    team = make_team("Backend")
    team.name = "Back end"
    team.save()

    assert [record.name for record in team.history.all()] == ["Back end", "Backend"]


def test_team_is_found_by_its_natural_key(db):
    team = make_team("Backend")

    assert Team.objects.get_by_natural_key(team.slug) == team


def test_team_title_is_the_headline_or_has_the_name(db):
    assert Team(name="Backend").title == "Meet the Backend team"
    assert Team(name="Backend", headline="We keep the lights on").title == "We keep the lights on"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"currency": "EUR"}, "currency"),
        ({"date": dt.date(2099, 1, 1)}, "date"),
        ({"rate": Decimal("9999999999.99999999")}, "rate"),
        ({"rate": Decimal(0)}, "__all__"),
    ],
)
def test_invalid_exchange_rate_is_refused(employer, fields, field):
    values = {"currency": "USD", "rate": Decimal("0.92"), "date": dt.date(2026, 11, 1)} | fields

    with pytest.raises(ValidationError) as refused:
        ExchangeRate(employer=employer, home="EUR", **values).full_clean()

    assert list(refused.value.message_dict) == [field]
