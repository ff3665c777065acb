"""Pages of stories, the generated stylesheet, and previews of pages that are not public."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from teams.brand import stylesheet
from teams.models import FormerSlug, Story

from .metadata import page_metadata


def may_preview(user: Any, permission: str) -> bool:
    """Return whether the user is staff with this permission. The caller must also check the team of the row."""
    return not isinstance(user, AnonymousUser) and user.is_staff and user.has_perm(permission)


def mark_as_preview(response: HttpResponse) -> HttpResponse:
    """Keep a page that is not public out of caches and search engines."""
    add_never_cache_headers(response)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def redirect_to_current(request: HttpRequest, address: str) -> HttpResponse:
    """Redirect an earlier address of a page to its current one, with the same parameters."""
    query = request.META.get("QUERY_STRING", "")
    url = address + (f"?{query}" if query else "")
    # Browsers would otherwise keep the redirect when the page gets its earlier address back.
    return HttpResponsePermanentRedirect(url, headers={"Cache-Control": "no-cache"})


@require_safe
def story_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a story. To everyone but staff, an unpublished story does not exist, under no address it ever had."""
    is_editor = may_preview(request.user, "teams.change_story")
    stories = Story.objects.with_page().select_related("team")
    story = stories.filter(slug=slug).first() or FormerSlug.objects.find_row(stories, slug)
    if story is None or not (story.is_public() or (is_editor and story.team.is_visible_to(request.user))):
        raise Http404
    preview = "" if story.is_public() else "This story is not published: only staff who are signed in can see it."
    if story.slug != slug:
        moved = redirect_to_current(request, story.get_absolute_url())
        return mark_as_preview(moved) if preview else moved
    context = page_metadata(
        request,
        story.get_absolute_url(),
        description=story.summary,
        picture=(story.image_renditions, story.image_alt),
        preview=preview,
    )
    response = render(request, "stories/story.html", {"story": story, **context})
    return mark_as_preview(response) if preview else response


@require_safe
def brand_stylesheet(request: HttpRequest, digest: str) -> HttpResponse:
    """Serve the employer's colours and headings as custom properties. The URL of earlier ones serves the current."""
    look = request.employer.look  # type: ignore[attr-defined]
    is_current = digest == stylesheet.digest(*look)
    caching = "public, max-age=31536000, immutable" if is_current else "no-cache"
    return HttpResponse(stylesheet.write(*look), content_type="text/css", headers={"Cache-Control": caching})
