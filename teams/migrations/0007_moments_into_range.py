from typing import Any

from django.db import migrations
from django.db.migrations.state import StateApps
from django.utils import timezone

from teams.moments.ranges import FIRST_DAY, FIRST_MOMENT, LAST_DAY, LAST_MOMENT

# The models with `updated_at`, and the days that every row has.
CHANGED = ("Employer", "Team", "Story", "SharedText")
REQUIRED_DAYS = (("Story", "date"), ("ExchangeRate", "date"))


def bring_into_range(apps: StateApps, schema_editor: object) -> None:
    """Later migrations refuse days that Python cannot read, such as `infinity`. Change them without reading them."""
    for name in (*CHANGED, *(f"Historical{name}" for name in CHANGED)):
        _replace(apps.get_model("teams", name), "updated_at", FIRST_MOMENT, FIRST_MOMENT, LAST_MOMENT, timezone.now())
    for name, day in (*REQUIRED_DAYS, ("HistoricalStory", "date")):
        _replace(apps.get_model("teams", name), day, FIRST_DAY, FIRST_DAY, LAST_DAY, LAST_DAY)
    for name in ("Testimonial", "HistoricalTestimonial"):
        testimonials = apps.get_model("teams", name)
        # Without a last day, the agreement has no end. An agreement that has not begun, or has ended, stays so.
        _replace(testimonials, "agreed_until", FIRST_DAY, FIRST_DAY, LAST_DAY, None)
        testimonials.objects.filter(agreed_on__gt=LAST_DAY).update(agreed_on=None, agreed_until=None)
        _replace(testimonials, "agreed_on", FIRST_DAY, FIRST_DAY, LAST_DAY, None)


def _replace(model: Any, name: str, first: Any, below: Any, last: Any, above: Any) -> None:
    model.objects.filter(**{f"{name}__lt": first}).update(**{name: below})
    model.objects.filter(**{f"{name}__gt": last}).update(**{name: above})


class Migration(migrations.Migration):
    dependencies = [("teams", "0006_testimonial_agreement")]

    operations = [migrations.RunPython(bring_into_range, migrations.RunPython.noop, elidable=True)]
