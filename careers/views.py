"""The home page, and answers that belong to no subject."""

import datetime as dt
import mimetypes
import sys

from django.contrib.sitemaps import views as sitemaps_views
from django.core.files.storage import default_storage
from django.db import InterfaceError, OperationalError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from jobs.finding.selection import Selection
from jobs.pages.cards import cards
from jobs.pages.views import teams_with_open_counts
from teams.models import Testimonial
from teams.pages.metadata import absolute_url, page_metadata, to_plain_text

from .sitemaps import sitemaps


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    employer = request.employer  # type: ignore[attr-defined]
    open_ones = Selection.open(request)
    context = {
        "teams": teams_with_open_counts(open_ones),
        "open_count": len(open_ones),
        "newest": cards(open_ones[:5], employer, rates=open_ones.index.rates),
        "testimonials": Testimonial.objects.shown(employer.today(open_ones.at)).select_related("team")[:3],
        **page_metadata(
            request,
            request.path,
            description=to_plain_text(employer.about),
            feeds=[("Open positions", reverse("jobs:feed"))],
        ),
    }
    return render(request, "home.html", context)


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    response = sitemaps_views.sitemap(request, sitemaps)
    # It is the newest page's, so it would hide that another is gone. The entity tag tells.
    response.headers.pop("Last-Modified", None)
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", f"Disallow: {reverse('admin:index')}", f"Sitemap: {absolute_url(reverse('sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Where to report a weakness, as RFC 9116 asks for it."""
    contact = request.employer.contact_email  # type: ignore[attr-defined]
    if not contact:
        raise Http404
    expires = (timezone.now() + dt.timedelta(days=180)).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: mailto:{contact}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Canonical: {absolute_url(request.path)}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def media(request: HttpRequest, name: str) -> FileResponse:
    """A rendition of a picture. Its name is random and never used for another content."""
    if not default_storage.exists(name):
        raise Http404
    kind, _encoding = mimetypes.guess_type(name)
    return FileResponse(
        default_storage.open(name),
        content_type=kind,
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """The designed 500, or 503 when it is the database that does not answer. Neither asks the database anything."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": "30"})
    return HttpResponse(render_to_string("500.html"), status=500)
