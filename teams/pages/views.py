from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from teams.models import Story, brand

from .metadata import page_metadata


def may_preview(user: Any, permission: str) -> bool:
    """Whether a user may see what is not public of their teams, because they may change it."""
    return not isinstance(user, AnonymousUser) and user.is_staff and user.has_perm(permission)


def mark_as_preview(response: HttpResponse) -> HttpResponse:
    """Keep a page that only staff may see out of every cache and index."""
    add_never_cache_headers(response)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def story(request: HttpRequest, slug: str) -> HttpResponse:
    """A story told here. One that is not published answers as if it did not exist, except to staff."""
    staff = may_preview(request.user, "teams.change_story")
    found = Story.objects.with_page().select_related("team").filter(slug=slug).first()
    if found is None or not (found.is_public() or (staff and found.team.is_visible_to(request.user))):
        raise Http404
    preview = "" if found.is_public() else "This story is not published: only staff who are signed in can see it."
    context = page_metadata(
        request, found.get_absolute_url(), description=found.summary, picture=found.image_renditions, preview=preview
    )
    response = render(request, "stories/story.html", {"story": found, **context})
    return mark_as_preview(response) if preview else response


@require_safe
def brand_stylesheet(request: HttpRequest, digest: str) -> HttpResponse:
    """The employer's colour as custom properties; an address of an earlier colour answers with today's."""
    colour = request.employer.brand_colour  # type: ignore[attr-defined]
    current = digest == brand.digest(colour)
    caching = "public, max-age=31536000, immutable" if current else "no-cache"
    return HttpResponse(brand.stylesheet(colour), content_type="text/css", headers={"Cache-Control": caching})
