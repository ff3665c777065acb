from django.db import migrations
from django.db.migrations.state import StateApps

from teams.models.geography.city_names import find_other_names

BATCH = 500


def fill(apps: StateApps, schema_editor: object) -> None:
    locations = apps.get_model("jobs", "Location").objects
    batch = []
    for location in locations.order_by("pk").only("city", "region", "country").iterator(BATCH):
        location.known_names = "\n".join(find_other_names(location.city, location.region, location.country))
        batch.append(location)
    locations.bulk_update(batch, ["known_names"], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("jobs", "0012_other_names_of_places")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
