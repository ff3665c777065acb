"""How a form asks for a moment: a day and an hour as clocks show them in the time zone of a posting."""

import datetime as dt
import zoneinfo
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from jobs.models import local_time
from teams.desk.widgets import DayInput, TimeInput


class DayAndTimeWidget(forms.MultiWidget):
    """Inputs for the day and the hour, and for an hour that clocks show twice the question which is meant.

    The answer is the moment itself: it cannot hold for another night, or another zone.
    """

    template_name = "teams/widgets/day_and_time.html"
    supports_microseconds = False
    # The moments that what was sent may mean; set by the field.
    sent: Sequence[dt.datetime] = ()

    def __init__(self) -> None:
        super().__init__([DayInput, TimeInput, forms.RadioSelect])
        self.zone = zoneinfo.ZoneInfo("UTC")

    def said(self, at: dt.datetime) -> tuple[dt.date, dt.time | None]:
        return local_time.to_day_and_time(at, self.zone)

    def decompress(self, value: Any) -> list[Any]:
        if not value:
            return [None, None, None]
        day, time = self.said(value)
        return [day, time, answer(value) if len(self._readings(day, time)) > 1 else None]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        day, time, which = super().value_from_datadict(data, files, name)
        # Without a day and an hour there is nothing to choose between.
        return [day, time, which if day and time else None]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        found = self.sent
        if not isinstance(value, list):
            value = self.decompress(value)
            found = self._readings(*value[:2])
        cast(forms.RadioSelect, self.widgets[2]).choices = self._choices(found) if len(found) > 1 else []
        return super().get_context(name, value, attrs)

    def _readings(self, day: dt.date | None, time: dt.time | None) -> list[dt.datetime]:
        return local_time.possible_moments(day, time, self.zone) if day and time else []

    def _choices(self, found: Sequence[dt.datetime]) -> list[tuple[str, str]]:
        choices = []
        for which, at in zip(("first", "second"), found, strict=True):
            _day, time = local_time.to_day_and_time(at, self.zone)
            choices.append((answer(at), f"The {which} {time:%H:%M} ({local_time.format_offset(at, self.zone)})"))
        return choices


class ClosingWidget(DayAndTimeWidget):
    def said(self, at: dt.datetime) -> tuple[dt.date, dt.time | None]:
        return local_time.to_closing_day(at, self.zone)


class DayAndTimeField(forms.MultiValueField):
    """A moment, typed as day and hour in a time zone that the form sets."""

    widget = DayAndTimeWidget
    zone = zoneinfo.ZoneInfo("UTC")
    # What the posting has: it answers for an hour that nobody touched.
    stored: dt.datetime | None = None

    def __init__(self, **kwargs: Any) -> None:
        no_day = {
            "invalid": "Give the day as year, month and day: 2026-06-30.",
            "incomplete": "Choose the day as well.",
        }
        no_time = {"invalid": "Give the time as hours and minutes: 09:30."}
        parts = [
            forms.DateField(error_messages=no_day),
            forms.TimeField(required=False, error_messages=no_time),
            forms.CharField(required=False),
        ]
        super().__init__(parts, require_all_fields=False, required=False, **kwargs)

    def use(self, zone: zoneinfo.ZoneInfo, stored: dt.datetime | None) -> None:
        self.zone = self.widget.zone = zone
        self.stored = stored

    def compress(self, values: list[Any]) -> Any:
        if not values:
            return None
        day, time, which = values
        if day.year not in local_time.YEARS:
            raise ValidationError("Choose a day nearer to today.", code="invalid")
        if time is None:
            return self.without_time(day)
        found = local_time.possible_moments(day, time, self.zone)
        return self._chosen(found, time, which) if len(found) > 1 else local_time.to_moment(day, time, self.zone)

    def _chosen(self, found: Sequence[dt.datetime], time: dt.time, which: str) -> dt.datetime:
        self.widget.sent = found
        which = which or (answer(self.stored) if self.stored else "")
        for at in found:
            if answer(at) == which:
                return at
        raise ValidationError(f"Clocks show {time:%H:%M} twice that night. Choose which is meant.", code="overlap")

    def without_time(self, day: dt.date) -> dt.datetime:
        return local_time.start_of_day(day, self.zone)


class ClosingField(DayAndTimeField):
    """A moment of closing: a day alone means its end."""

    widget = ClosingWidget

    def without_time(self, day: dt.date) -> dt.datetime:
        return local_time.end_of_day(day, self.zone)


def answer(at: dt.datetime) -> str:
    """The moment as the form sends it, without what no form shows."""
    return at.astimezone(dt.UTC).replace(microsecond=0).isoformat()
