"""Moments and days outside the range that Python reads: no column takes them, and a migration removes them."""

import datetime as dt
import zoneinfo
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, models, transaction

from jobs.admin.fields import ClosingField, DayAndTimeField
from jobs.models import Location, Posting
from jobs.spreadsheets.cells import ClosingMoment, Moment
from teams.models import Employer, Team, Testimonial
from teams.moments.ranges import (
    FIRST_DAY,
    FIRST_MOMENT,
    LAST_DAY,
    LAST_MOMENT,
    OUT_OF_RANGE,
    validate_day,
    validate_moment,
)
from tests.factories import days, make_posting
from tests.one_row_each import make_one_row_each

MODELS = [model for label in ("jobs", "teams") for model in apps.get_app_config(label).get_models()]
FIELDS = [
    (model, field.name, isinstance(field, models.DateTimeField))
    for model in MODELS
    for field in model._meta.concrete_fields
    if isinstance(field, models.DateField)
]
# Their columns were limited from the first: no migration has to bring earlier values into the range.
LIMITED_FROM_THE_FIRST = {
    ("PlaceRule", "in_force_from"),
    ("PlaceRule", "read_on"),
    ("HistoricalPlaceRule", "in_force_from"),
    ("HistoricalPlaceRule", "read_on"),
    ("FactorRemoval", "asked_at"),
    ("OneTimeLink", "expires_at"),
    ("OneTimeLink", "used_at"),
    ("SecurityEvent", "at"),
}
EARLIER_FIELDS = [field for field in FIELDS if (field[0].__name__, field[1]) not in LIMITED_FROM_THE_FIRST]
# The texts are what a program writes: SQLite compares them, and PostgreSQL knows them as moments.
OUTSIDE = ["infinity", "9999-12-31 23:59:59", "2100-01-02 00:00:01"]
BEFORE = ["-infinity"] if connection.vendor == "postgresql" else ["0001-01-01 00:00:00"]
# No moments, or not as Django reads them. As texts they are within the range, so older constraints took them.
UNREADABLE = [
    "2026-13-45 00:00:00",
    "2026-02-30 00:00:00",
    "2026-02-30",
    "2026-01-01 24:00:00",
    "2026-01-01 00:00:00.1234567",
    "2026-01-01 00:00:00.12345x",
    "2026-01-01 00:00:00 ",
    "2026-01-01 00:00:00\0x",
    "1950 or so",
]
NO_MOMENTS = {"sqlite": [*UNREADABLE, "20260101", "x", "", 2461000, b"2026-01-01"], "postgresql": [UNREADABLE[0], "x"]}


@pytest.fixture
def rows(db):
    make_one_row_each()


def write(model, name, value):
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{model._meta.db_table}" SET "{name}" = %s', [value])  # noqa: S608  # names of columns


@pytest.mark.parametrize("value", OUTSIDE + BEFORE)
def test_no_moment_or_day_outside_the_range_can_be_stored(rows, value):
    assert find_stored(value) == []


def test_no_text_that_is_no_moment_can_be_stored_in_any_table(rows):
    """Nothing that reads a row of ours can meet one: no page, feed, history or command."""
    assert {value: stored for value in NO_MOMENTS[connection.vendor] if (stored := find_stored(value))} == {}


def find_stored(value):
    """Return the columns of all tables that take a value, whatever other columns of the row hold."""
    stored = []
    for model, name, _has_time in FIELDS:
        assert model.objects.exists(), model
        try:
            with transaction.atomic():
                write(model, name, value)
        except (IntegrityError, DataError):
            continue
        stored.append((model.__name__, name))
    return stored


@pytest.mark.parametrize("text", ["2026-02-28 23:59:59.999999", "2026-02-28 23:59:59.9", "2026-02-28 23:59:59"])
def test_moments_that_django_writes_are_stored_to_the_microsecond(rows, text):
    moment = dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)

    Location.objects.update(updated_at=moment)
    write(Team, "updated_at", text)

    assert {Location.objects.get().updated_at, Team.objects.get().updated_at} == {moment}


def test_first_and_last_moment_of_the_range_are_stored_and_shown_in_every_time_zone(db):
    posting = make_posting(published_from=FIRST_MOMENT, closes_at=LAST_MOMENT)
    posting.refresh_from_db()

    posting.full_clean(exclude=["team"])
    assert (posting.published_from, posting.closes_at) == (FIRST_MOMENT, LAST_MOMENT)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "UTC", "Etc/GMT+12"])
def test_form_and_import_take_every_day_of_the_range_and_columns_take_it_too(db, zone):
    """One range: a day that a file takes is one that the form takes, and the column."""
    for day in (FIRST_DAY, LAST_DAY):
        opening, closing, moment, end = DayAndTimeField(), ClosingField(), Moment(), ClosingMoment()
        for field in (opening, closing):
            field.set_zone(zoneinfo.ZoneInfo(zone), stored=None)
        moment.zone = end.zone = zoneinfo.ZoneInfo(zone)
        from_file, from_form = (
            (moment.clean(str(day)), end.clean(str(day))),
            (
                opening.compress([day, None, ""]),
                closing.compress([day, None, ""]),
            ),
        )
        assert from_file == from_form
        make_posting(published_from=from_file[0], closes_at=from_file[1])
        validate_day(day)


@pytest.mark.parametrize("day", ["1899-12-25", "2100-01-09", "9998-06-30", "9999-12-31", "0001-01-01"])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "UTC", "Etc/GMT+12"])
def test_form_and_import_refuse_the_same_days(day, zone):
    for field, cell in ((DayAndTimeField(), Moment()), (ClosingField(), ClosingMoment())):
        field.set_zone(zoneinfo.ZoneInfo(zone), stored=None)
        cell.zone = zoneinfo.ZoneInfo(zone)
        with pytest.raises(ValidationError, match=OUT_OF_RANGE):
            field.compress([dt.date.fromisoformat(day), None, ""])
        with pytest.raises(ValidationError, match=OUT_OF_RANGE):
            cell.clean(day)
    with pytest.raises(ValidationError, match=OUT_OF_RANGE):
        validate_day(dt.date.fromisoformat(day))


@pytest.fixture
def unlimited(rows):
    """The tables as they were before the constraints."""
    constraints = [
        (model, constraint)
        for model in MODELS
        for constraint in model._meta.constraints
        if constraint.name.endswith("_in_range")
    ]
    drops = [f'ALTER TABLE "{model._meta.db_table}" DROP CONSTRAINT "{row.name}"' for model, row in constraints]
    statements = {
        "postgresql": ["SET CONSTRAINTS ALL IMMEDIATE", *drops],
        "sqlite": ["PRAGMA ignore_check_constraints = ON"],
    }
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)
    yield
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def run_migrations():
    for name in ("teams.migrations.0007_moments_into_range", "jobs.migrations.0015_moments_into_range"):
        import_module(name).bring_into_range(apps, None)
    for name in ("teams.migrations.0014_unreadable_moments", "jobs.migrations.0023_unreadable_moments"):
        import_module(name).replace_unreadable(apps, None)


@pytest.mark.parametrize("value", OUTSIDE + BEFORE + (UNREADABLE[:3] if connection.vendor == "sqlite" else []))
def test_migrations_bring_every_moment_and_day_into_the_range(unlimited, value):
    # A posting closes after it is published. The tests below write the other of the two.
    skipped = "closes_at" if value in BEFORE else "published_from"
    for model, name, _has_time in EARLIER_FIELDS:
        if name != skipped:
            write(model, name, value)

    run_migrations()

    for model, name, has_time in FIELDS:
        for moment in model.objects.values_list(name, flat=True):
            if moment is not None:
                (validate_moment if has_time else validate_day)(moment)
    for model in MODELS:
        for row in model._base_manager.all():
            row.validate_constraints()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL stores no such text")
def test_what_the_site_left_out_stays_hidden_after_the_migration(unlimited):
    postings = {
        title: make_posting(title, published_from=opens)
        for title, opens in {"Draft": None, "Scheduled": days(3), "Open": days(-3), "Unknown": days(-3)}.items()
    }
    write(Posting, "closes_at", UNREADABLE[0])
    write(Testimonial, "agreed_until", UNREADABLE[2])
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE jobs_posting SET published_from = %s WHERE id = %s", [UNREADABLE[0], postings["Unknown"].pk]
        )

    run_migrations()

    found = {title: Posting.objects.get(pk=row.pk).status() for title, row in postings.items()}
    assert found == {"Draft": "draft", "Scheduled": "scheduled", "Open": "closed", "Unknown": "draft"}
    assert not Testimonial.objects.shown(Employer.objects.current().today()).exists()


def test_migrations_keep_what_is_public_public_and_what_is_not_hidden(unlimited):
    open_one, never, over, dated = (make_posting(title) for title in ("Open", "Never", "Over", "Dated"))
    before = dated.published_from, dated.updated_at
    opened = "UPDATE jobs_posting SET published_from = %s, closes_at = %s WHERE id = %s"
    with connection.cursor() as cursor:
        cursor.execute(opened, [BEFORE[0], "infinity", open_one.pk])
        cursor.execute(opened, ["infinity", None, never.pk])
        cursor.execute(opened, [BEFORE[0], "0001-01-02 00:00:00", over.pk])
        cursor.execute("UPDATE teams_testimonial SET agreed_on = 'infinity'")

    run_migrations()

    open_one, never, over, dated = (Posting.objects.get(pk=row.pk) for row in (open_one, never, over, dated))
    assert [row.status() for row in (open_one, never, over)] == ["open", "draft", "closed"]
    assert open_one.closes_at is None
    assert (dated.published_from, dated.updated_at) == before
    assert not Testimonial.objects.shown(Employer.objects.current().today()).exists()
