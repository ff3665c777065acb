"""Place rules: where they apply, their limits, and one message for several places."""

from decimal import Decimal

import pytest

from jobs.models import Location, PlaceRule
from jobs.publishing.rules import violations

from .drafts import broken_rules, get_messages, make_draft

TORONTO = Location(name="Toronto", city="Toronto", region="Ontario", country="CA")
DENVER = Location(name="Denver", city="Denver", region="CO", country="US")
AUSTIN = Location(name="Austin", city="Austin", region="TX", country="US")
NO_PAY = {"pay_minimum": None, "pay_maximum": None}
ONTARIO = {"widest_range": Decimal(50000), "exempt_above": Decimal(200000), "currency": "CAD"}


def rule(country="US", region="CO, Colorado", **fields):
    return PlaceRule(country=country, region=region, **fields)


def paid(low, high, currency="CAD", period="year"):
    return {"pay_minimum": low, "pay_maximum": high, "pay_currency": currency, "pay_period": period}


@pytest.mark.parametrize(
    ("region", "spelled", "applies"),
    [
        ("CO, Colorado", "CO", True),
        ("CO, Colorado", "colorado", True),
        ("CO, Colorado", " Colorado ", True),
        ("CO,Colorado", "COLORADO", True),
        ("Québec", "quebec", True),
        ("", "Texas", True),
        ("", "", True),
        ("CO, Colorado", "Texas", False),
        ("CO, Colorado", "C", False),
        ("CO, Colorado", "CO, Colorado", False),
        ("CO, Colorado", "", False),
        ("CO, Colorado,", "", False),
    ],
)
def test_place_rule_applies_to_every_spelling_of_its_region(region, spelled, applies):
    place = Location(name="Somewhere", city="Somewhere", region=spelled, country="US")

    assert broken_rules(places=(place,), rules=(rule(region=region, requires_closing_date=True),)) == (
        {("place-closing", "closes_at")} if applies else set()
    )


def test_place_rule_of_a_country_applies_in_no_other():
    rules = (rule(region="", requires_closing_date=True),)

    assert broken_rules(places=(TORONTO,), rules=rules) == set()
    assert broken_rules(places=(TORONTO, AUSTIN), rules=rules) == {("place-closing", "closes_at")}


@pytest.mark.parametrize(
    ("changes", "applies"),
    [
        ({"places": (DENVER,)}, True),
        ({"places": (AUSTIN,)}, False),
        ({"places": (AUSTIN,), "remote_anywhere": True}, False),
        ({"places": (AUSTIN, DENVER)}, True),
        ({"places": (DENVER,), "workplace": "hybrid"}, True),
        ({"places": (AUSTIN,), "workplace": "remote", "remote_countries": ("CA",)}, False),
        ({"places": (DENVER,), "workplace": "remote", "remote_countries": ("CA",)}, True),
        ({"places": (), "workplace": "remote", "remote_countries": ("CA", "US")}, True),
        ({"places": (), "workplace": "remote", "remote_countries": ("CA",)}, False),
        ({"places": (), "workplace": "remote", "remote_anywhere": True}, True),
    ],
)
def test_place_rule_applies_to_places_and_to_countries_of_remote_work(changes, applies):
    broken = broken_rules(**changes, rules=(rule(requires_closing_date=True),))

    assert broken == ({("place-closing", "closes_at")} if applies else set())


@pytest.mark.parametrize(
    ("asked", "changes", "expected"),
    [
        ({"requires_pay": True}, NO_PAY, {("place-pay", "pay_minimum")}),
        ({"requires_pay": True}, {}, set()),
        ({"requires_pay": True}, {"pay_minimum": None}, {("pay-end", "pay_minimum")}),
        ({"requires_range": True}, NO_PAY, {("pay", "pay_minimum")}),
        ({"requires_range": True}, {}, set()),
        ({"requires_range": True}, {"pay_minimum": None}, {("place-range", "pay_minimum")}),
        ({"requires_range": True}, {"pay_maximum": None}, {("place-range", "pay_minimum")}),
        ({"requires_range": True, "requires_pay": True}, NO_PAY, {("place-pay", "pay_minimum")}),
        ({"requires_closing_date": True}, {}, {("place-closing", "closes_at")}),
        ({"requires_closing_date": True}, {"closes_at": "2026-06-30"}, set()),
        ({}, NO_PAY, {("pay", "pay_minimum")}),
    ],
)
@pytest.mark.parametrize("is_blocking", [True, False])
def test_place_rule_requires_only_its_own_facts(asked, changes, expected, is_blocking):
    given = {"places": (DENVER,), "rules": (rule(**asked, is_blocking=is_blocking),)} | changes

    assert broken_rules(**given) == expected
    blocking = {violation.rule for violation in violations(make_draft(**given)) if violation.is_blocking}
    assert blocking == ({code for code, _field in expected if code.startswith("place")} if is_blocking else set())


@pytest.mark.parametrize(
    ("pay", "is_too_wide"),
    [
        (paid(60000, 110000), False),
        (paid(60000, Decimal("110000.01")), True),
        (paid(140000, 200000), True),
        (paid(140000, Decimal("200000.01")), False),
        (paid(5000, 9167), False),
        (paid(5000, 9166, period="month"), False),
        (paid(5000, 9167, period="month"), True),
        (paid(1000, 1961, period="week"), False),
        (paid(1000, 1962, period="week"), True),
        (paid(200, 392, period="day"), False),
        (paid(200, 393, period="day"), True),
        (paid(20, 44, period="hour"), False),
        (paid(20, Decimal("44.04"), period="hour"), True),
        (paid(60000, None), False),
        (paid(None, 190000), False),
        (paid(None, None), False),
    ],
)
def test_width_of_a_pay_range_is_compared_by_year(pay, is_too_wide):
    broken = {
        code for code, _field in broken_rules(places=(TORONTO,), rules=(rule("CA", "Ontario", **ONTARIO),), **pay)
    }

    assert broken & {"place-width", "place-width-unknown"} == ({"place-width"} if is_too_wide else set())


@pytest.mark.parametrize(("exempt_above", "is_too_wide"), [(None, True), (200000, True), (199999, False)])
def test_pay_above_the_exempt_amount_may_be_wider(exempt_above, is_too_wide):
    asked = ONTARIO | {"exempt_above": exempt_above}
    broken = broken_rules(places=(TORONTO,), rules=(rule("CA", "Ontario", **asked),), **paid(100000, 200000))

    assert broken == ({("place-width", "pay_minimum")} if is_too_wide else set())


@pytest.mark.parametrize(
    ("pay", "rates", "expected"),
    [
        # One euro is 1.25 dollars of Canada: 40,000 euros are just the limit.
        (paid(60000, 100000, "EUR"), {"CAD": Decimal("0.8")}, set()),
        (paid(60000, 100001, "EUR"), {"CAD": Decimal("0.8")}, {("place-width", "pay_minimum")}),
        (paid(60000, 100001, "EUR"), {}, {("place-width-unknown", "pay_currency")}),
        (paid(60000, 60000, "EUR"), {}, set()),
        (paid(60000, None, "EUR"), {}, {("pay-end", "pay_minimum")}),
        (paid(100000, 160000, "EUR"), {"CAD": Decimal("0.8")}, {("place-width", "pay_minimum")}),
        (paid(100000, 160001, "EUR"), {"CAD": Decimal("0.8")}, set()),
        (paid(60000, 99000, "USD"), {"CAD": Decimal("0.8")}, {("place-width-unknown", "pay_currency")}),
        (paid(60000, 110000, "USD"), {"CAD": Decimal("0.8"), "USD": Decimal("0.8")}, set()),
        (paid(60000, 110001, "USD"), {"CAD": Decimal("0.8"), "USD": Decimal("0.8")}, {("place-width", "pay_minimum")}),
        # Without any rate one currency compares with itself.
        (paid(60000, 110001, "CAD"), {}, {("place-width", "pay_minimum")}),
    ],
)
def test_width_in_another_currency_is_compared_by_exchange_rates(pay, rates, expected):
    assert broken_rules(places=(TORONTO,), rules=(rule("CA", "Ontario", **ONTARIO),), rates=rates, **pay) == expected


def test_unknown_width_warns_even_if_the_rule_blocks():
    given = {"places": (TORONTO,), "rules": (rule("CA", "Ontario", is_blocking=True, **ONTARIO),)}
    [violation] = violations(make_draft(**given, **paid(1, 2, "EUR")))

    assert (violation.rule, violation.is_blocking) == ("place-width-unknown", False)


def test_places_with_the_same_rule_share_one_message():
    states = {"CA, California": "", "CO, Colorado": "Colorado says so.", "NY, New York": ""}
    rules = tuple(rule(region=region, source=note, requires_pay=True) for region, note in states.items())
    given = {"workplace": "remote", "places": (), "remote_countries": ("US",), "rules": rules}

    assert get_messages(**given, **NO_PAY) == [
        "No pay is stated, and California, Colorado and New York ask for it. Give both amounts. Colorado says so."
    ]


def test_message_for_many_places_counts_the_rest_and_leaves_out_notes():
    rules = tuple(rule(region=f"Region {number}", source=f"Note {number}", requires_pay=True) for number in range(9))
    given = {"workplace": "remote", "places": (), "remote_countries": ("US",), "rules": rules}

    [message] = get_messages(**given, **NO_PAY)
    assert message == (
        "No pay is stated, and Region 0, Region 1, Region 2, Region 3, Region 4 and 4 more places ask for it. Give "
        "both amounts. What each asks for stands among the rules of places."
    )
    assert "Region 5 ask for" in get_messages(**(given | {"rules": rules[:6]}), **NO_PAY)[0]


def test_message_for_one_place_has_its_name_and_note():
    given = {"places": (DENVER,), "rules": (rule("US", "", source="By law.", requires_pay=True),)}

    assert get_messages(**given, **NO_PAY) == [
        "No pay is stated, and United States asks for it. Give both amounts. By law."
    ]


def test_blocking_and_warning_place_rules_have_separate_messages():
    rules = (rule(requires_pay=True, is_blocking=True), rule(region="TX", requires_pay=True))
    broken = violations(make_draft(places=(DENVER, AUSTIN), rules=rules, **NO_PAY))

    assert [(violation.rule, violation.is_blocking) for violation in broken] == [
        ("place-pay", True),
        ("place-pay", False),
    ]
    assert "Colorado asks" in broken[0].message
    assert "TX asks" in broken[1].message


def test_pay_limit_has_a_message_for_each_place():
    rules = (rule("CA", "Ontario", **ONTARIO), rule("CA", "", widest_range=Decimal("10000.50"), currency="CAD"))

    assert get_messages(places=(TORONTO,), rules=rules, **paid(100000, 190000)) == [
        "In Ontario the highest pay may be at most 50,000 CAD a year above the lowest. Narrow the range.",
        "In Canada the highest pay may be at most 10,000.50 CAD a year above the lowest. Narrow the range.",
    ]
