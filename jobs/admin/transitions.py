"""The page that confirms a transition of one or many postings: it shows what will happen, and then does it."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list

from jobs.models import Posting
from jobs.publishing.transition_rules import TransitionRequest
from jobs.publishing.transitions import TRANSITIONS, PlannedTransition, Transition, apply, in_chunks, plan, version_of
from teams.desk import double_submit
from teams.models import Team

from .transition_forms import FORMS

# The name of the check boxes for the teams that become public too. Each has the id of a team.
PUBLISH_TEAM = "publish_team"
MAX_ROWS = 50  # in a list on the page
MAX_NAMED = 5  # in a message
# A larger transaction would block other users for too long.
MAX_POSTINGS = 20_000
# A posting's id, the version that was shown, and the digest of the texts shown with it: "17.1790000.0f3a…".
CHOSEN_POSTING = re.compile(r"([0-9]{1,18})(?:\.([0-9]{1,18})(?:\.([0-9a-f]{12}))?)?")


class ShownState(NamedTuple):
    """What the page has shown of a posting: its version, and the digest of the texts shown with it."""

    version: int = 0
    digest: str = ""


def make_action(transition: Transition) -> Any:
    """Return the admin action that opens the page of a transition."""

    @admin.action(description=f"{transition.label} …", permissions=["change"])
    def action(desk: Any, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        # A search by place may find a posting twice.
        ids = list(dict.fromkeys(queryset.values_list("pk", flat=True)[: MAX_POSTINGS + 1]))
        if len(ids) > MAX_POSTINGS:
            desk.message_user(request, f"Choose at most {MAX_POSTINGS:,} postings at once.", messages.WARNING)
            return None
        back = _list_address(request.GET.urlencode())
        return _confirm(desk, request, transition, dict.fromkeys(ids, ShownState()), back=back)

    action.__name__ = transition.name
    return action


def get_transition_links(posting: Posting) -> list[dict[str, str]]:
    """Return label and address of each transition that applies to a posting."""
    query = urlencode({"chosen": posting.pk, "back": reverse("admin:jobs_posting_change", args=[posting.pk])})
    return [
        {
            "label": transition.label,
            "address": f"{reverse('admin:jobs_posting_transition', args=[transition.name])}?{query}",
        }
        for transition in TRANSITIONS.values()
        if transition.can_apply_to(posting)
    ]


def transition_view(desk: Any, request: HttpRequest, name: str) -> HttpResponse:
    """Show what a transition would do; on a confirmed POST, do it."""
    if name not in TRANSITIONS:
        raise Http404
    if not desk.has_change_permission(request):
        raise PermissionDenied
    data = request.POST if request.method == "POST" else request.GET
    matches = (CHOSEN_POSTING.fullmatch(word) for word in data.get("chosen", "").split())
    chosen = {int(match[1]): ShownState(int(match[2] or 0), match[3] or "") for match in matches if match}
    if len(chosen) > MAX_POSTINGS:
        raise SuspiciousOperation("More postings than the page of a transition ever sends.")
    back = data.get("back", "")
    if not back.startswith(reverse("admin:jobs_posting_changelist")):
        back = _list_address()
    return _confirm(desk, request, TRANSITIONS[name], chosen, back=back)


def _confirm(
    desk: Any, request: HttpRequest, transition: Transition, chosen: dict[int, ShownState], *, back: str
) -> HttpResponse:
    """`chosen` has the ids of the postings; `back` is the address to return to."""
    employer, at = request.employer, timezone.now()  # type: ignore[attr-defined]
    rows = desk.get_queryset(request).select_related("team").prefetch_related("locations")
    postings = [posting for chunk in in_chunks(rows, list(chosen)) for posting in chunk]
    zones = {posting.zone(employer) for posting in postings if transition.can_apply_to(posting, at)}
    data = request.POST if "planned" in request.POST else None
    form = FORMS[transition.name](data, zones=zones, is_single=len(chosen) == 1)
    is_valid = form.is_valid()
    is_changed = "sure" in request.POST and request.POST.get("planned") != form.get_decisive_values()
    is_confirmed = "sure" in request.POST and is_valid and not is_changed
    can_plan = form.can_plan()
    plans = plan(transition, postings, form.get_transition_request(), employer, at) if can_plan else []
    has_warnings = any(planned.warnings for planned in plans if not planned.skip_reason)
    # `apply` skips postings that somebody has changed; this finds unchanged ones with new warnings or texts.
    is_outdated = is_confirmed and any(
        planned.digest() not in ("", chosen[planned.posting.pk].digest)
        for planned in plans
        if version_of(planned.posting) == chosen[planned.posting.pk].version
    )
    lacks_reason = is_confirmed and has_warnings and not form.get_transition_request().reason
    hidden_teams = _find_hidden_teams(request, plans)
    chosen_teams = [team for team in hidden_teams if str(team.pk) in request.POST.getlist(PUBLISH_TEAM)]
    if is_confirmed and not (is_outdated or lacks_reason):
        _apply_once(desk, request, transition, chosen, form.get_transition_request(), chosen_teams)
        return HttpResponseRedirect(back)
    if lacks_reason:
        form.add_error("why", "Give a reason: there are warnings beside the postings.")
    applicable = [planned for planned in plans if not planned.skip_reason]
    digests = {planned.posting.pk: planned.digest() for planned in plans}
    single = postings[0] if len(postings) == 1 else None
    context = {
        **desk.admin_site.each_context(request),
        "title": f"{transition.label}: {single or _count(len(postings))}",
        "crumb": transition.label if single else "",
        "opts": desk.opts,
        "transition": transition,
        "form": form,
        "single": single,
        "postings": _ShortList(postings),
        # The ones with warnings need a decision, so they come first.
        "applicable": _ShortList(sorted(applicable, key=lambda planned: not planned.warnings)),
        "skipped": _ShortList([planned for planned in plans if planned.skip_reason]),
        "is_planned": can_plan,
        "is_changed": is_changed and can_plan,
        "is_outdated": is_outdated,
        "has_warnings": has_warnings,
        "hidden_teams": hidden_teams,
        # A single posting is meant to be seen. Several may belong to a team that is hidden on purpose.
        "chosen_teams": chosen_teams if data else hidden_teams if single else [],
        "chosen": " ".join(_format_chosen(posting, digests.get(posting.pk)) for posting in postings),
        "back": back,
    }
    return render(request, "admin/jobs/posting/transition.html", context)


def _apply_once(
    desk: Any,
    request: HttpRequest,
    transition: Transition,
    chosen: dict[int, ShownState],
    requested: TransitionRequest,
    hidden_teams: list[Team],
) -> None:
    """Apply a confirmed transition and say what happened. A second click is told what the first has done.

    `hidden_teams`: the teams that become public with their postings.

    The page has no token: it names the versions of its postings, so what it asks for can be done only once.
    """
    versions = {pk: shown.version for pk, shown in chosen.items()}
    shown_digests = {pk: shown.digest for pk, shown in chosen.items()}
    token = f"{transition.name}.{request.user.pk}"
    digest = double_submit.get_digest(request.POST, request.FILES)
    with transaction.atomic():
        results = apply(
            transition,
            desk.get_queryset(request),
            versions,
            requested,
            request.employer,  # type: ignore[attr-defined]
            request.user,
            shown_digests,
        )
        text = _result_message(transition, results, len(chosen), hidden_teams)
        done = sum(not result.skip_reason for result in results)
        if done:
            double_submit.store_result(token, digest, "", text)
    if done:
        _publish_teams(hidden_teams)
    if not done and (first := double_submit.stored_message(token, digest)):
        desk.message_user(request, first, messages.SUCCESS)
        return
    desk.message_user(request, text, messages.SUCCESS if done == len(chosen) else messages.WARNING)


def _find_hidden_teams(request: HttpRequest, plans: Sequence[PlannedTransition]) -> list[Team]:
    """Return the teams that hide postings which are published now, if the user may publish teams."""
    if not request.user.has_perm("teams.change_team"):
        return []
    teams = {
        planned.posting.team_id: planned.posting.team
        for planned in plans
        if planned.is_hidden and not planned.skip_reason
    }
    return [teams[pk] for pk in sorted(teams)]


def _publish_teams(teams: list[Team]) -> None:
    """Publish teams, each in a transaction of its own: a team is written before its postings are locked again."""
    for hidden in teams:
        with transaction.atomic():
            team = Team.objects.select_for_update(no_key=True).get(pk=hidden.pk)
            team.is_published = True
            team.save()


def _format_chosen(posting: Posting, digest: str | None) -> str:
    """Return what CHOSEN_POSTING matches."""
    return f"{posting.pk}.{version_of(posting)}" + (f".{digest}" if digest else "")


class _ShortList:
    """The first `rows` of a list, its `count`, and how many `more` it has."""

    def __init__(self, rows: Sequence[Any]) -> None:
        self.rows, self.count, self.more = rows[:MAX_ROWS], len(rows), max(0, len(rows) - MAX_ROWS)


def _result_message(
    transition: Transition,
    results: Sequence[PlannedTransition],
    chosen_count: int,
    published_teams: Sequence[Team] = (),
) -> str:
    skipped = [result for result in results if result.skip_reason]
    done = len(results) - len(skipped)
    sentences = [f"{transition.done_label} {_count(done) if done else 'no posting'}."]
    shown = {team.pk for team in published_teams}
    hidden = sum(
        result.is_hidden for result in results if not result.skip_reason and result.posting.team_id not in shown
    )
    if done and published_teams:
        names = get_text_list([f"“{team}”" for team in published_teams], "and")
        sentences.append(f"Published {'the team' if len(shown) == 1 else 'the teams'} {names} too.")
    if hidden:
        sentences.append(f"Hidden until their team is published: {hidden:,}.")
    if skipped:
        # The reference is given because copies for several places share a title.
        parts = [
            f"“{result.posting}” {result.posting.reference} ({result.skip_reason})" for result in skipped[:MAX_NAMED]
        ]
        if len(skipped) > MAX_NAMED:
            parts.append(f"and {len(skipped) - MAX_NAMED:,} more")
        sentences.append(f"Skipped {len(skipped):,}: {', '.join(parts)}.")
    if missing := chosen_count - len(results):
        sentences.append(f"No longer there, or not yours: {missing:,}.")
    return " ".join(sentences)


def _list_address(filters: str = "") -> str:
    return reverse("admin:jobs_posting_changelist") + (f"?{filters}" if filters else "")


def _count(count: int) -> str:
    return f"{count} posting" if count == 1 else f"{count:,} postings"
