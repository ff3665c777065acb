"""Form fields for an amount, and for a moment, typed as a day and a time in the time zone of a posting."""

import datetime as dt
import zoneinfo
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from jobs.models import local_time, pay
from teams.desk.widgets import DayInput, TimeInput
from teams.moments.ranges import OUT_OF_RANGE, validate_moment


class DayAndTimeWidget(forms.MultiWidget):
    """Inputs for a day and a time, and radio buttons for a time that clocks show twice.

    The value of a radio button is the moment itself, so it is never applied to another day or time zone.
    """

    template_name = "teams/widgets/day_and_time.html"
    supports_microseconds = False
    # The moments that the submitted day and time may mean; set by the field.
    submitted_readings: Sequence[dt.datetime] = ()

    def __init__(self) -> None:
        super().__init__([DayInput, TimeInput, forms.RadioSelect])
        self.zone = zoneinfo.ZoneInfo("UTC")

    def split(self, at: dt.datetime) -> tuple[dt.date, dt.time | None]:
        return local_time.to_day_and_time(at, self.zone)

    def decompress(self, value: Any) -> list[Any]:
        if not value:
            return [None, None, None]
        day, time = self.split(value)
        return [day, time, format_choice(value) if len(self._readings(day, time)) > 1 else None]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        day, time, choice = super().value_from_datadict(data, files, name)
        return [day, time, choice if day and time else None]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        readings = self.submitted_readings
        if not isinstance(value, list):
            value = self.decompress(value)
            readings = self._readings(*value[:2])
        cast(forms.RadioSelect, self.widgets[2]).choices = self._choices(readings) if len(readings) > 1 else []
        return super().get_context(name, value, attrs)

    def _readings(self, day: dt.date | None, time: dt.time | None) -> list[dt.datetime]:
        return local_time.possible_moments(day, time, self.zone) if day and time else []

    def _choices(self, readings: Sequence[dt.datetime]) -> list[tuple[str, str]]:
        choices = []
        for ordinal, at in zip(("first", "second"), readings, strict=True):
            _day, time = local_time.to_day_and_time(at, self.zone)
            choices.append(
                (format_choice(at), f"The {ordinal} {time:%H:%M} ({local_time.format_offset(at, self.zone)})")
            )
        return choices


class ClosingWidget(DayAndTimeWidget):
    def split(self, at: dt.datetime) -> tuple[dt.date, dt.time | None]:
        return local_time.to_closing_day(at, self.zone)


class DayAndTimeField(forms.MultiValueField):
    """A moment, typed as a day and a time. The form sets the time zone."""

    widget = DayAndTimeWidget
    zone = zoneinfo.ZoneInfo("UTC")
    # The posting's value; it decides between two moments if the user has not chosen.
    stored: dt.datetime | None = None

    def __init__(self, **kwargs: Any) -> None:
        day_errors = {
            "invalid": "Give the day as year, month and day: 2026-06-30.",
            "incomplete": "Choose the day as well.",
        }
        time_errors = {"invalid": "Give the time as hours and minutes: 09:30."}
        fields = [
            forms.DateField(error_messages=day_errors),
            forms.TimeField(required=False, error_messages=time_errors),
            forms.CharField(required=False),
        ]
        super().__init__(fields, require_all_fields=False, required=False, **kwargs)

    def set_zone(self, zone: zoneinfo.ZoneInfo, *, stored: dt.datetime | None) -> None:
        self.zone = self.widget.zone = zone
        self.stored = stored

    def compress(self, values: list[Any]) -> Any:
        if not values:
            return None
        try:
            moment = self._to_moment(*values)
        except OverflowError as error:
            raise ValidationError(OUT_OF_RANGE, code="invalid") from error
        validate_moment(moment)
        return moment

    def _to_moment(self, day: dt.date, time: dt.time | None, choice: str) -> dt.datetime:
        if time is None:
            return self.without_time(day)
        readings = local_time.possible_moments(day, time, self.zone)
        if len(readings) < 2:
            return local_time.to_moment(day, time, self.zone)
        self.widget.submitted_readings = readings
        choice = choice or (format_choice(self.stored) if self.stored else "")
        for at in readings:
            if format_choice(at) == choice:
                return at
        raise ValidationError(f"Clocks show {time:%H:%M} twice that night. Choose which is meant.", code="overlap")

    def without_time(self, day: dt.date) -> dt.datetime:
        return local_time.start_of_day(day, self.zone)


class ClosingField(DayAndTimeField):
    """A closing time. Without a time, it is the end of the day."""

    widget = ClosingWidget

    def without_time(self, day: dt.date) -> dt.datetime:
        return local_time.end_of_day(day, self.zone)


def read_dates_again(form: Any, cleaned: dict[str, Any]) -> None:
    """Read typed dates in the time zone that the posting will have: somebody else may have changed it meanwhile."""
    if not {"time_zone", "locations"} <= cleaned.keys():
        return
    zones = (place.time_zone for place in cleaned["locations"])
    zone = local_time.choose_zone(cleaned["time_zone"], zones, form.employer.time_zone)
    for name in {"published_from", "closes_at"}.intersection(cleaned, form.changed_data):
        field = form.fields[name]
        if zone != field.zone:
            field.set_zone(zone, stored=field.stored)
            try:
                cleaned[name] = field.clean(form[name].data)
            except ValidationError as error:
                form.add_error(name, error)


def format_choice(at: dt.datetime) -> str:
    """Return the moment as the value of a radio button, without the microseconds that forms do not show."""
    return at.astimezone(dt.UTC).replace(microsecond=0).isoformat()


class AmountField(forms.CharField):
    """An amount of money as people write it.

    Once it is cleaned, `currency` is the one that the text names, and `note` says how it was read.
    """

    currency = note = ""

    def __init__(self, *, max_digits: int = 0, decimal_places: int = 0, **kwargs: Any) -> None:
        """The limits of the model field are those of every amount."""
        super().__init__(**{"required": False, "empty_value": None, "max_length": pay.MAX_LENGTH, **kwargs})
        self.widget.attrs |= {"inputmode": "decimal"}

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        self.currency = self.note = ""
        if text is None:
            return None
        amount, self.currency = pay.parse_amount(text)
        self.note = pay.describe_amount(text, amount)
        return amount

    def prepare_value(self, value: Any) -> Any:
        return f"{value:f}".removesuffix(".00") if isinstance(value, Decimal) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.clean(data) != initial)
        except ValidationError:
            return True
