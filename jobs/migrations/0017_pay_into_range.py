from typing import Any

from django.db import migrations
from django.db.migrations.state import StateApps

from jobs.models.fields import MAX_PAY


def clear_endless_pay(apps: StateApps, schema_editor: Any) -> None:
    """The next migration refuses pay that is no amount: infinity on SQLite, NaN on PostgreSQL. It says nothing."""
    postings = apps.get_model("jobs", "Posting")._base_manager
    for name in ("pay_minimum", "pay_maximum"):
        postings.filter(**{f"{name}__gt": MAX_PAY}).update(**{name: None})


class Migration(migrations.Migration):
    dependencies = [("jobs", "0016_moments_are_in_range")]

    operations = [migrations.RunPython(clear_endless_pay, migrations.RunPython.noop, elidable=True)]
