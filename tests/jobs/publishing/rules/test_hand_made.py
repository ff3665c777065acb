"""Hand-made postings against the rules that the site comes with: place, day, employees and facts on both sides of each
limit. The rules are those of the migration, so a wrong date in its file fails here."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from jobs.models import Location, PlaceRule
from jobs.publishing.rules import violations
from tests.jobs.place_rules import MIGRATION

from .drafts import make_draft

RULES = tuple(PlaceRule(**rule) for rule in MIGRATION.read_rules())
ACTIVE = tuple(rule for rule in RULES if rule.is_active)
PLACES = {
    name: Location(name=name, city=name, region=region, country=country, time_zone=zone)
    for name, region, country, zone in [
        ("Berlin", "", "DE", "Europe/Berlin"),
        ("Boston", "MA", "US", "America/New_York"),
        ("Buffalo", "NY", "US", "America/New_York"),
        ("Burlington", "VT", "US", "America/New_York"),
        ("Chicago", "Illinois", "US", "America/Chicago"),
        ("Denver", "CO", "US", "America/Denver"),
        ("Hartford", "CT", "US", "America/New_York"),
        ("Honolulu", "HI", "US", "Pacific/Honolulu"),
        ("Minneapolis", "MN", "US", "America/Chicago"),
        ("New York", "NY", "US", "America/New_York"),
        ("Newark", "NJ", "US", "America/New_York"),
        ("Riga", "", "LV", "Europe/Riga"),
        ("Rome", "", "IT", "Europe/Rome"),
        ("Toronto", "Ontario", "CA", "America/Toronto"),
        ("Valletta", "", "MT", "Europe/Malta"),
        ("Vancouver", "BC", "CA", "America/Vancouver"),
        ("Warsaw", "", "PL", "Europe/Warsaw"),
        ("Washington", "DC", "US", "America/New_York"),
    ]
}
CLOSES = {"closes_at": dt.datetime(2030, 1, 1, tzinfo=dt.UTC)}
FACTS: dict[str, dict[str, Any]] = {
    "pay, closes": CLOSES,
    "pay": {},
    "no pay": {"pay_minimum": None, "pay_maximum": None},
    "no pay, closes": {"pay_minimum": None, "pay_maximum": None, **CLOSES},
    "from": {"pay_maximum": None},
    "from, closes": {"pay_maximum": None, **CLOSES},
    "60-110k": {"pay_minimum": 60000, "pay_maximum": 110000, "pay_currency": "CAD"},
    "60-110.01k": {"pay_minimum": 60000, "pay_maximum": Decimal("110000.01"), "pay_currency": "CAD"},
    "100-200k": {"pay_minimum": 100000, "pay_maximum": 200000, "pay_currency": "CAD"},
    "100-200.01k": {"pay_minimum": 100000, "pay_maximum": Decimal("200000.01"), "pay_currency": "CAD"},
}
# Short names of the findings. Capitals are warnings, small letters are notes.
CODES = {
    "place-pay": "PAY",
    "place-range": "BOTH ENDS",
    "place-width": "WIDTH",
    "place-closing": "CLOSING",
    "place-pay-later": "pay later",
    "place-coming": "coming",
    "place-unchecked": "more",
    "place-coming-unchecked": "more coming",
}
# Each posting on a day at noon there. The employer's number of employees; None is unknown.
POSTINGS = """
place       | day        | employees | facts          | findings
Rome        | 2026-06-06 | 9         | no pay         | coming, more coming, more coming
Rome        | 2026-06-07 | 9         | no pay         | PAY, more, more coming
Rome        | 2026-06-07 | 9         | from           | more, more coming
Rome        | 2027-12-01 | 9         | pay            | more, more coming
Rome        | 2027-12-02 | 9         | pay            | more, more
Warsaw      | 2025-12-23 | 9         | no pay         | coming, more coming, more coming
Warsaw      | 2025-12-24 | 9         | no pay         | pay later, more, more coming
Warsaw      | 2025-12-24 | 9         | pay            | more, more coming
Valletta    | 2025-08-26 | 9         | no pay         | coming, more coming
Valletta    | 2025-08-27 | 9         | no pay         | pay later, more coming
Riga        | 2018-11-27 | 9         | no pay         | coming, more coming
Riga        | 2018-11-28 | 9         | no pay         | PAY, more coming
Berlin      | 2026-11-27 | 900       | no pay         | more coming
Berlin      | 2027-12-02 | 900       | no pay         | more
Boston      | 2025-10-28 | 26        | no pay         | coming
Boston      | 2025-10-29 | 26        | no pay         | PAY
Boston      | 2025-10-29 | 25        | no pay         | -
Boston      | 2025-10-29 | None      | no pay         | PAY
Newark      | 2025-05-31 | 10        | from           | coming, more coming
Newark      | 2025-06-01 | 10        | from           | BOTH ENDS, more
Newark      | 2025-06-01 | 9         | from           | -
Minneapolis | 2025-01-01 | 29        | no pay         | -
Minneapolis | 2025-01-01 | 30        | no pay         | PAY, more
Burlington  | 2025-06-30 | 5         | no pay         | coming
Burlington  | 2025-07-01 | 5         | no pay         | PAY
Chicago     | 2025-12-31 | 15        | no pay         | PAY, more, more coming
Chicago     | 2026-01-01 | 14        | no pay         | more
Honolulu    | 2026-11-27 | 49        | no pay         | -
Honolulu    | 2026-11-27 | 50        | no pay         | PAY
Hartford    | 2026-11-27 | 1         | no pay         | pay later
Washington  | 2024-06-29 | 1         | from           | coming, more coming
Washington  | 2024-06-30 | 1         | from           | BOTH ENDS, more
Denver      | 2023-12-31 | 1         | pay            | coming, more, more coming
Denver      | 2024-01-01 | 1         | pay            | CLOSING, more, more coming
Denver      | 2026-12-31 | 1         | pay, closes    | more, more coming
Denver      | 2027-01-01 | 1         | pay, closes    | more, more
New York    | 2023-09-16 | 4         | no pay         | coming, more
New York    | 2023-09-17 | 4         | no pay         | PAY, more
Buffalo     | 2023-09-17 | 3         | no pay         | -
Vancouver   | 2023-10-31 | 1         | from           | coming
Vancouver   | 2023-11-01 | 1         | from           | BOTH ENDS
Toronto     | 2025-12-31 | 25        | 60-110.01k     | coming, more coming
Toronto     | 2026-01-01 | 24        | 60-110.01k     | -
Toronto     | 2026-01-01 | 25        | 60-110.01k     | WIDTH, more
Toronto     | 2026-01-01 | 25        | 60-110k        | more
Toronto     | 2026-01-01 | 25        | 100-200k       | WIDTH, more
Toronto     | 2026-01-01 | 25        | 100-200.01k    | more
"""
ROWS = [tuple(cell.strip() for cell in line.split("|")) for line in POSTINGS.strip().splitlines()[1:]]


def find(
    place: str,
    at: dt.datetime,
    employees: int | None = None,
    rules: tuple[PlaceRule, ...] = ACTIVE,
    zone: str = "UTC",
    **facts: Any,
) -> list[Any]:
    """Return the findings that come from rules of places, at that moment."""
    draft = make_draft(places=(PLACES[place],), rules=rules, at=at, employees=employees, zone=zone, **facts)
    return [item for item in violations(draft, include_notes=True) if item.rule.startswith("place-")]


def noon(place: str, day: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{day}T12:00").replace(
        tzinfo=dt.timezone(dt.timedelta(hours=-7 if place == "Denver" else 0))
    )


@pytest.mark.parametrize(("place", "day", "employees", "facts", "expected"), ROWS)
def test_hand_made_posting_has_exactly_these_findings(
    place: str, day: str, employees: str, facts: str, expected: str
) -> None:
    size = None if employees == "None" else int(employees)
    found = find(place, noon(place, day), size, **FACTS[facts])

    names = ", ".join(CODES[item.rule] for item in found) or "-"
    assert names == expected
    assert [CODES[item.rule].isupper() for item in found] == [item.is_warning for item in found]
    assert all(item.basis == "Not legal advice. Read on 26 November 2026." for item in found)


def test_there_are_forty_hand_made_postings_and_more() -> None:
    assert len(ROWS) == len(set(ROWS)) == 47


@pytest.mark.parametrize(
    ("place", "at", "in_force"),
    [
        # A day begins at midnight where the work is done, not in London and not where the employer is.
        ("Boston", "2025-10-29T03:59:59+00:00", False),
        ("Boston", "2025-10-29T04:00:00+00:00", True),
        ("Rome", "2026-06-06T21:59:59+00:00", False),
        ("Rome", "2026-06-06T22:00:00+00:00", True),
    ],
)
def test_rule_comes_into_force_at_midnight_of_the_place(place: str, at: str, in_force: bool) -> None:
    found = find(place, dt.datetime.fromisoformat(at), 100, zone="Pacific/Auckland", **FACTS["no pay"])

    assert ("place-pay" in {item.rule for item in found}) is in_force


@pytest.mark.parametrize(("published", "in_force"), [("2025-10-28", False), ("2025-10-29", True)])
def test_scheduled_posting_follows_the_rules_of_the_day_of_publication(published: str, in_force: bool) -> None:
    start = dt.datetime.fromisoformat(f"{published}T12:00+00:00")
    now = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
    found = find("Boston", now, 100, published_from=start, **FACTS["no pay"])

    assert ("place-pay" in {item.rule for item in found}) is in_force


def test_posting_that_was_published_before_a_rule_follows_it_today() -> None:
    start, now = dt.datetime(2020, 1, 1, tzinfo=dt.UTC), dt.datetime(2026, 11, 27, tzinfo=dt.UTC)

    assert [item.rule for item in find("Boston", now, 100, published_from=start, **FACTS["no pay"])] == ["place-pay"]


def test_messages_say_where_since_when_and_from_how_many_employees() -> None:
    now = dt.datetime(2026, 11, 27, tzinfo=dt.UTC)
    messages = {
        place: [item.message for item in find(place, now, **FACTS[facts])]
        for place, facts in [("Boston", "no pay"), ("Valletta", "no pay"), ("Denver", "pay, closes")]
    }

    [boston] = messages["Boston"]
    assert boston == (
        "No pay is stated, and Massachusetts (from 26 employees) asks for it. Give both amounts. Secondary texts of "
        "2026: Massachusetts asks for the pay range in the posting. The employees there count. Some texts say 25 "
        "employees: if you have exactly 25, check it."
    )
    assert messages["Valletta"][0] == (
        "The pay is not stated in full. In Malta, it is enough to tell it before the interview. Secondary texts of "
        "2026: Malta asks to tell the pay or its range before candidates are chosen."
    )
    assert messages["Valletta"][1].startswith(
        "Not in force yet: from 2 December 2027, the EU asks for more, which is not checked here. If software helps to "
        "choose candidates: tell them, and let people supervise it. Secondary texts of 2026: "
    )
    assert messages["Denver"][0].startswith(
        "Colorado asks for more, which is not checked here. Describe the benefits and other pay, such as bonuses. "
    )
    assert messages["Denver"][1].startswith(
        "Not in force yet: from 1 January 2027, Colorado asks for more, which is not checked here. If software helps "
        "to choose candidates: tell them before, explain a refusal within 30 days, and offer that a person looks again."
    )


def test_a_later_reading_of_the_source_changes_no_message() -> None:
    now = dt.datetime(2026, 11, 27, tzinfo=dt.UTC)
    read = [dt.date(2026, 11, 26), dt.date(2027, 3, 1), None]
    rules = tuple(PlaceRule(country="PT", requires_pay=True, source="By law.", read_on=day) for day in read)
    PLACES["Lisbon"] = Location(name="Lisbon", city="Lisbon", country="PT")
    found = [
        find("Lisbon", now, rules=chosen, **FACTS["no pay"])[0]
        for chosen in (rules[:1], rules[1:2], rules[:2], rules[2:])
    ]

    assert len({item.message for item in found}) == 1
    assert [item.basis for item in found] == [
        "Not legal advice. Read on 26 November 2026.",
        "Not legal advice. Read on 1 March 2027.",
        "Not legal advice. Read between 26 November 2026 and 1 March 2027.",
        "Not legal advice.",
    ]
