from typing import Any

from django.db import migrations
from django.db.migrations.state import StateApps

from jobs.models.fields import MAX_REFERENCE_KEY, to_reference_key


def fill(apps: StateApps, schema_editor: Any) -> None:
    """Of several postings with one reference, the oldest has the key itself. The others keep their reference too."""
    postings = apps.get_model("jobs", "Posting")._base_manager
    taken = set(postings.exclude(reference_key=None).values_list("reference_key", flat=True))
    batch = []
    for posting in postings.filter(reference_key=None).only("reference").order_by("id").iterator():
        key = to_reference_key(posting.reference)
        if key in taken:
            suffix = f" {posting.pk}"
            key = key[: MAX_REFERENCE_KEY - len(suffix)] + suffix
        taken.add(key)
        posting.reference_key = key
        batch.append(posting)
        if len(batch) == 1000:
            postings.bulk_update(batch, ["reference_key"])
            batch = []
    postings.bulk_update(batch, ["reference_key"])


class Migration(migrations.Migration):
    dependencies = [("jobs", "0019_reference_keys")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
