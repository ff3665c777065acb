import datetime as dt
from typing import Any

from django.db import migrations
from django.db.migrations.state import StateApps
from django.utils import timezone

from teams.moments.ranges import FIRST_DAY, FIRST_MOMENT, LAST_DAY, LAST_MOMENT

# A posting closes after it is published.
FIRST_CLOSING = FIRST_MOMENT + dt.timedelta(seconds=1)
# Models, and their moments that every row has.
REQUIRED = (
    ("Posting", "created_at"),
    ("Posting", "updated_at"),
    ("HistoricalPosting", "created_at"),
    ("HistoricalPosting", "updated_at"),
    ("Location", "updated_at"),
    ("HistoricalLocation", "updated_at"),
    ("Check", "posting_updated_at"),
    ("Decision", "decided_at"),
    ("PreviewLink", "created_at"),
    ("PreviewLink", "revoked_at"),
    # A preview link must end.
    ("PreviewLink", "expires_at"),
)


def bring_into_range(apps: StateApps, schema_editor: object) -> None:
    """Later migrations refuse moments that Python cannot read, such as `infinity`. Change them without reading them."""
    for name in ("Posting", "HistoricalPosting"):
        postings = apps.get_model("jobs", name)
        # What never closes has no closing time, and what never opens is a draft. What is closed stays closed.
        _replace(postings, "closes_at", FIRST_CLOSING, FIRST_CLOSING, LAST_MOMENT, None)
        _replace(postings, "published_from", FIRST_MOMENT, FIRST_MOMENT, LAST_MOMENT, None)
        _replace(postings, "first_published", FIRST_MOMENT, FIRST_MOMENT, LAST_MOMENT, None)
    for name, moment in REQUIRED:
        _replace(apps.get_model("jobs", name), moment, FIRST_MOMENT, FIRST_MOMENT, LAST_MOMENT, timezone.now())
    words = apps.get_model("jobs", "UnmatchedWords").objects
    words.filter(day__lt=FIRST_DAY).delete()
    words.filter(day__gt=LAST_DAY).delete()


def _replace(model: Any, name: str, first: Any, below: Any, last: Any, above: Any) -> None:
    model.objects.filter(**{f"{name}__lt": first}).update(**{name: below})
    model.objects.filter(**{f"{name}__gt": last}).update(**{name: above})


class Migration(migrations.Migration):
    dependencies = [("jobs", "0014_words_made_again")]

    operations = [migrations.RunPython(bring_into_range, migrations.RunPython.noop, elidable=True)]
