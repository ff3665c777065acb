"""The Atom feed and the calendar of a filtered list."""

import datetime as dt
from typing import Any

import icalendar
from django.contrib.syndication.views import Feed
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from jobs.finding.filters import PostingFilter
from jobs.finding.selection import Selection
from jobs.models import Posting, local_time
from jobs.models.pay import format_pay
from teams.models import Team
from teams.pages.metadata import absolute_url, to_plain_text
from teams.texts.characters import CONTROL_CHARACTERS

NEWEST = 100


class PostingFeed(Feed):
    """Atom feed of the newest open positions that match the filter in the address."""

    feed_type = Atom1Feed

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
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
        return {"filterset": filterset, "employer": request.employer, "team": team}  # type: ignore[attr-defined]

    def title(self, obj: dict[str, Any]) -> str:
        where = f"{obj['team'].name} team, " if obj["team"] else ""
        return _clean(f"Open positions: {where}{obj['employer'].name}")

    def link(self, obj: dict[str, Any]) -> str:
        return absolute_url(obj["team"].get_absolute_url() if obj["team"] else reverse("jobs:list"))

    def feed_url(self, obj: dict[str, Any]) -> str:
        query = obj["filterset"].build_query()
        path = reverse("jobs:team-feed", args=[obj["team"].slug]) if obj["team"] else reverse("jobs:feed")
        return absolute_url(path + (f"?{query}" if query else ""))

    def author_name(self, obj: dict[str, Any]) -> str:
        return _clean(obj["employer"].name)

    def items(self, obj: dict[str, Any]) -> list[Posting]:
        items = obj["filterset"].qs.ordered("newest")[:NEWEST]
        prefetch_related_objects(items, "sections")
        return items

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
    postings = PostingFilter(request.GET, frame.within(frame.index.with_closing_date)).qs.ordered("closing")
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Careers//Closing dates//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _clean(f"Closing dates: {employer.name}"))
    for posting in postings[:]:
        event = icalendar.Event()
        day, _hour = local_time.to_closing_day(posting.closes_at, posting.zone(employer))
        event.add("uid", absolute_url(reverse("jobs:posting", args=[str(posting.pk)])))
        event.add("dtstamp", posting.updated_at.astimezone(dt.UTC))
        event.add("dtstart", day)
        event.add("dtend", day + dt.timedelta(days=1))
        event.add("summary", _clean(f"Last day to apply: {posting.title}"))
        event.add("url", absolute_url(posting.get_absolute_url()))
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return HttpResponse(
        calendar.to_ical(),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'inline; filename="closing-dates.ics"'},
    )


def _clean(text: str) -> str:
    """Remove control characters. Neither format allows them, and one posting must not break the whole feed."""
    return CONTROL_CHARACTERS.sub("", text)
