from typing import Any

from django.db import migrations
from django.db.migrations.state import StateApps
from django.utils import timezone

from teams.moments.columns import is_day, is_moment

HISTORY = ("Employer", "Team", "Pillar", "Story", "Testimonial", "SharedText")
CHANGED = ("Employer", "Team", "Story", "SharedText")
REQUIRED_DAYS = (("Story", "date"), ("HistoricalStory", "date"), ("ExchangeRate", "date"))


def replace_unreadable(apps: StateApps, schema_editor: object) -> None:
    """Later migrations refuse texts that are no moments, which SQLite stored. Change them without reading them."""
    now = timezone.now()
    for name in CHANGED:
        for model in (name, f"Historical{name}"):
            _unreadable(apps, model, is_moment("updated_at")).update(updated_at=now)
    for name in HISTORY:
        _unreadable(apps, f"Historical{name}", is_moment("history_date")).update(history_date=now)
    for name, day in REQUIRED_DAYS:
        _unreadable(apps, name, is_day(day)).update(**{day: now.date()})
    for name in ("Testimonial", "HistoricalTestimonial"):
        # Nobody knows whether the person still agrees. Such a testimonial was not shown.
        _unreadable(apps, name, is_day("agreed_on") & is_day("agreed_until")).update(agreed_on=None, agreed_until=None)
    _unreadable(apps, "SubmittedForm", is_moment("submitted_at")).update(submitted_at=now)
    _unreadable(apps, "UnusedOriginal", is_moment("since")).update(since=now)


def _unreadable(apps: StateApps, name: str, condition: Any) -> Any:
    return apps.get_model("teams", name)._base_manager.exclude(condition)


class Migration(migrations.Migration):
    dependencies = [("teams", "0013_former_slugs")]

    operations = [migrations.RunPython(replace_unreadable, migrations.RunPython.noop, elidable=True)]
