"""Every page a search engine may show, with the moment it last changed."""

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Max
from django.urls import reverse

from jobs.models import Location, Posting
from teams.models import Employer, Story, Team


class SiteSitemap(Sitemap):
    """Addresses begin with SITE_URL, never with what the request called the host."""

    protocol = urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class PageSitemap(SiteSitemap):
    """Home and the lists: they change with the newest posting, team or word of the employer."""

    def items(self) -> list[str]:
        return ["home", "jobs:teams", "jobs:list"]

    def location(self, item: str) -> str:
        return reverse(item)

    def lastmod(self, item: str) -> dt.datetime | None:
        sources = [Posting.objects.open(), Team.objects.published(), Employer.objects.all()]
        changed = [source.aggregate(last=Max("updated_at"))["last"] for source in sources]
        return max(filter(None, changed), default=None)


class PostingSitemap(SiteSitemap):
    def items(self) -> Any:
        return Posting.objects.open().order_by("id")

    def lastmod(self, item: Posting) -> dt.datetime:
        return max(item.updated_at, item.first_opened or item.updated_at)


class TeamSitemap(SiteSitemap):
    def items(self) -> Any:
        return Team.objects.published()

    def lastmod(self, item: Team) -> dt.datetime:
        return item.updated_at


class LocationSitemap(SiteSitemap):
    """Places with an open posting; their pages change with the newest of these."""

    def items(self) -> Any:
        open_ones = Posting.objects.open()
        return (
            Location.objects.filter(postings__in=open_ones).annotate(changed=Max("postings__updated_at")).order_by("id")
        )

    def lastmod(self, item: Any) -> dt.datetime:
        return max(item.updated_at, item.changed)


class StorySitemap(SiteSitemap):
    def items(self) -> Any:
        return Story.objects.published().with_page()

    def lastmod(self, item: Story) -> dt.datetime:
        return item.updated_at


sitemaps = {
    "pages": PageSitemap,
    "postings": PostingSitemap,
    "teams": TeamSitemap,
    "locations": LocationSitemap,
    "stories": StorySitemap,
}
