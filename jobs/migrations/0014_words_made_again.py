from django.db import migrations


def delete_words(apps, schema_editor):
    """Words have another form now. Those that are missing are made after migrating."""
    schema_editor.execute(
        "DROP TABLE IF EXISTS jobs_words_index"
    ) if schema_editor.connection.vendor == "sqlite" else None
    apps.get_model("jobs", "Words").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("jobs", "0013_fill_other_names")]

    operations = [migrations.RunPython(delete_words, migrations.RunPython.noop)]
