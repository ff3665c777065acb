"""What the page of a move asks for."""

import datetime as dt
import zoneinfo
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from jobs.models import local_time
from jobs.publishing import check
from jobs.publishing.transition_rules import TransitionRequest
from teams.desk.widgets import DayInput, TimeInput

from ..models import Posting

READINGS = ("first", "second")


class TransitionForm(forms.Form):
    """What a move asks for. `zones`: the time zones of the postings it applies to. `is_single`: it is one posting."""

    # What the plan depends on: when that has changed, the plan is shown again before anything is done.
    decisive: Sequence[str] = ()
    # Whether there is a plan before anything has been typed.
    can_plan = True

    why = forms.CharField(
        label="Why publish anyway?",
        required=False,
        max_length=check.MAX_REASON_LENGTH,
        help_text="Kept with the posting: who decided so, when, and why.",
    )

    def __init__(self, *args: Any, zones: Iterable[zoneinfo.ZoneInfo], is_single: bool, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.zones, self.is_single = sorted(zones, key=str), is_single

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day and day.year not in local_time.YEARS:
            raise ValidationError("Choose a day nearer to today.")
        return day

    def transition_request(self) -> TransitionRequest:
        given = self.cleaned_data if self.is_bound else {}
        return TransitionRequest(
            day=given.get("day"),
            time=given.get("time"),
            is_second_hour=given.get("reading") == READINGS[1],
            closing_reason=given.get("closing_reason", ""),
            reason=given.get("why", ""),
            is_single=self.is_single,
        )

    def is_decided(self) -> bool:
        """Whether it is known what to plan."""
        return not set(self.errors).intersection(self.decisive) if self.is_bound else self.can_plan

    def decided(self) -> str:
        """The decisive values as text, so that a later answer can be compared with them."""
        given = self.cleaned_data if self.is_bound else {}
        return " ".join(str(given.get(name) or "") for name in self.decisive)


class ScheduleForm(TransitionForm):
    decisive = ("day", "time", "reading")
    can_plan = False

    day = forms.DateField(widget=DayInput)
    time = forms.TimeField(
        label="Hour", widget=TimeInput, initial="09:00", help_text="As clocks show it in each posting's own time zone."
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        day, time = cleaned.get("day"), cleaned.get("time")
        if day and time:
            twice = {}
            for zone in self.zones:
                try:
                    local_time.to_moment(day, time, zone)
                except ValidationError as error:
                    if error.code == "overlap":
                        twice[zone] = local_time.possible_moments(day, time, zone)
                    else:
                        self.add_error("time", error)
            if twice:
                cleaned["reading"] = self._ask_which(time, twice)
        return cleaned

    def _ask_which(self, time: dt.time, twice: dict[zoneinfo.ZoneInfo, list[dt.datetime]]) -> str:
        """Ask which of two moments is meant, and return the answer; "" while there is none."""
        choices = {}
        for place, reading in enumerate(READINGS):
            offsets = _offsets({zone: found[place] for zone, found in twice.items()})
            choices[reading] = f"The {reading} {time:%H:%M} ({offsets})"
        self.fields["reading"] = forms.ChoiceField(
            label="Which of the two?", choices=choices, widget=forms.RadioSelect, label_suffix=""
        )
        if (answer := self.data.get("reading", "")) in choices:
            return answer
        self.add_error("reading", f"Clocks show {time:%H:%M} twice that night. Choose which is meant.")
        return ""


class ExtendForm(TransitionForm):
    decisive = ("day",)
    can_plan = False

    day = forms.DateField(
        label="New closing day",
        widget=DayInput,
        help_text="Each closes at the end of that day in its own time zone.",
    )


class CloseForm(TransitionForm):
    closing_reason = forms.ChoiceField(
        label="Why?",
        choices=Posting.ClosingReason,
        widget=forms.RadioSelect,
        help_text="Told to candidates who come to the closed posting.",
    )


class ReopenForm(TransitionForm):
    decisive = ("day",)

    day = forms.DateField(
        label="Closing day",
        required=False,
        widget=DayInput,
        help_text="The end of that day in each posting's own time zone. Left empty, it stays open until you close it.",
    )


FORMS = {
    "publish": TransitionForm,
    "schedule": ScheduleForm,
    "extend": ExtendForm,
    "close": CloseForm,
    "reopen": ReopenForm,
}


def _offsets(found: dict[zoneinfo.ZoneInfo, dt.datetime]) -> str:
    """Return "UTC+2 in Europe/Berlin, Europe/Madrid"."""
    by_offset = defaultdict(list)
    for zone, at in found.items():
        by_offset[local_time.format_offset(at, zone)].append(str(zone))
    return "; ".join(f"{offset} in {', '.join(zones)}" for offset, zones in by_offset.items())
