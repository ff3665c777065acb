"""What places ask of postings, as far as we know: a beginning that editors keep up to date."""

from typing import Any

from django.db import migrations

DIRECTIVE = "EU Directive 2023/970, article 5: candidates are told the pay or its range before the first interview."
EUROPEAN_UNION = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
RANGE = {"requires_pay": True, "requires_range": True}
RULES = [
    *({"country": country, "requires_pay": True, "note": DIRECTIVE} for country in EUROPEAN_UNION.split()),
    {"country": "US", "region": "CA, California", "note": "California asks for the pay scale.", **RANGE},
    {
        "country": "US",
        "region": "CO, Colorado",
        "note": "Colorado asks for the range, bonuses and benefits, and until when one may apply.",
        "requires_closing_date": True,
        **RANGE,
    },
    {"country": "US", "region": "IL, Illinois", "note": "Illinois asks for the pay scale and benefits.", **RANGE},
    {"country": "US", "region": "NY, New York", "note": "New York State asks for both ends of the pay.", **RANGE},
    {"country": "US", "region": "WA, Washington", "note": "Washington asks for the range and benefits.", **RANGE},
    {
        "country": "CA",
        "region": "ON, Ontario",
        "note": "Ontario asks for a range of at most 50,000 dollars, unless the pay goes above 200,000.",
        "widest_range": 50000,
        "exempt_above": 200000,
        "currency": "CAD",
        **RANGE,
    },
]


def enter(apps: Any, schema_editor: Any) -> None:
    rules = apps.get_model("jobs", "PlaceRule").objects.using(schema_editor.connection.alias)
    rules.bulk_create(rules.model(**rule) for rule in RULES)


class Migration(migrations.Migration):
    dependencies = [("jobs", "0003_rules_decisions_and_previews")]
    operations = [migrations.RunPython(enter, migrations.RunPython.noop)]
