import datetime as dt
from typing import Any

from django.db import migrations, models
from django.db.models import F, Q

from teams.moments.columns import IsDay, IsMoment

DAYS = (dt.date(1900, 1, 1), dt.date(2099, 12, 31), IsDay)
MOMENTS = (dt.datetime(1899, 12, 31, tzinfo=dt.UTC), dt.datetime(2100, 1, 2, tzinfo=dt.UTC), IsMoment)
# Model, beginning of the name of the constraint, column.
STORED = (
    ("employer", "employer", "updated_at", MOMENTS),
    ("exchangerate", "exchange_rate", "date", DAYS),
    ("sharedtext", "shared_text", "updated_at", MOMENTS),
    ("story", "story", "date", DAYS),
    ("story", "story", "updated_at", MOMENTS),
    ("team", "team", "updated_at", MOMENTS),
    ("testimonial", "testimonial", "agreed_on", DAYS),
    ("testimonial", "testimonial", "agreed_until", DAYS),
)
NEW = (
    ("submittedform", "submitted_form", "submitted_at", MOMENTS),
    ("unusedoriginal", "unused_original", "since", MOMENTS),
)
HISTORY: dict[str, list[Any]] = {
    "historicalemployer": [("history_date", MOMENTS), ("updated_at", MOMENTS)],
    "historicalpillar": [("history_date", MOMENTS)],
    "historicalsharedtext": [("history_date", MOMENTS), ("updated_at", MOMENTS)],
    "historicalstory": [("date", DAYS), ("history_date", MOMENTS), ("updated_at", MOMENTS)],
    "historicalteam": [("history_date", MOMENTS), ("updated_at", MOMENTS)],
    "historicaltestimonial": [("agreed_on", DAYS), ("agreed_until", DAYS), ("history_date", MOMENTS)],
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
            schema_editor._remake_table(apps.get_model("teams", name))


class Migration(migrations.Migration):
    dependencies = [("teams", "0014_unreadable_moments")]

    operations = [
        *(
            migrations.AlterConstraint(model, f"{prefix}_{name}_is_in_range", limit(prefix, name, limits))
            for model, prefix, name, limits in STORED
        ),
        migrations.RunPython(remake_tables, migrations.RunPython.noop),
        *(migrations.AddConstraint(model, limit(prefix, name, limits)) for model, prefix, name, limits in NEW),
        *(
            migrations.AddConstraint(
                model,
                models.CheckConstraint(
                    condition=Q(*(is_within(name, limits) for name, limits in columns)),
                    name=f"{model}_moments_are_in_range",
                ),
            )
            for model, columns in HISTORY.items()
        ),
    ]
