from typing import Any

from django.db import migrations
from django.db.migrations.state import StateApps


def delete_words(apps: StateApps, schema_editor: Any) -> None:
    """Words have another form now. After migrations, `create_schema` makes those that are missing."""
    connection = schema_editor.connection
    if connection.vendor == "sqlite" and "jobs_words_index" in connection.introspection.table_names():
        # The triggers that keep the index in step do not exist while migrations run.
        schema_editor.execute("INSERT INTO jobs_words_index(jobs_words_index) VALUES ('delete-all')")
    apps.get_model("jobs", "Words").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("jobs", "0013_fill_other_names")]

    operations = [migrations.RunPython(delete_words, migrations.RunPython.noop)]
