"""The forms of the transition page."""

import datetime as dt
import zoneinfo
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from jobs.models import Posting, local_time
from jobs.publishing import check
from jobs.publishing.transition_rules import TransitionRequest
from teams.desk.widgets import DayInput, TimeInput
from teams.moments.ranges import validate_day

# If clocks show a time twice, the user chooses the first or the second of the two moments.
READINGS = ("first", "second")


class TransitionForm(forms.Form):
    """The values of a transition.

    `zones`: the time zones of the postings that the transition applies to. `is_single`: whether only one was chosen.
    """

    # The plan depends on these fields. If one changes, the page shows the new plan before the transition is done.
    decisive_fields: Sequence[str] = ()

    why = forms.CharField(
        label="Why publish anyway?",
        required=False,
        max_length=check.MAX_REASON_LENGTH,
        help_text="Your colleagues see it with your name and the date.",
    )

    def __init__(self, *args: Any, zones: Iterable[zoneinfo.ZoneInfo], is_single: bool, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.zones, self.is_single = sorted(zones, key=str), is_single

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day:
            validate_day(day)
        return day

    def get_transition_request(self) -> TransitionRequest:
        values = self.cleaned_data if self.is_bound else {}
        return TransitionRequest(
            day=values.get("day"),
            time=values.get("time"),
            is_second_hour=values.get("reading") == READINGS[1],
            closing_reason=values.get("closing_reason", ""),
            reason=values.get("why", ""),
            is_single=self.is_single,
        )

    def can_plan(self) -> bool:
        """Whether the decisive fields are valid. Before the first submit: whether they are all optional."""
        if self.is_bound:
            return not set(self.errors).intersection(self.decisive_fields)
        return not any(self.fields[name].required for name in self.decisive_fields if name in self.fields)

    def get_decisive_values(self) -> str:
        """Return the values of the decisive fields as text. The next submit is compared with it."""
        values = self.cleaned_data if self.is_bound else {}
        return " ".join(str(values.get(name) or "") for name in self.decisive_fields)


class ScheduleForm(TransitionForm):
    decisive_fields = ("day", "time", "reading")

    day = forms.DateField(widget=DayInput)
    time = forms.TimeField(
        label="Time", widget=TimeInput, initial="09:00", help_text="In the time zone of each posting."
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        day, time = cleaned.get("day"), cleaned.get("time")
        if day and time:
            ambiguous = {}
            for zone in self.zones:
                try:
                    local_time.to_moment(day, time, zone)
                except ValidationError as error:
                    if error.code == "overlap":
                        ambiguous[zone] = local_time.possible_moments(day, time, zone)
                    else:
                        self.add_error("time", error)
            if ambiguous:
                cleaned["reading"] = self._clean_reading(time, ambiguous)
        return cleaned

    def _clean_reading(self, time: dt.time, ambiguous: dict[zoneinfo.ZoneInfo, list[dt.datetime]]) -> str:
        """Add a field that asks which of two moments is meant. Return its value, or add an error and return ""."""
        choices = {}
        for index, reading in enumerate(READINGS):
            offsets = _format_offsets({zone: moments[index] for zone, moments in ambiguous.items()})
            choices[reading] = f"The {reading} {time:%H:%M} ({offsets})"
        self.fields["reading"] = forms.ChoiceField(
            label="Which of the two?", choices=choices, widget=forms.RadioSelect, label_suffix=""
        )
        if (value := self.data.get("reading", "")) in choices:
            return value
        self.add_error("reading", f"Clocks show {time:%H:%M} twice that night. Choose which is meant.")
        return ""


class ExtendForm(TransitionForm):
    decisive_fields = ("day",)

    day = forms.DateField(
        label="New closing day",
        widget=DayInput,
        help_text="Each posting closes at the end of that day in its time zone.",
    )


class CloseForm(TransitionForm):
    closing_reason = forms.ChoiceField(
        label="Why?",
        choices=Posting.ClosingReason,
        widget=forms.RadioSelect,
        help_text="Candidates see it on the closed posting.",
    )


class ReopenForm(TransitionForm):
    decisive_fields = ("day",)

    day = forms.DateField(
        label="Closing day",
        required=False,
        widget=DayInput,
        help_text="At the end of that day in each posting’s time zone. If empty, it stays open until you close it.",
    )


FORMS = {
    "publish": TransitionForm,
    "schedule": ScheduleForm,
    "extend": ExtendForm,
    "close": CloseForm,
    "reopen": ReopenForm,
}


def _format_offsets(moments: dict[zoneinfo.ZoneInfo, dt.datetime]) -> str:
    """Return the time zones by UTC offset, such as "UTC+2 in Europe/Berlin, Europe/Madrid"."""
    by_offset = defaultdict(list)
    for zone, at in moments.items():
        by_offset[local_time.format_offset(at, zone)].append(str(zone))
    return "; ".join(f"{offset} in {', '.join(zones)}" for offset, zones in by_offset.items())
