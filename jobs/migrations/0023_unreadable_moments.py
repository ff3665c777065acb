from typing import Any

from django.db import migrations
from django.db.migrations.state import StateApps
from django.db.models import Q
from django.utils import timezone

from teams.moments.columns import is_day, is_moment

HISTORY = ("Posting", "Section", "Location", "Tag", "PlaceRule", "Synonym")
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
    # A link that nobody can read has ended.
    ("PreviewLink", "expires_at"),
    ("PreviewLink", "revoked_at"),
    *((f"Historical{name}", "history_date") for name in HISTORY),
)


def replace_unreadable(apps: StateApps, schema_editor: object) -> None:
    """Later migrations refuse texts that are no moments, which SQLite stored. Change them without reading them."""
    now = timezone.now()
    for name in ("Posting", "HistoricalPosting"):
        # The site did not show such a posting. It becomes a draft, or closed, unless it has yet to open.
        _unreadable(apps, name, is_moment("published_from")).update(published_from=None)
        _unreadable(apps, name, is_moment("first_published")).update(first_published=None)
        unreadable = _unreadable(apps, name, is_moment("closes_at"))
        unreadable.filter(Q(published_from=None) | Q(published_from__lt=now)).update(closes_at=now)
        unreadable.filter(published_from__gte=now).update(closes_at=None)
    for name, moment in REQUIRED:
        _unreadable(apps, name, is_moment(moment)).update(**{moment: now})
    _unreadable(apps, "UnmatchedWords", is_day("day")).delete()


def _unreadable(apps: StateApps, name: str, condition: Any) -> Any:
    return apps.get_model("jobs", name)._base_manager.exclude(condition)


class Migration(migrations.Migration):
    dependencies = [("jobs", "0022_help_texts_about_slugs"), ("teams", "0015_moments_are_readable")]

    operations = [migrations.RunPython(replace_unreadable, migrations.RunPython.noop, elidable=True)]
