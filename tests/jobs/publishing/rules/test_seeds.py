"""The rules that the site comes with, and the migration that corrects those of earlier sites."""

import datetime as dt
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from jobs.models import PlaceRule
from tests.jobs.place_rules import MIGRATION

pytestmark = pytest.mark.django_db

FIRST_RULES = import_module("jobs.migrations.0004_rules_of_places").RULES
LATE = "BE BG CY CZ DE DK EE ES FI FR GR HR HU IE LU NL PT RO SE SI"
# Place, in force from, from how many employees. An asterisk: pay can be told before the interview.
IN_USE = """
Austria 2011-03-01
British Columbia 2023-11-01
California 2023-01-01 15
Colorado 2021-01-01
Colorado 2024-01-01
Colorado 2027-01-01
Connecticut* 2021-10-01
District of Columbia 2024-06-30
Hawaii 2024-01-01 50
Illinois 2025-01-01 15
Illinois 2026-01-01
Italy 2026-06-07
Latvia 2018-11-28
Lithuania 2019-07-27
Malta* 2025-08-27
Maryland 2024-10-01
Massachusetts 2025-10-29 26
Minnesota 2025-01-01 30
New Jersey 2025-06-01 10
New York 2023-09-17 4
New York City 2023-07-05
Ontario 2026-01-01 25
Poland* 2025-12-24
Rhode Island* 2023-01-01
Slovakia* 2026-06-07
Vermont 2025-07-01 5
Washington 2023-01-01 15
the EU 2027-12-02
"""


@pytest.fixture
def first_rules(db: None) -> None:
    """The rules as the site had them before, without history."""
    PlaceRule.objects.all().delete()
    PlaceRule.history.all().delete()  # type: ignore[attr-defined]
    PlaceRule.objects.bulk_create(
        PlaceRule(**{"source" if name == "note" else name: value for name, value in rule.items()})
        for rule in FIRST_RULES
    )


def correct() -> None:
    MIGRATION.correct(apps, SimpleNamespace(connection=connection))


def get_rules(**lookups: Any) -> list[str]:
    return sorted(_describe(rule) for rule in PlaceRule.objects.filter(**lookups))


def _describe(rule: PlaceRule) -> str:
    star = "*" if rule.may_tell_pay_later else ""
    parts = [f"{rule.short_name}{star}", rule.in_force_from, rule.employees_from]
    return " ".join(str(part) for part in parts if part is not None)


def test_corrected_rules_are_exactly_these(first_rules: None) -> None:
    correct()

    assert get_rules(is_active=True) == sorted(IN_USE.strip().splitlines())
    assert (
        sorted(PlaceRule.objects.filter(is_active=False, region="").values_list("country", flat=True)) == LATE.split()
    )
    assert get_rules(is_active=False, country="US") == ["Connecticut 2026-10-01"]
    for rule in PlaceRule.objects.all():
        rule.full_clean()
        assert rule.source.startswith("Secondary texts of 2026: ")
        assert rule.read_on == dt.date(2026, 11, 26)
        assert not rule.is_blocking


def test_correction_keeps_the_rows_and_writes_no_history(first_rules: None) -> None:
    germany = PlaceRule.objects.get(country="DE")
    correct()

    assert PlaceRule.objects.get(country="DE").pk == germany.pk
    assert not PlaceRule.history.exists()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "edit",
    [
        lambda rule: rule.save(),  # with an entry of history, even if it is as before
        lambda rule: PlaceRule.objects.filter(pk=rule.pk).update(source="Our counsel says so."),
        lambda rule: PlaceRule.objects.filter(pk=rule.pk).update(is_blocking=True),
        lambda rule: PlaceRule.objects.filter(pk=rule.pk).update(region="Colorado"),
    ],
)
@pytest.mark.parametrize("place", [{"country": "DE"}, {"country": "US", "region": "CO, Colorado"}])
def test_edited_rules_stay_as_they_are(first_rules: None, edit: Any, place: dict[str, str]) -> None:
    rule = PlaceRule.objects.get(**place)
    edit(rule)
    before = PlaceRule.objects.filter(pk=rule.pk).values().get()
    correct()

    assert PlaceRule.objects.filter(pk=rule.pk).values().get() == before
    if rule.region:
        assert PlaceRule.objects.filter(country="US", region__contains="Colorado").count() == 1
    assert PlaceRule.objects.get(country="IT").in_force_from == dt.date(2026, 6, 7)


def test_deleted_rules_do_not_come_back(first_rules: None) -> None:
    PlaceRule.objects.get(country="IT").delete()
    PlaceRule.objects.filter(region="IL, Illinois")._raw_delete("default")  # type: ignore[attr-defined]
    correct()

    assert not PlaceRule.objects.filter(country="IT").exists()
    assert not PlaceRule.objects.filter(region__contains="Illinois").exists()
    assert PlaceRule.objects.filter(region="NY, New York").count() == 2


@pytest.mark.parametrize("region", ["MA", "massachusetts", "Mass., MA"])
def test_a_rule_of_ones_own_keeps_the_new_one_away(first_rules: None, region: str) -> None:
    own = PlaceRule.objects.create(country="US", region=region, requires_pay=True)
    correct()

    assert PlaceRule.objects.filter(pk=own.pk, region=region).exists()
    assert not PlaceRule.objects.filter(region="MA, Massachusetts").exists()
    assert PlaceRule.objects.filter(region="MD, Maryland").exists()


def test_correcting_twice_changes_nothing(first_rules: None) -> None:
    correct()
    before = list(PlaceRule.objects.order_by("pk").values())
    correct()

    assert list(PlaceRule.objects.order_by("pk").values()) == before
