"""The page on which moves are confirmed: what will happen to which posting, and when."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from jobs.publishing.transitions import TRANSITIONS, PlannedTransition, Transition, apply, in_chunks, plan, version_of

from ..models import Posting
from .transition_forms import FORMS

# Rows a list on the page shows, and postings a message names.
SHOWN, NAMED = 50, 5
# More than this many at once would keep everybody else from saving for too long.
MOST = 20_000
# Its id, the version that was shown, and the digest of what was told about it.
ONE_CHOSEN = re.compile(r"([0-9]{1,18})(?:\.([0-9]{1,18})(?:\.([0-9a-f]{12}))?)?")


class Shown(NamedTuple):
    """What a page has shown of a posting: its version, and the digest of what was told about it."""

    version: int = 0
    digest: str = ""


def action(transition: Transition) -> Any:
    """The entry of the list's menu that leads to the page where that move is confirmed."""

    @admin.action(description=f"{transition.label} …", permissions=["change"])
    def ask(desk: Any, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        # A search across places may find a posting twice.
        ids = list(dict.fromkeys(queryset.values_list("pk", flat=True)[: MOST + 1]))
        if len(ids) > MOST:
            desk.message_user(request, f"Choose at most {MOST:,} postings at once.", messages.WARNING)
            return None
        return _confirm(
            desk, request, transition, dict.fromkeys(ids, Shown()), back=_list_address(request.GET.urlencode())
        )

    ask.__name__ = transition.name
    return ask


def applying(posting: Posting) -> list[dict[str, str]]:
    """The moves that make sense for a posting as it stands: label and address of each."""
    query = urlencode({"chosen": posting.pk, "back": reverse("admin:jobs_posting_change", args=[posting.pk])})
    return [
        {
            "label": transition.label,
            "address": f"{reverse('admin:jobs_posting_transition', args=[transition.name])}?{query}",
        }
        for transition in TRANSITIONS.values()
        if transition.applies_to(posting)
    ]


def page(desk: Any, request: HttpRequest, name: str) -> HttpResponse:
    """The page of a move: shows what would happen, and does it when it comes back confirmed."""
    if name not in TRANSITIONS:
        raise Http404
    if not desk.has_change_permission(request):
        raise PermissionDenied
    sent = request.POST if request.method == "POST" else request.GET
    found = (ONE_CHOSEN.fullmatch(one) for one in sent.get("chosen", "").split())
    chosen = {int(one[1]): Shown(int(one[2] or 0), one[3] or "") for one in found if one}
    if len(chosen) > MOST:
        raise SuspiciousOperation("More postings than the page of a move ever sends.")
    back = sent.get("back", "")
    if not back.startswith(reverse("admin:jobs_posting_changelist")):
        back = _list_address()
    return _confirm(desk, request, TRANSITIONS[name], chosen, back=back)


def _confirm(
    desk: Any, request: HttpRequest, transition: Transition, chosen: dict[int, Shown], *, back: str
) -> HttpResponse:
    """`chosen`: ids, each with what was shown of it; `back`: the address of the page this began on."""
    employer, at = request.employer, timezone.now()  # type: ignore[attr-defined]
    rows = desk.get_queryset(request).select_related("team").prefetch_related("locations")
    postings = [posting for some in in_chunks(rows, list(chosen)) for posting in some]
    zones = {posting.zone(employer) for posting in postings if transition.applies_to(posting, at)}
    data = request.POST if "planned" in request.POST else None
    form = FORMS[transition.name](data, zones=zones, is_single=len(chosen) == 1)
    is_valid = form.is_valid()
    is_changed = "sure" in request.POST and request.POST.get("planned") != form.decided()
    is_sure = "sure" in request.POST and is_valid and not is_changed
    plans = plan(transition, postings, form.transition_request(), employer, at) if form.is_decided() else []
    has_warnings = any(planned.warnings for planned in plans if not planned.skip_reason)
    # Of what somebody has changed since, carry_out says so.
    is_news = is_sure and any(
        planned.digest() not in ("", chosen[planned.posting.pk].digest)
        for planned in plans
        if version_of(planned.posting) == chosen[planned.posting.pk].version
    )
    is_unexplained = is_sure and has_warnings and not form.transition_request().reason
    if is_sure and not (is_news or is_unexplained):
        versions = {pk: shown.version for pk, shown in chosen.items()}
        read = {pk: shown.digest for pk, shown in chosen.items()}
        done = apply(
            transition, desk.get_queryset(request), versions, form.transition_request(), employer, request.user, read
        )
        return _tell(desk, request, transition, done, len(chosen), back)
    if is_unexplained:
        form.add_error("why", "Say why: the warnings stand beside the postings.")
    applicable = [planned for planned in plans if not planned.skip_reason]
    skipped = [planned for planned in plans if planned.skip_reason]
    digests = {planned.posting.pk: planned.digest() for planned in plans}
    context = {
        **desk.admin_site.each_context(request),
        "title": f"{transition.label}: {postings[0]}"
        if len(postings) == 1
        else f"{transition.label}: {_number(len(postings))}",
        "opts": desk.opts,
        "transition": transition,
        "form": form,
        "single": postings[0] if len(postings) == 1 else None,
        "postings": _Part(postings),
        # What somebody has to decide about stands first.
        "applicable": _Part(sorted(applicable, key=lambda planned: not planned.warnings)),
        "skipped": _Part(skipped),
        "is_planned": form.is_decided(),
        "is_changed": is_changed and form.is_decided(),
        "is_news": is_news,
        "has_warnings": has_warnings,
        "chosen": " ".join(_shown(posting, digests.get(posting.pk)) for posting in postings),
        "back": back,
    }
    return render(request, "admin/jobs/posting/transition.html", context)


def _shown(posting: Posting, digest: str | None) -> str:
    """What `page` reads back by ONE_CHOSEN."""
    return f"{posting.pk}.{version_of(posting)}" + (f".{digest}" if digest else "")


class _Part:
    """The beginning of a long list, and how many it leaves out."""

    def __init__(self, rows: Sequence[Any]) -> None:
        self.rows, self.count, self.more = rows[:SHOWN], len(rows), max(0, len(rows) - SHOWN)


def _tell(
    desk: Any, request: HttpRequest, transition: Transition, plans: Sequence[PlannedTransition], chosen: int, back: str
) -> HttpResponse:
    """Say what was done and what was not, in one message, and go back to where the move began."""
    skipped = [planned for planned in plans if planned.skip_reason]
    done = len(plans) - len(skipped)
    said = [f"{transition.done_label} {_number(done)}." if done else f"{transition.done_label} no posting."]
    if hidden := sum(planned.is_hidden for planned in plans if not planned.skip_reason):
        said.append(f"Hidden until their team is published: {hidden:,}.")
    if skipped:
        # Copies for other places have the same title.
        named = [
            f"“{planned.posting}” {planned.posting.reference} ({planned.skip_reason})" for planned in skipped[:NAMED]
        ]
        more = [f"and {len(skipped) - NAMED:,} more"] if len(skipped) > NAMED else []
        said.append(f"Skipped {len(skipped):,}: {', '.join(named + more)}.")
    if missing := chosen - len(plans):
        said.append(f"No longer there, or not yours: {missing:,}.")
    desk.message_user(request, " ".join(said), messages.SUCCESS if done == chosen else messages.WARNING)
    return HttpResponseRedirect(back)


def _list_address(filters: str = "") -> str:
    return reverse("admin:jobs_posting_changelist") + (f"?{filters}" if filters else "")


def _number(count: int) -> str:
    return f"{count} posting" if count == 1 else f"{count:,} postings"
