"""The home page, files for machines, media and error pages."""

import datetime as dt
import mimetypes
import sys
from contextlib import suppress
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import views as sitemaps_views
from django.contrib.sitemaps.views import SitemapIndexItem
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.files.storage import default_storage
from django.db import InterfaceError, OperationalError
from django.db.models import Count, Window
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from jobs.finding.index_cache import leave_out_unreadable
from jobs.finding.selection import Selection
from jobs.pages.cards import cards
from jobs.pages.views import teams_with_open_counts
from teams.models import Testimonial
from teams.pages.metadata import absolute_url, page_metadata, to_plain_text
from teams.pictures.renditions import file_names
from teams.texts.links import write_mail_domain

from .signing_in.resubmission import may_be_sent_again, render_resubmission
from .sitemaps import SITEMAPS, get_index


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    employer = request.employer  # type: ignore[attr-defined]
    selection = Selection.open(request)
    testimonials = leave_out_unreadable(Testimonial.objects.shown(employer.today(selection.at)).select_related("team"))
    teams = teams_with_open_counts(selection)
    context = {
        "teams": teams,
        "with_pictures": any(team.image_renditions for team in teams),
        "open_count": len(selection),
        "newest": cards(selection[:5], employer, rates=selection.index.rates, at=selection.at),
        "testimonials": testimonials.annotate(shown_count=Window(Count("pk")))[:3],
        **page_metadata(
            request,
            request.path,
            description=to_plain_text(employer.about),
            feeds=[("Open positions", reverse("jobs:feed"))],
        ),
    }
    return render(request, "home.html", context)


@require_safe
def sitemap(request: HttpRequest, section: str | None = None) -> HttpResponse:
    """Return the sitemap, or one of its parts. If it is too long for one file, return the index of its parts."""
    selection = Selection.open(request)
    today = request.employer.today(selection.at)  # type: ignore[attr-defined]
    sections: dict[str, Any] = {
        name: section_class(selection.index.unreadable, today) for name, section_class in SITEMAPS.items()
    }
    parts = get_index(sections) if section is None else []
    if parts:
        context = {"sitemaps": [SitemapIndexItem(address) for address in parts]}
        return TemplateResponse(request, "sitemap_index.xml", context, content_type="application/xml")
    response = sitemaps_views.sitemap(request, sections, section)
    # Last-Modified does not change when a page disappears from the sitemap. The entity tag does.
    response.headers.pop("Last-Modified", None)
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", f"Disallow: {reverse('admin:index')}", f"Sitemap: {absolute_url(reverse('sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Return security.txt: where to report a vulnerability (RFC 9116)."""
    contact = request.employer.contact_email  # type: ignore[attr-defined]
    if not contact:
        raise Http404
    expires = (timezone.now() + dt.timedelta(days=180)).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: mailto:{write_mail_domain(contact)}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Canonical: {absolute_url(request.path)}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@lru_cache(maxsize=1)
def _withdrawn_photos(edition: str, day: dt.date) -> frozenset[str]:
    """Return the files of people who do not agree any more. An agreement that ends by its date deletes no file."""
    photos = Testimonial.objects.ended(day).exclude(photo_renditions={}).values_list("photo_renditions", flat=True)
    return frozenset(name for renditions in photos for name in file_names(renditions))


@require_safe
def media(request: HttpRequest, name: str) -> FileResponse:
    """Return a rendition of a picture, or the font of headings. No name is reused, so the answer is immutable."""
    employer = request.employer  # type: ignore[attr-defined]
    if name in _withdrawn_photos(employer.edition, employer.today()) or not default_storage.exists(name):
        raise Http404
    # Not every version of Python knows fonts.
    content_type = "font/woff2" if name.endswith(".woff2") else mimetypes.guess_type(name)[0]
    return FileResponse(
        default_storage.open(name),
        content_type=content_type,
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the 400 page, or the 413 page if more was sent than the site reads."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 10**6
        return HttpResponse(render_to_string("413.html", {"limit": limit}), status=413)
    return HttpResponse(render_to_string("400.html"), status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Return the 500 page, or the 503 page if the database does not answer. None of the pages makes a query.

    A form of the desk gets a page that keeps what was typed.
    """
    is_away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    status, headers = (503, {"Retry-After": "30"}) if is_away else (500, {})
    if may_be_sent_again(request):
        # A page that cannot be made must not hide the error that led here.
        with suppress(Exception):
            return render_resubmission(request, "kept.html", status=status, headers=headers)
    return HttpResponse(render_to_string(f"{status}.html"), status=status, headers=headers)
