from typing import Any

from django.db import migrations
from django.db.migrations.state import StateApps

from teams.columns.repair import repair_columns


def repair_tables(apps: StateApps, schema_editor: Any) -> None:
    """The next migration refuses what other programs may have stored: bytes for texts, texts for numbers, NaN."""
    for model in apps.get_app_config("jobs").get_models():
        repair_columns(model, schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("jobs", "0028_places_are_checked"), ("teams", "0021_columns_hold_their_types")]

    operations = [migrations.RunPython(repair_tables, migrations.RunPython.noop, elidable=True)]
