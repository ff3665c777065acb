"""The page on which moves are confirmed: what will happen to which posting, and when."""

import datetime as dt
import re
import zoneinfo
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, SuspiciousOperation, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from teams.widgets import DayInput, TimeInput

from .. import moments, publishing
from ..models import Posting
from ..moves import MOVES, Move, Step, Wish, carry_out, in_chunks, plan, version_of

# Rows a list on the page shows, and postings a message names.
SHOWN, NAMED = 50, 5
# More than this many at once would keep everybody else from saving for too long.
MOST = 20_000
READINGS = ("first", "second")
ONE_CHOSEN = re.compile(r"([0-9]{1,18})(?:\.([0-9]{1,18}))?")


class MoveForm(forms.Form):
    """What a move asks for. `zones`: the time zones of the postings it applies to."""

    # What the plan depends on: when that has changed, the plan is shown again before anything is done.
    decisive: Sequence[str] = ()
    # Whether there is a plan before anything has been typed.
    can_plan = True

    why = forms.CharField(
        label="Why publish anyway?",
        required=False,
        max_length=publishing.LONGEST_REASON,
        help_text="Kept with the posting: who decided so, when, and why.",
    )

    def __init__(self, *args: Any, zones: Iterable[zoneinfo.ZoneInfo], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.zones = sorted(zones, key=str)

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day and day.year not in moments.YEARS:
            raise ValidationError("Choose a day nearer to today.")
        return day

    def wish(self) -> Wish:
        given = self.cleaned_data if self.is_bound else {}
        return Wish(
            day=given.get("day"),
            time=given.get("time"),
            second=given.get("reading") == READINGS[1],
            closing_reason=given.get("closing_reason", ""),
            why=given.get("why", ""),
        )

    def is_decided(self) -> bool:
        """Whether it is known what to plan."""
        return not set(self.errors).intersection(self.decisive) if self.is_bound else self.can_plan

    def decided(self) -> str:
        """The decisive values as text, so that a later answer can be compared with them."""
        given = self.cleaned_data if self.is_bound else {}
        return " ".join(str(given.get(name) or "") for name in self.decisive)


class ScheduleForm(MoveForm):
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
                    moments.moment(day, time, zone)
                except ValidationError as error:
                    if error.code == "overlap":
                        twice[zone] = moments.readings(day, time, zone)
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


class ExtendForm(MoveForm):
    decisive = ("day",)
    can_plan = False

    day = forms.DateField(
        label="New closing day",
        widget=DayInput,
        help_text="Each closes at the end of that day in its own time zone.",
    )


class CloseForm(MoveForm):
    closing_reason = forms.ChoiceField(
        label="Why?",
        choices=Posting.ClosingReason,
        widget=forms.RadioSelect,
        help_text="Told to candidates who come to the closed posting.",
    )


class ReopenForm(MoveForm):
    decisive = ("day",)

    day = forms.DateField(
        label="Closing day",
        required=False,
        widget=DayInput,
        help_text="The end of that day in each posting's own time zone. Left empty, it stays open until you close it.",
    )


FORMS = {"publish": MoveForm, "schedule": ScheduleForm, "extend": ExtendForm, "close": CloseForm, "reopen": ReopenForm}


def _offsets(found: dict[zoneinfo.ZoneInfo, dt.datetime]) -> str:
    """Return "UTC+2 in Europe/Berlin, Europe/Madrid"."""
    by_offset = defaultdict(list)
    for zone, at in found.items():
        by_offset[moments.offset_in_words(at, zone)].append(str(zone))
    return "; ".join(f"{offset} in {', '.join(zones)}" for offset, zones in by_offset.items())


# --- From the list and from a posting ------------------------------------------------------------


def action(move: Move) -> Any:
    """The entry of the list's menu that leads to the page where that move is confirmed."""

    @admin.action(description=f"{move.label} …", permissions=["change"])
    def ask(desk: Any, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        # A search across places may find a posting twice.
        ids = list(dict.fromkeys(queryset.values_list("pk", flat=True)[: MOST + 1]))
        if len(ids) > MOST:
            desk.message_user(request, f"Choose at most {MOST:,} postings at once.", messages.WARNING)
            return None
        return _confirm(desk, request, move, dict.fromkeys(ids, 0), back=_list_address(request.GET.urlencode()))

    ask.__name__ = move.name
    return ask


def applying(posting: Posting) -> list[dict[str, str]]:
    """The moves that make sense for a posting as it stands: label and address of each."""
    query = urlencode({"chosen": posting.pk, "back": reverse("admin:jobs_posting_change", args=[posting.pk])})
    return [
        {"label": move.label, "address": f"{reverse('admin:jobs_posting_move', args=[move.name])}?{query}"}
        for move in MOVES.values()
        if move.applies_to(posting)
    ]


def page(desk: Any, request: HttpRequest, name: str) -> HttpResponse:
    """The page of a move: shows what would happen, and does it when it comes back confirmed."""
    if name not in MOVES:
        raise Http404
    if not desk.has_change_permission(request):
        raise PermissionDenied
    sent = request.POST if request.method == "POST" else request.GET
    found = (ONE_CHOSEN.fullmatch(one) for one in sent.get("chosen", "").split())
    chosen = {int(one[1]): int(one[2] or 0) for one in found if one}
    if len(chosen) > MOST:
        raise SuspiciousOperation("More postings than the page of a move ever sends.")
    back = sent.get("back", "")
    if not back.startswith(reverse("admin:jobs_posting_changelist")):
        back = _list_address()
    return _confirm(desk, request, MOVES[name], chosen, back=back)


def _confirm(desk: Any, request: HttpRequest, move: Move, chosen: dict[int, int], *, back: str) -> HttpResponse:
    """`chosen`: ids, each with the version that was shown; `back`: the address of the page this began on."""
    employer, at = request.employer, timezone.now()  # type: ignore[attr-defined]
    rows = desk.get_queryset(request).select_related("team").prefetch_related("locations")
    postings = [posting for some in in_chunks(rows, list(chosen)) for posting in some]
    zones = {posting.zone(employer) for posting in postings if move.applies_to(posting, at)}
    form = FORMS[move.name](request.POST if "planned" in request.POST else None, zones=zones)
    is_valid = form.is_valid()
    is_changed = "sure" in request.POST and request.POST.get("planned") != form.decided()
    is_sure = "sure" in request.POST and is_valid and not is_changed
    # To plan takes as long as to do it, and whoever has given a reason has seen the warnings.
    has_warnings, steps = False, []
    if form.is_decided() and not (is_sure and form.wish().why):
        steps = plan(move, postings, form.wish(), employer, at)
        has_warnings = any(step.warnings for step in steps if not step.skipped)
    if is_sure and not has_warnings:
        done = carry_out(move, desk.get_queryset(request), chosen, form.wish(), employer, request.user)
        return _tell(desk, request, move, done, len(chosen), back)
    if is_sure:
        form.add_error("why", "Say why: the warnings stand beside the postings.")
    moved = [step for step in steps if not step.skipped]
    skipped = [step for step in steps if step.skipped]
    context = {
        **desk.admin_site.each_context(request),
        "title": f"{move.label}: {postings[0]}" if len(postings) == 1 else f"{move.label}: {_number(len(postings))}",
        "opts": desk.opts,
        "move": move,
        "form": form,
        "single": postings[0] if len(postings) == 1 else None,
        "postings": _Part(postings),
        # What somebody has to decide about stands first.
        "moved": _Part(sorted(moved, key=lambda step: not step.warnings)),
        "skipped": _Part(skipped),
        "is_planned": form.is_decided(),
        "is_changed": is_changed and form.is_decided(),
        "has_warnings": has_warnings,
        "chosen": " ".join(f"{posting.pk}.{version_of(posting)}" for posting in postings),
        "back": back,
    }
    return render(request, "admin/jobs/posting/move.html", context)


class _Part:
    """The beginning of a long list, and how many it leaves out."""

    def __init__(self, rows: Sequence[Any]) -> None:
        self.rows, self.count, self.more = rows[:SHOWN], len(rows), max(0, len(rows) - SHOWN)


def _tell(desk: Any, request: HttpRequest, move: Move, steps: Sequence[Step], chosen: int, back: str) -> HttpResponse:
    """Say what was done and what was not, in one message, and go back to where the move began."""
    skipped = [step for step in steps if step.skipped]
    done = len(steps) - len(skipped)
    said = [f"{move.done} {_number(done)}." if done else f"{move.done} no posting."]
    if hidden := sum(step.hidden for step in steps if not step.skipped):
        said.append(f"Hidden until their team is published: {hidden:,}.")
    if skipped:
        named = [f"“{step.posting}” ({step.skipped})" for step in skipped[:NAMED]]
        more = [f"and {len(skipped) - NAMED:,} more"] if len(skipped) > NAMED else []
        said.append(f"Skipped {len(skipped):,}: {', '.join(named + more)}.")
    if missing := chosen - len(steps):
        said.append(f"No longer there, or not yours: {missing:,}.")
    desk.message_user(request, " ".join(said), messages.SUCCESS if done == chosen else messages.WARNING)
    return HttpResponseRedirect(back)


def _list_address(filters: str = "") -> str:
    return reverse("admin:jobs_posting_changelist") + (f"?{filters}" if filters else "")


def _number(count: int) -> str:
    return f"{count} posting" if count == 1 else f"{count:,} postings"
