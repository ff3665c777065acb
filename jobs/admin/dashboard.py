"""The front page of the desk: what to do, words that found nothing, and what changed last in the user's teams."""

import datetime as dt
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Max
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from jobs.finding.index_cache import leave_out_unreadable
from jobs.finding.selection import Selection
from jobs.finding.unmatched import still_unmatched
from jobs.models import Location, Posting, UnmatchedWords, local_time
from jobs.publishing import check_results
from teams.admin.pages import EXPIRES_SOON, ExpiryFilter
from teams.desk import history
from teams.desk.conflicts import get_author_name
from teams.models import SharedText, Story, Team, Testimonial

from .filters import ATTENTION_REASONS, CLOSING_SOON, FAILING, STATUS_QUERYSETS, AttentionFilter, StatusFilter
from .words import FROM_FRONT_PAGE

# Open and scheduled postings are no work: their numbers stand apart, as facts.
FACTS = {Posting.Status.OPEN: "open", Posting.Status.SCHEDULED: "scheduled"}
MAX_CHANGES = 12
MAX_UPCOMING = 10  # of each kind
COUNTED_DAYS = 30
# Words that were counted, and words that are shown. Some of the counted ones find something by now.
MAX_COUNTED, MAX_UNMATCHED = 60, 20


class Figure(NamedTuple):
    """A number of rows, and the address of the list that shows them."""

    label: str
    number: int
    address: str

    @property
    def formatted(self) -> str:
        """The number as it is shown: "1,061"."""
        return f"{self.number:,}"


class Change(NamedTuple):
    """The last change of a row. `author` is empty if no user made it: an import by command, for example."""

    author: str
    action: str
    resource: str
    title: str
    at: dt.datetime
    address: str


class Upcoming(NamedTuple):
    """A posting that closes within a week, or a testimonial whose agreement ends: its last day, and its page."""

    title: str
    team: str
    what: str
    day: dt.date
    address: str


class Link(NamedTuple):
    label: str
    address: str


class Unmatched(NamedTuple):
    """Words that found nothing, how often, and what the user can do so that they find something."""

    words: str
    times: int
    links: list[Link]


def get_unreadable(request: HttpRequest) -> list[str]:
    """Return the names of the rows that the site leaves out because they cannot be read: "posting 7".

    Only rows that the user may see. Nothing of a row is read but its id.
    """
    user, names = request.user, []
    for model, ids in Selection.open(request).index.unreadable.items():
        meta: Any = model._meta
        if user.has_perm(f"{meta.app_label}.view_{meta.model_name}"):
            rows: Any = model._default_manager.filter(pk__in=ids)
            visible = rows.visible_to(user) if hasattr(rows, "visible_to") else rows
            names += [f"{meta.verbose_name} {pk}" for pk in visible.order_by("pk").values_list("pk", flat=True)]
    return names


def get_facts(request: HttpRequest) -> list[Figure]:
    """Count the open and the scheduled postings that the user may see."""
    if not request.user.has_perm("jobs.view_posting"):
        return []
    postings = leave_out_unreadable(Posting.objects.visible_to(request.user).order_by())
    return [_count_postings(label, postings, status) for status, label in FACTS.items()]


def get_figures(request: HttpRequest) -> list[Figure]:
    """Count what the user has to do."""
    user: Any = request.user
    now, today = timezone.now(), request.employer.today()  # type: ignore[attr-defined]
    # Checking rows that cannot be read would stop this page.
    postings = leave_out_unreadable(Posting.objects.visible_to(user).order_by())
    figures = []
    if user.has_perm("jobs.view_posting"):
        figures.append(_count_postings("Drafts to finish", postings, Posting.Status.DRAFT))
        unchecked = check_results.refresh(postings)
        for name, reason in ATTENTION_REASONS.items():
            label = f"{reason.label}, as far as known" if unchecked and name == FAILING else reason.label
            rows = reason.select(postings, now)
            figures.append(_make_figure(label, rows, AttentionFilter.parameter_name, name))
        if unchecked:
            figures.append(Figure("Not checked yet: open this page again", unchecked, reverse("admin:index")))
    if user.has_perm("jobs.change_location"):
        new_places = Location.objects.filter(is_checked=False)
        figures.append(_make_figure("New places to check", new_places, "is_checked__exact", "0"))
    if user.has_perm("teams.view_testimonial"):
        expiring = Testimonial.objects.visible_to(user).expiring(today, today + EXPIRES_SOON)
        label = "Testimonials about to expire"
        figures.append(_make_figure(label, expiring, ExpiryFilter.parameter_name, ExpiryFilter.SOON))
    return figures


def _count_postings(label: str, postings: Any, status: Posting.Status) -> Figure:
    rows = getattr(postings, STATUS_QUERYSETS[status])()
    return _make_figure(label, rows, StatusFilter.parameter_name, status.value)


def _make_figure(label: str, rows: Any, parameter: str, value: str) -> Figure:
    meta = rows.model._meta
    address = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
    return Figure(label, rows.count(), f"{address}?{parameter}={value}")


def get_upcoming(request: HttpRequest) -> list[Upcoming]:
    """Return what closes and whose agreement ends within a week, the first first. Two queries, and one for places."""
    user: Any = request.user
    employer, now = request.employer, timezone.now()  # type: ignore[attr-defined]
    today = employer.today()
    upcoming = []
    if user.has_perm("jobs.view_posting"):
        postings = leave_out_unreadable(Posting.objects.visible_to(user)).closing_by(now + CLOSING_SOON, now)
        rows = postings.order_by("closes_at", "id").select_related("team").prefetch_related("locations")
        for posting in rows[:MAX_UPCOMING]:
            day, _time = local_time.to_closing_day(posting.closes_at, posting.zone(employer))
            address = reverse("admin:jobs_posting_change", args=[posting.pk])
            upcoming.append(Upcoming(posting.title, posting.team.name, "closes", day, address))
    if user.has_perm("teams.view_testimonial"):
        ending = leave_out_unreadable(Testimonial.objects.visible_to(user)).expiring(today, today + CLOSING_SOON)
        for person in ending.order_by("agreed_until", "id").select_related("team")[:MAX_UPCOMING]:
            address = reverse("admin:teams_testimonial_change", args=[person.pk])
            upcoming.append(Upcoming(person.name, person.team.name, "agreement ends", person.agreed_until, address))
    return sorted(upcoming, key=lambda each: each.day)


def get_recent_changes(user: Any, limit: int = MAX_CHANGES) -> list[Change]:
    """The last change of each row that the user may see, newest first, with one query for each model."""
    entries: list[Any] = []
    for model in (Posting, Team, Story, Testimonial, SharedText):
        if user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}"):
            visible = model.objects.visible_to(user).order_by().values("pk")
            last = model.history.filter(id__in=visible).order_by().values("id").annotate(last=Max("history_id"))
            newest = model.history.filter(history_id__in=last.values("last")).select_related("history_user")
            entries += newest[:limit]
    entries.sort(key=lambda entry: (entry.history_date, entry.history_id), reverse=True)
    return [_make_change(entry) for entry in entries[:limit]]


def _make_change(entry: Any) -> Change:
    meta = entry.instance_type._meta
    address = reverse(f"admin:{meta.app_label}_{meta.model_name}_history", args=[entry.id])
    author = get_author_name(entry) if entry.history_user else ""
    action, resource = history.describe_action(entry), history.get_model_label(entry)
    return Change(author, action, resource, history.get_row_title(entry), entry.history_date, address)


def get_unmatched(request: HttpRequest) -> list[Unmatched]:
    """Return the words that were searched for most often and still find nothing. Only who adds synonyms sees them."""
    if not request.user.has_perm("jobs.add_synonym"):
        return []
    first_day = request.employer.today() - dt.timedelta(days=COUNTED_DAYS - 1)  # type: ignore[attr-defined]
    counts = _without_beginnings(dict(UnmatchedWords.objects.frequent(first_day, limit=MAX_COUNTED)))
    remaining = still_unmatched(list(counts), Selection.open(request), MAX_UNMATCHED) if counts else []
    return [Unmatched(words, counts[words], _get_links(request.user, words)) for words in remaining]


def _without_beginnings(counts: dict[str, int]) -> dict[str, int]:
    """Leave out words whose last one is half typed: a list is also asked while a visitor still types.

    Such words are at most as frequent as the whole ones.
    """
    return {
        words: count
        for words, count in counts.items()
        if not any(
            other.startswith(words) and other[len(words) :][:1].isalnum() and count <= counts[other] for other in counts
        )
    }


def _get_links(user: Any, words: str) -> list[Link]:
    links: list[tuple[str, str, str, dict[str, Any]]] = [
        ("jobs.add_synonym", "Make a synonym", "jobs_synonym_add", {"typed": words, FROM_FRONT_PAGE: 1}),
        ("jobs.change_location", "Another name of a place", "jobs_location_also_called", {"words": words}),
        ("jobs.add_tag", "Make a label", "jobs_tag_add", {"name": words, FROM_FRONT_PAGE: 1}),
    ]
    return [
        Link(label, f"{reverse(f'admin:{route}')}?{urlencode(query)}")
        for permission, label, route, query in links
        if user.has_perm(permission)
    ]
