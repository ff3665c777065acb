"""The Atom feed and the calendar of a filtered list."""

import datetime as dt
from typing import Any

import icalendar
from django.contrib.syndication.views import Feed
from django.db.models import Max, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from jobs.finding.facets import describe_filters
from jobs.finding.filters import PostingFilter
from jobs.finding.selection import Selection
from jobs.models import Posting, local_time
from jobs.models.pay import format_pay
from jobs.models.querysets import last_changed
from teams.models import Employer, Team
from teams.pages.metadata import absolute_url, to_plain_text
from teams.pages.views import redirect_to_current
from teams.pictures.renditions import rendition_url
from teams.texts.characters import CONTROL_CHARACTERS

NEWEST = 100
# How often programs that subscribe to a calendar should ask for it.
REFRESH = dt.timedelta(hours=6)
# Before all content. SEQUENCE counts the seconds since then: it grows with each change, and RFC 5545 allows 31 bits.
BEGINNING = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


class AtomFeed(Atom1Feed):
    """Django's feed, with a stable date when it is empty, and the employer's icon and logo."""

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        for name in ("icon", "logo"):
            if address := self.feed[name]:
                handler.addQuickElement(name, address)

    def latest_post_date(self) -> dt.datetime:
        return super().latest_post_date() if self.items else self.feed["changed_at"]


class PostingFeed(Feed):
    """Atom feed of the newest open positions that match the filter in the address."""

    feed_type = AtomFeed

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        if slug := kwargs.get("slug"):
            current = Selection.open(request).index.current_slug("team", slug)
            if current != slug:
                return redirect_to_current(request, reverse("jobs:team-feed", args=[current]))
        response = super().__call__(request, *args, **kwargs)
        # Django takes this date from the newest entry, so it does not change when a posting closes. The ETag does.
        response.headers.pop("Last-Modified", None)
        return response

    def get_object(self, request: HttpRequest, slug: str = "") -> dict[str, Any]:
        team = get_object_or_404(Team.objects.published(), slug=slug) if slug else None
        frame = Selection.open(request)
        if team:
            frame = frame.within(frame.index.ordinals_with("team", team.slug))
        filterset = PostingFilter(request.GET, frame, without="team" if team else "")
        items = filterset.qs.ordered("newest")[:NEWEST]
        prefetch_related_objects(items, "sections")
        employer = request.employer  # type: ignore[attr-defined]
        return {"filterset": filterset, "items": items, "employer": employer, "team": team}

    def title(self, obj: dict[str, Any]) -> str:
        team = f"{obj['team'].name} team" if obj["team"] else ""
        return _make_title("Open positions", team, obj["filterset"], obj["employer"])

    def link(self, obj: dict[str, Any]) -> str:
        path = obj["team"].get_absolute_url() if obj["team"] else reverse("jobs:list")
        return _make_address(path, obj["filterset"])

    def feed_url(self, obj: dict[str, Any]) -> str:
        path = reverse("jobs:team-feed", args=[obj["team"].slug]) if obj["team"] else reverse("jobs:feed")
        return _make_address(path, obj["filterset"])

    def feed_guid(self, obj: dict[str, Any]) -> str:
        # Readers take feeds with the same id for one feed.
        return self.feed_url(obj)

    def feed_extra_kwargs(self, obj: dict[str, Any]) -> dict[str, Any]:
        employer = obj["employer"]
        logo = rendition_url(employer.logo_renditions, 960)
        return {
            "changed_at": None if obj["items"] else _last_change(employer),
            "icon": absolute_url(reverse("teams:favicon")),
            "logo": absolute_url(logo) if logo else "",
        }

    def author_name(self, obj: dict[str, Any]) -> str:
        return _clean(obj["employer"].name)

    def items(self, obj: dict[str, Any]) -> list[Posting]:
        return obj["items"]

    def item_title(self, item: Posting) -> str:
        return _clean(item.title)

    def item_description(self, item: Posting) -> str:
        places = ", ".join(location.name for location in item.location_list)
        facts = filter(None, [item.team.name, places, item.get_workplace_display(), format_pay(item)])
        beginning = next((to_plain_text(section.body, 400) for section in item.sections.all()), "")
        return linebreaksbr(_clean("\n".join([" · ".join(facts), beginning]).strip()))

    def item_link(self, item: Posting) -> str:
        return absolute_url(item.get_absolute_url())

    def item_guid(self, item: Posting) -> str:
        # No title in the id: readers would see a posting again after its title is corrected.
        return absolute_url(reverse("jobs:posting", args=[str(item.pk)]))

    def item_pubdate(self, item: Posting) -> dt.datetime | None:
        return item.first_opened

    def item_updateddate(self, item: Posting) -> dt.datetime:
        return item.changed_at


@require_safe
def closing_dates(request: HttpRequest) -> HttpResponse:
    """Return the closing dates of the open positions that match the filter, as iCalendar (RFC 5545)."""
    employer = request.employer  # type: ignore[attr-defined]
    frame = Selection.open(request)
    filterset = PostingFilter(request.GET, frame.within(frame.index.with_closing_date))
    name = _make_title("Closing dates", "", filterset, employer)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Careers//Closing dates//EN")
    calendar.add("version", "2.0")
    # The names and the intervals of RFC 7986, and those of programs that are older.
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", icalendar.vDuration(REFRESH))
    for posting in filterset.qs.ordered("closing")[:]:
        event = icalendar.Event()
        zone = posting.zone(employer)
        day, hour = local_time.to_closing_day(posting.closes_at, zone)
        when = f"at {hour:%H:%M}" if hour else "at the end of this day"
        event.add("uid", absolute_url(reverse("jobs:posting", args=[str(posting.pk)])))
        event.add("dtstamp", posting.updated_at.astimezone(dt.UTC))
        event.add("last-modified", posting.updated_at.astimezone(dt.UTC))
        event.add("sequence", max(0, int((posting.updated_at - BEGINNING).total_seconds())))
        event.add("dtstart", day)
        event.add("dtend", day + dt.timedelta(days=1))
        event.add("summary", _clean(f"Last day to apply: {posting.title}"))
        event.add("description", f"Closes {when}, {local_time.name_zone(posting.closes_at, zone)}.")
        event.add("url", absolute_url(posting.get_absolute_url()))
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return HttpResponse(
        calendar.to_ical(),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'inline; filename="closing-dates.ics"'},
    )


def _make_title(kind: str, team: str, filterset: PostingFilter, employer: Employer) -> str:
    """Return “Open positions: Backend team, Remote, Kitewell”."""
    parts = filter(None, [team, describe_filters(filterset), employer.name])
    return _clean(f"{kind}: {', '.join(parts)}")


def _make_address(path: str, filterset: PostingFilter) -> str:
    query = filterset.build_query()
    return absolute_url(f"{path}?{query}" if query else path)


def _last_change(employer: Employer) -> dt.datetime:
    """Return when a position last opened, closed or was changed, or else when the employer was changed."""
    now = timezone.now()
    changed = Posting.objects.ever_open(now).aggregate(moment=Max(last_changed(now)))["moment"]
    # An employer who was never saved has no date.
    return changed or employer.updated_at or BEGINNING


def _clean(text: str) -> str:
    """Remove control characters. Neither format allows them, and one posting must not break the whole feed."""
    return CONTROL_CHARACTERS.sub("", text)
