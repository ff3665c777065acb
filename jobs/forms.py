"""The forms in which postings are written."""

import datetime as dt
import zoneinfo
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from teams.forms import DeskForm, OrderedFormSet
from teams.validators import validate_time_zone
from teams.widgets import DayInput, TimeInput

from . import moments, publishing
from .models import Posting

SECTIONS = "sections"
# Far from either end of what a calendar can hold, so that every time zone can show it.
YEARS = range(2000, 2100)


class DayAndTimeWidget(forms.MultiWidget):
    template_name = "teams/widgets/day_and_time.html"
    supports_microseconds = False

    def __init__(self) -> None:
        super().__init__([DayInput, TimeInput])
        self.zone = zoneinfo.ZoneInfo("UTC")

    def decompress(self, value: Any) -> list[Any]:
        return list(moments.as_said(value, self.zone)) if value else [None, None]


class ClosingWidget(DayAndTimeWidget):
    def decompress(self, value: Any) -> list[Any]:
        return list(moments.as_closing(value, self.zone)) if value else [None, None]


class DayAndTimeField(forms.MultiValueField):
    """A moment, typed as day and hour in a time zone that the form sets."""

    widget = DayAndTimeWidget

    def __init__(self, **kwargs: Any) -> None:
        no_day = {
            "invalid": "Give the day as year, month and day: 2026-06-30.",
            "incomplete": "Choose the day as well.",
        }
        no_time = {"invalid": "Give the time as hours and minutes: 09:30."}
        parts = [forms.DateField(error_messages=no_day), forms.TimeField(required=False, error_messages=no_time)]
        super().__init__(parts, require_all_fields=False, required=False, **kwargs)

    def use_zone(self, zone: zoneinfo.ZoneInfo) -> None:
        self.zone = self.widget.zone = zone

    def compress(self, values: list[Any]) -> Any:
        if not values:
            return None
        day, time = values
        if day.year not in YEARS:
            raise ValidationError("Choose a day nearer to today.", code="invalid")
        return moments.moment(day, time, self.zone) if time is not None else self.without_time(day)

    def without_time(self, day: dt.date) -> dt.datetime:
        return moments.start_of(day, self.zone)


class ClosingField(DayAndTimeField):
    """A moment of closing: a day alone means its end."""

    widget = ClosingWidget

    def without_time(self, day: dt.date) -> dt.datetime:
        return moments.end_of(day, self.zone)


class PostingForm(DeskForm):
    """A posting with its dates in its own time zone. With a date of publishing it is saved only if fit to be public."""

    published_from = DayAndTimeField(label="Publish on")
    closes_at = ClosingField(label="Close on")

    class Meta:
        model = Posting
        fields = "__all__"  # the admin's fieldsets say which

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = self.instance.pk is not None
        self.was_closed = stored and self.instance.status() == Posting.Status.CLOSED
        zone = self._zone()
        said = f"In the time zone {zone}"
        helps = {
            "published_from": f"{said}. Public from then on, or from the start of the day. Left empty, it is a draft.",
            "closes_at": f"{said}. Without a time, the end of that day. Left empty, it stays open until you close it.",
        }
        for name, text in helps.items():
            field = cast(DayAndTimeField, self.fields[name])
            field.use_zone(zone)
            field.help_text = text

    def _zone(self) -> zoneinfo.ZoneInfo:
        """The time zone the posting has, or will have with what was just sent."""
        if not self.is_bound:
            return self.instance.zone(self.employer)
        try:
            zone = self.fields["time_zone"].clean(self["time_zone"].data)
            if zone:
                validate_time_zone(zone)
            places = self.fields["locations"].clean(self["locations"].data)
        except ValidationError:
            # Either field shows its own message; until it is mended the dates stay as they were understood.
            return self.instance.zone(self.employer)
        return moments.zone_of(zone, (place.time_zone for place in places), self.employer.time_zone)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in ("published_from", "closes_at"):
            # What was not touched keeps the seconds that the form does not show.
            if name in cleaned and name not in self.changed_data:
                cleaned[name] = getattr(self.instance, name)
        if cleaned.get("published_from"):
            self._check_before_publishing(cleaned)
        if "published_from" in cleaned and publishing.withdraws(self.instance, cleaned["published_from"]):
            self.add_error("published_from", publishing.WITHDRAWN)
        return cleaned

    def save(self, commit: bool = True) -> Any:
        publishing.forget_closing_reason(self.instance, was_closed=self.was_closed)
        return super().save(commit)

    def _check_before_publishing(self, cleaned: dict[str, Any]) -> None:
        asked = ("workplace", "remote_anywhere", "remote_countries", "apply_url", "apply_email")
        posting = Posting(**{name: cleaned[name] for name in asked if name in cleaned})
        written_here = f"{SECTIONS}-TOTAL_FORMS" in self.data
        # The rows of the same page are counted by SectionFormSet; without them, as in a revert, those stored count.
        sections = 1 if written_here else self.instance.sections.count()
        found = publishing.problems(posting, places=len(cleaned.get("locations", [])), sections=sections)
        for name, message in found.items():
            # A field that has a message of its own is already known to be wrong.
            if name not in self.errors:
                self.add_error(name if name in self.fields else None, message)


class SectionFormSet(OrderedFormSet):
    """The sections of a posting: at least one when it is to be published."""

    def clean(self) -> None:
        super().clean()
        written = [form for form in self.forms if form.has_changed() or form.instance.pk]
        kept = [form for form in written if form not in self.deleted_forms]
        if self.instance.published_from and not kept:
            found = publishing.problems(self.instance, places=1, sections=0)
            raise ValidationError(found["sections"], code="sections")
