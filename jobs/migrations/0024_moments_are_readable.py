import datetime as dt
from typing import Any

from django.db import migrations, models
from django.db.models import F, Q

from teams.moments.columns import IsDay, IsMoment

DAYS = (dt.date(1900, 1, 1), dt.date(2099, 12, 31), IsDay)
MOMENTS = (dt.datetime(1899, 12, 31, tzinfo=dt.UTC), dt.datetime(2100, 1, 2, tzinfo=dt.UTC), IsMoment)
# Model, beginning of the name of the constraint, column.
STORED = (
    ("check", "check", "posting_updated_at", MOMENTS),
    ("decision", "decision", "decided_at", MOMENTS),
    ("location", "location", "updated_at", MOMENTS),
    ("posting", "posting", "published_from", MOMENTS),
    ("posting", "posting", "closes_at", MOMENTS),
    ("posting", "posting", "first_published", MOMENTS),
    ("posting", "posting", "created_at", MOMENTS),
    ("posting", "posting", "updated_at", MOMENTS),
    ("previewlink", "preview_link", "created_at", MOMENTS),
    ("previewlink", "preview_link", "expires_at", MOMENTS),
    ("previewlink", "preview_link", "revoked_at", MOMENTS),
    ("unmatchedwords", "unmatched_words", "day", DAYS),
)
HISTORY: dict[str, list[Any]] = {
    "historicallocation": ["history_date", "updated_at"],
    "historicalplacerule": ["history_date"],
    "historicalposting": [
        "closes_at",
        "created_at",
        "first_published",
        "history_date",
        "published_from",
        "updated_at",
    ],
    "historicalsection": ["history_date"],
    "historicalsynonym": ["history_date"],
    "historicaltag": ["history_date"],
}


def is_within(name: str, limits: Any) -> Q:
    first, last, is_readable = limits
    readable = Q(**{f"{name}__gte": first, f"{name}__lte": last}) & Q(is_readable(F(name)))
    return Q(**{f"{name}__isnull": True}) | readable


def limit(prefix: str, name: str, limits: Any) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=is_within(name, limits),
        name=f"{prefix}_{name}_is_in_range",
        violation_error_message=f"Choose a day from 1900 to 2099 for “{name.replace('_', ' ')}”.",
    )


def remake_tables(apps: Any, schema_editor: Any) -> None:
    """Write the changed constraints into SQLite's tables. Those of PostgreSQL need no change: it stores only moments.

    Once for each table, because SQLite copies a table whose constraints change.
    """
    if schema_editor.connection.vendor == "sqlite":
        for name in sorted({row[0] for row in STORED}):
            schema_editor._remake_table(apps.get_model("jobs", name))


class Migration(migrations.Migration):
    dependencies = [("jobs", "0023_unreadable_moments")]

    operations = [
        *(
            migrations.AlterConstraint(model, f"{prefix}_{name}_is_in_range", limit(prefix, name, limits))
            for model, prefix, name, limits in STORED
        ),
        migrations.RunPython(remake_tables, migrations.RunPython.noop),
        *(
            migrations.AddConstraint(
                model,
                models.CheckConstraint(
                    condition=Q(*(is_within(name, MOMENTS) for name in names)),
                    name=f"{model}_moments_are_in_range",
                ),
            )
            for model, names in HISTORY.items()
        ),
    ]
