"""Values in a spreadsheet by their names, their labels, and by what other programs write."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from jobs.models import Location, Posting
from jobs.spreadsheets.cells import Countries
from jobs.spreadsheets.choices import Choice, Currency, Language, MultipleChoice
from teams.spreadsheets.cells import Date
from tests.factories import make_location

from ..files import import_file, import_records


@pytest.mark.parametrize(
    ("widget", "cell", "value"),
    [
        *[
            (Choice(Posting.Workplace), text, "on-site")
            for text in ("Onsite", "ON_SITE", "On-site", "on site", "Office")
        ],
        *[(Choice(Posting.Level), text, "mid") for text in ("Mid-level", "MID", "Mid", "intermediate")],
        *[
            (Choice(Posting.PayPeriod), text, "year")
            for text in ("yearly", "a year", "YEAR", "per-year-salary", "P.A.")
        ],
        (MultipleChoice(Posting.EmploymentType), "Full time", ("full-time",)),
        (MultipleChoice(Posting.EmploymentType), "PART_TIME, FullTime", ("full-time", "part-time")),
        (MultipleChoice(Posting.EmploymentType), "full time contract", ("full-time", "contract")),
        (MultipleChoice(Posting.EmploymentType), "Intern/Contractor", ("contract", "internship")),
        (Countries(), "de PT", ("DE", "PT")),
        (Countries(), "Deutschland, United Kingdom; usa", ("DE", "GB", "US")),
        *[(Currency(), text, "EUR") for text in ("€", "eur", "Euro", "EUROS")],
        *[(Currency(), text, "USD") for text in ("$", "US Dollar", "usd")],
        *[(Language(), text, "de-DE") for text in ("de_DE", "de-de", "DE_de")],
        *[(Language(), text, "de") for text in ("German", "Deutsch", "DE")],
        *[(Date(), text, dt.date(2026, 12, 31)) for text in ("31.12.2026", "31. 12. 2026", "2026-12-31")],
    ],
)
def test_value_is_found_by_other_names(widget, cell, value):
    assert widget.clean(cell) == value


@pytest.mark.parametrize(
    ("widget", "cell", "end"),
    [
        (Choice(Posting.Level), "senoir", "Did you mean senior?"),
        (Choice(Posting.Level), "Mid-Senior level", "Did you mean mid or senior?"),
        (Choice(Posting.Workplace), "hybird", "Did you mean hybrid?"),
        (MultipleChoice(Posting.EmploymentType), "full-tiem", "Did you mean full-time?"),
        (Countries(), "Germnay", "Did you mean DE?"),
        (Currency(), "kr", "Did you mean SEK, NOK or DKK?"),
        (Date(), "12/31/2026", "Write the day as year, month, day: 2026-12-31, or as 31.12.2026."),
        (Date(), "31.12.26", "is not a day. Write it as year, month, day: 2026-06-30."),
    ],
)
def test_unknown_value_is_answered_with_what_may_be_meant(widget, cell, end):
    with pytest.raises(ValidationError) as caught:
        widget.clean(cell)
    assert caught.value.messages[0].endswith(end)


@pytest.mark.parametrize("cell", ["Berlin", "berlin", "Berlin, Germany", "Berlin, , DE", "BERLIN, Deutschland"])
def test_place_is_found_by_its_city_alone_or_with_the_name_of_its_country(db, cell):
    berlin = make_location("Berlin", city="Berlin", country="DE", region="BE")
    assert import_records({"locations": cell}) == ((1, 0, 0), [])
    assert list(Posting.objects.get().locations.all()) == [berlin]
    assert Location.objects.count() == 1


def test_city_alone_that_means_several_places_or_none_is_refused(db):
    make_location("London", slug="london-gb", country="GB")
    make_location("London", slug="london-ca", country="CA")
    for cell in ("London", "Paris"):
        [fault] = import_records({"locations": cell})[1]
        assert f"“{cell}” is not a place" in fault
    import_records({"locations": "London, UK"})
    assert [place.slug for place in Posting.objects.get().locations.all()] == ["london-gb"]


@pytest.mark.parametrize(("cell", "last"), [("31.12.2026", "2026-12-31"), ("31.12.2026 14:00", "2026-12-31 14:00")])
def test_day_with_dots_is_a_day(db, cell, last):
    import_records({"closes_at": last})
    assert import_records({"closes_at": cell}) == ((0, 0, 1), [])


def test_day_with_slashes_is_refused(db):
    [fault] = import_records({"closes_at": "12/31/2026"})[1]
    assert "can be read in two ways" in fault


def test_file_with_the_required_columns_alone_adds_drafts_and_changes_nothing_else(db):

    import_records({"pay_min": "60000", "pay_currency": "EUR", "pay_period": "year"})
    before = Posting.objects.values().get()

    content = b"Department;Job title;REQUISITION ID\nBakery;Baker;R-1\nBakery;Cook;R-2\n"
    assert import_file(content) == ((1, 0, 1), [])
    assert Posting.objects.values().get(reference="R-1") == before
    draft = Posting.objects.get(reference="R-2")
    assert (draft.status(), draft.workplace, draft.language) == ("draft", "on-site", "en")


@pytest.mark.parametrize(
    ("city", "country", "cell"),
    [("Lisbon", "PT", "Lisboa, , PT"), ("München", "DE", "Munich, Germany"), ("Lisbon", "PT", "lisboa")],
)
def test_present_place_by_another_name_is_never_made_again(db, city, country, cell):
    place = make_location(city, country=country)
    [fault] = import_records({"locations": cell})[1]
    assert f"but “{city}” is also called so. Write {place.slug}, or add the place at the desk" in fault
    assert Location.objects.count() == 1
