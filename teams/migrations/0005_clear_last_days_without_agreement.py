from django.db import migrations
from django.db.migrations.state import StateApps


def clear_last_days(apps: StateApps, schema_editor: object) -> None:
    """Without a day of agreement a testimonial is not shown, so its last day has no effect."""
    testimonials = apps.get_model("teams", "Testimonial").objects
    testimonials.filter(agreed_on__isnull=True, agreed_until__isnull=False).update(agreed_until=None)


class Migration(migrations.Migration):
    dependencies = [("teams", "0004_labels_and_help_texts")]

    operations = [migrations.RunPython(clear_last_days, migrations.RunPython.noop, elidable=True)]
