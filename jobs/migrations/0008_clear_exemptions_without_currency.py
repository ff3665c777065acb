from django.db import migrations
from django.db.migrations.state import StateApps


def clear_exemptions(apps: StateApps, schema_editor: object) -> None:
    """A rule without a currency has no widest range, so its exemption has no effect."""
    apps.get_model("jobs", "PlaceRule").objects.filter(exempt_above__isnull=False, currency="").update(
        exempt_above=None
    )


class Migration(migrations.Migration):
    dependencies = [("jobs", "0007_labels_and_help_texts")]

    operations = [migrations.RunPython(clear_exemptions, migrations.RunPython.noop, elidable=True)]
