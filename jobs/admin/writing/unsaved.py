"""A preview of a posting as it is typed, without saving it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jobs.admin.shortcuts import get_posting_or_404
from jobs.models import Posting
from jobs.pages.posting import posting_context
from jobs.pages.shared_texts import Text
from teams.models import SharedText
from teams.pages.views import mark_as_preview

BUTTON = "_preview"
NOTE = "Preview of what you have typed. It is not saved."


def preview_unsaved(desk: Any, request: HttpRequest, object_id: str | None) -> HttpResponse:
    """Show the page of the posting that the submitted form describes. Nothing is written.

    The check before publishing is not asked. Values that cannot be shown are named instead.
    """
    stored = get_posting_or_404(desk, request, object_id) if object_id else None
    if not (desk.has_change_permission(request, stored) if stored else desk.has_add_permission(request)):
        raise PermissionDenied
    form = desk.get_form(request, stored, change=stored is not None)(request.POST, request.FILES, instance=stored)
    form.is_preview = True
    if form.is_valid():
        response = _render_page(request, form)
    else:
        named = {str(form[name].label) if name in form.fields else "": errors for name, errors in form.errors.items()}
        context = {
            **desk.admin_site.each_context(request),
            "title": "No preview yet",
            "opts": desk.opts,
            "single": stored,
            "named": named,
        }
        response = render(request, "admin/jobs/posting/no_preview.html", context)
    return mark_as_preview(response)


def _render_page(request: HttpRequest, form: Any) -> HttpResponse:
    posting: Posting = form.instance
    places, labels = form.cleaned_data["locations"], form.cleaned_data["tags"]
    for place in places:
        # A place that would be added has no page yet, but it needs an address.
        place.slug = place.slug or "new"
    posting.location_list = sorted(places, key=lambda place: (place.name, place.pk))
    posting.tag_list = sorted(labels, key=lambda tag: tag.name)
    shared = SharedText.objects.for_team(posting.team_id).order_by("position", "pk").values_list("heading", "body")
    texts = [Text(False, *section) for section in form.get_sections()] + [Text(True, *text) for text in shared]
    context = posting_context(request, posting, timezone.now(), NOTE, texts)
    return render(request, "jobs/posting.html", context)
