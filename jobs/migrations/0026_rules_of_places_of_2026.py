"""The rules of places as of November 2026, from the file beside this one. Rows that anybody has edited stay as they are.

The columns are those of the spreadsheet of rules, so that the file can be compared with an export.
"""

import csv
import datetime as dt
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

from django.db import migrations

FILE = Path(__file__).with_suffix(".csv")
FIRST_RULES = import_module("jobs.migrations.0004_rules_of_places").RULES
# The columns of the first rules, with their defaults.
FIRST_COLUMNS: dict[str, Any] = {
    "country": "",
    "region": "",
    "requires_pay": False,
    "requires_range": False,
    "widest_range": None,
    "exempt_above": None,
    "currency": "",
    "requires_closing_date": False,
    "is_blocking": False,
    "note": "",
}
BOOLEANS = ("requires_pay", "may_tell_pay_later", "requires_range", "requires_closing_date", "active", "blocks")
FIELDS = {"active": "is_active", "blocks": "is_blocking"}
EMPTY = ("in_force_from", "employees_from", "widest_range", "exempt_above", "read_on")


def read_rules() -> list[dict[str, Any]]:
    """Return the fields of each rule of the file."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return [
            {FIELDS.get(name, name): _read(name, text) for name, text in row.items()} for row in csv.DictReader(file)
        ]


def _read(name: str, text: str) -> Any:
    if name in BOOLEANS:
        return text == "yes"
    if name in EMPTY and not text:
        return None
    if name in ("in_force_from", "read_on"):
        return dt.date.fromisoformat(text)
    return int(text) if name in EMPTY else text


def correct(apps: Any, schema_editor: Any) -> None:
    """Replace the first rules that nobody has touched, and add rules of places that nobody has touched.

    A place is touched if one of its rules was ever added, changed or deleted at the desk, or is not as it was entered.
    """
    alias = schema_editor.connection.alias
    rules = apps.get_model("jobs", "PlaceRule").objects.using(alias)
    history = apps.get_model("jobs", "HistoricalPlaceRule").objects.using(alias)
    first = {tuple((FIRST_COLUMNS | rule).values()) for rule in FIRST_RULES}
    with_history = set(history.values_list("id", flat=True))
    places = set(history.values_list("country", "region"))
    untouched = {}
    for rule in rules.all():
        values = tuple(getattr(rule, "source" if name == "note" else name) for name in FIRST_COLUMNS)
        if values in first and rule.pk not in with_history:
            untouched[rule.country, rule.region] = rule.pk
        else:
            places.add((rule.country, rule.region))
    # A first rule that is gone was deleted by somebody, perhaps not at the desk.
    places.update({(country, region) for country, region, *_rest in first}.difference(untouched))
    touched = set(_spell(places))
    added = []
    for rule in read_rules():
        if touched.intersection(_spell([(rule["country"], rule["region"])])):
            continue
        pk = None if rule["city"] else untouched.pop((rule["country"], rule["region"]), None)
        if pk is None:
            added.append(rules.model(**rule))
        else:
            rules.filter(pk=pk).update(**rule)
    rules.bulk_create(added)


def _spell(places: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    """Return each place once for each spelling of its region."""
    return [(country, part.strip().lower()) for country, region in places for part in region.split(",")]


class Migration(migrations.Migration):
    dependencies = [("jobs", "0025_place_rules_since_when")]
    operations = [migrations.RunPython(correct, migrations.RunPython.noop)]
