"""Rules of places by spreadsheet."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User

from jobs.models import PlaceRule
from jobs.spreadsheets.place_rules import COLUMNS, PlaceRuleResource
from teams.spreadsheets.spreadsheet import read
from tests.desk import make_user
from tests.jobs.place_rules import MIGRATION

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_rules(db: None) -> None:
    PlaceRule.objects.all().delete()
    PlaceRule.history.all().delete()  # type: ignore[attr-defined]


def import_text(text: str) -> dict[str, Any]:
    """Import a file. Return how many rows it added and changed, or the errors by column."""
    sheet = read(text.encode(), PlaceRuleResource.known_columns())
    user = User.objects.filter(username="eve").first() or make_user("eve", "Editor")
    resource = PlaceRuleResource((), sheet.lines, user)
    outcome = resource.import_data(sheet.records, dry_run=False)
    if faults := resource.faults(outcome):
        return {fault.column: fault.reason for fault in faults}
    return {name: count for name, count in resource.preview.totals.items() if count}


def export() -> list[dict[str, str]]:
    return [dict(zip(COLUMNS, row, strict=True)) for row in PlaceRuleResource().export_rows()]


def test_export_of_the_first_rules_imports_without_a_change() -> None:
    text = MIGRATION.FILE.read_text(encoding="utf-8")
    assert import_text(text) == {"new": 49}
    stored = [{name: getattr(rule, name) for name in MIGRATION.read_rules()[0]} for rule in PlaceRule.objects.all()]
    assert sorted(map(str, stored)) == sorted(str(_as_stored(rule)) for rule in MIGRATION.read_rules())

    lines = [",".join(COLUMNS), *(",".join(f'"{cell}"' for cell in row.values()) for row in export())]
    assert import_text("\n".join(lines)) == {"unchanged": 49}
    assert import_text(text) == {"unchanged": 49}


def _as_stored(rule: dict[str, Any]) -> dict[str, Any]:
    amounts = {
        name: rule[name] and Decimal(rule[name]).quantize(Decimal("0.01")) for name in ("widest_range", "exempt_above")
    }
    return rule | amounts


def test_row_without_an_id_changes_the_rule_of_its_place_and_day() -> None:
    PlaceRule.objects.create(
        country="US", region="MA, Massachusetts", in_force_from=dt.date(2025, 10, 29), employees_from=26
    )
    head = "country,region,in_force_from,employees_from,read_on"
    row = 'United States,"ma, massachusetts",29.10.2025,25,2026-12-01'

    assert import_text(f"{head}\n{row}") == {"changed": 1}
    rule = PlaceRule.objects.get()
    assert (rule.employees_from, rule.read_on, rule.is_active) == (25, dt.date(2026, 12, 1), True)
    assert rule.history.count() == 2
    assert import_text(f"{head}\n{row.replace('2025', '2027')}") == {"new": 1}
    assert PlaceRule.objects.get(in_force_from=dt.date(2027, 10, 29)).is_active


@pytest.mark.parametrize(
    ("head", "row", "errors"),
    [
        ("country", "Atlantis", {"country": "“Atlantis” is not a country. Write a code or a name, like DE, or EU."}),
        ("country,region", ",Texas", {"country": "Fill in this cell. It is required."}),
        ("country,id", "DE,99", {"id": "There is no rule with this id. For a new one, leave the cell empty."}),
        (
            "country,employees_from",
            "DE,many",
            {"employees_from": "“many” is not a whole number. Write only digits, at most 2147483647."},
        ),
        ("country,in_force_from", "DE,1/2/2026", None),
        (
            "country,in_force_from",
            "DE,1800-01-01",
            {"in_force_from": "Choose a day from 1900 to 2099 for “in force from”."},
        ),
        ("country,widest_range", "CA,50000", {"currency": "Say in which currency the amounts are: CAD."}),
        ("country,active", "DE,perhaps", {"active": "Write yes or no in this cell."}),
    ],
)
def test_wrong_cells_are_told_by_column(head: str, row: str, errors: dict[str, str] | None) -> None:
    found = import_text(f"{head}\n{row}")

    assert found == errors if errors else list(found) == ["in_force_from"]
    assert not PlaceRule.objects.exists()


def test_two_lines_about_one_rule_are_refused() -> None:
    assert import_text("country,in_force_from\nDE,2027-01-01\nGermany,2027-01-01") == {
        "id": "Line 2 is about this rule already."
    }
    assert import_text("country,in_force_from\nEU,2027-01-01\nEuropean Union,2028-01-01") == {"new": 2}
    assert set(PlaceRule.objects.values_list("country", flat=True)) == {"EU"}
