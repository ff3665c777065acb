"""The sitemap: every public page, with the time of its last change. A long one is an index of parts."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.core.paginator import Paginator
from django.db.models import Max, Model, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from jobs.models import Location, Posting
from jobs.models.querysets import last_changed
from teams.models import Employer, Story, Team, Testimonial
from teams.pages.metadata import absolute_url


class SiteSitemap(Sitemap):
    """Addresses begin with SITE_URL, not with the host of the request."""

    protocol = urlsplit(settings.SITE_URL).scheme

    def __init__(self, unreadable: Mapping[type[Model], list[int]], today: dt.date) -> None:
        """`unreadable`: the ids of rows to leave out, by model. See `jobs.finding.index_cache`.

        `today`: the day in the employer's time zone.
        """
        self.unreadable, self.today = unreadable, today

    def readable(self, rows: Any) -> Any:
        ids = self.unreadable.get(rows.model)
        return rows.exclude(pk__in=ids) if ids else rows

    @cached_property
    def paginator(self) -> Any:
        """The addresses in parts of at most `limit`, the most that search engines read from one file."""
        items: Any = self.items()
        return Paginator(items, self.limit)

    def get_parts(self) -> int:
        """Return in how many parts it is, 0 without any address."""
        return self.paginator.num_pages if self.paginator.count else 0

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class PageSitemap(SiteSitemap):
    """Home, the lists and the people. All but the last change with every posting, team and the employer."""

    def items(self) -> list[str]:
        testimonials = Testimonial.objects.shown(self.today).exclude(team__in=self.unreadable.get(Team, []))
        # Without any testimonial, there is no page of people.
        return ["home", "jobs:teams", "jobs:list", *(["jobs:people"] if testimonials.exists() else [])]

    def location(self, item: str) -> str:
        return reverse(item)

    def lastmod(self, item: str) -> dt.datetime | None:
        # Nothing is stored of when testimonials change.
        return None if item == "jobs:people" else self.changed

    @cached_property
    def changed(self) -> dt.datetime | None:
        now = timezone.now()
        times = [
            self.readable(Posting.objects.public(now)).aggregate(last=Max(last_changed(now)))["last"],
            self.readable(Team.objects.published()).aggregate(last=Max("updated_at"))["last"],
            Employer.objects.aggregate(last=Max("updated_at"))["last"],
        ]
        return max(filter(None, times), default=None)


class PostingSitemap(SiteSitemap):
    def items(self) -> Any:
        return self.readable(Posting.objects.open().order_by("id"))

    def lastmod(self, item: Posting) -> dt.datetime:
        return item.changed_at


class PostingListSitemap(SiteSitemap):
    """Pages that change when one of their postings opens, changes or closes."""

    def annotate_changes(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        now = timezone.now()
        public = Q(postings__in=self.readable(Posting.objects.public(now)))
        return rows.annotate(postings_changed=Max(last_changed(now, "postings__"), filter=public)).order_by("id")

    def lastmod(self, item: Any) -> dt.datetime:
        return max(item.updated_at, item.postings_changed or item.updated_at)


class TeamSitemap(PostingListSitemap):
    """Team pages. They also change with their stories."""

    def items(self) -> Any:
        stories = Story.objects.filter(team=OuterRef("pk"), is_published=True).order_by("-updated_at")
        newest = Subquery(stories.values("updated_at")[:1])
        return self.annotate_changes(self.readable(Team.objects.published()).annotate(story_changed=newest))

    def lastmod(self, item: Any) -> dt.datetime:
        return max(super().lastmod(item), item.story_changed or item.updated_at)


class LocationSitemap(PostingListSitemap):
    """Locations with an open posting. Others have no page."""

    def items(self) -> Any:
        locations = Location.objects.filter(pk__in=self.readable(Posting.objects.open()).values("locations"))
        return self.annotate_changes(self.readable(locations))


class StorySitemap(SiteSitemap):
    def items(self) -> Any:
        return Story.objects.published().with_page()

    def lastmod(self, item: Story) -> dt.datetime:
        return item.updated_at


def get_index(sections: Mapping[str, SiteSitemap]) -> list[str]:
    """Return the addresses of the parts, or none if all addresses fit into one file."""
    if sum(section.paginator.count for section in sections.values()) <= SiteSitemap.limit:
        return []
    return [
        absolute_url(reverse("sitemap-part", args=[name])) + (f"?p={part}" if part > 1 else "")
        for name, section in sections.items()
        for part in range(1, section.get_parts() + 1)
    ]


SITEMAPS: dict[str, type[SiteSitemap]] = {
    "pages": PageSitemap,
    "postings": PostingSitemap,
    "teams": TeamSitemap,
    "locations": LocationSitemap,
    "stories": StorySitemap,
}
