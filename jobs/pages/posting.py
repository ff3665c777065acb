"""The page of one posting: open, closed, or a preview of what is not public."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from jobs.finding.selection import Selection
from jobs.models import Posting, PreviewLink, local_time, pay
from jobs.models.preview_link import PARAMETER
from jobs.publishing import changelog
from teams.models import Testimonial
from teams.pages.metadata import page_metadata, plain
from teams.pages.views import mark_as_preview, may_preview

from . import structured_data
from .applying import apply_address
from .cards import cards
from .shared_texts import texts_under

SIMILAR = 3
PUBLIC = (Posting.Status.OPEN, Posting.Status.CLOSED)


@require_safe
def posting_page(request: HttpRequest, path: str) -> HttpResponse:
    """One posting while it is open; once closed, a page that still helps; before that, nothing.

    What is not public is shown to staff of its team and to who has a preview link of this very posting. To
    everyone else it answers exactly as one that never existed, before any redirect.
    """
    now = timezone.now()
    posting = Posting.objects.with_ids().select_related("team").filter(pk=int(path.split("-")[0])).first()
    status = posting.status(now) if posting else None
    preview = "" if status in PUBLIC else _preview_reason(request, posting, now)
    if posting is None or not (status in PUBLIC or preview):
        raise Http404
    if path != posting.path:
        response: HttpResponse = _redirect(request, posting)
    else:
        is_closed = status == Posting.Status.CLOSED
        template = "jobs/closed.html" if is_closed else "jobs/posting.html"
        response = render(
            request, template, posting_context(request, posting, now, preview), status=410 if is_closed else 200
        )
    if preview:
        mark_as_preview(response)
        # The address may hold a token, which the sites linked to must not learn.
        response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _preview_reason(request: HttpRequest, posting: Posting | None, now: dt.datetime) -> str:
    """Why a posting that is not public is shown to this visitor, as HTML for the ribbon; "" if it must not be.

    Asks the same whether or not there is a posting, so that not even a header tells.
    """
    staff = may_preview(request.user, "jobs.change_posting")
    token = request.GET.get(PARAMETER, "")
    if posting is None:
        return ""
    status = posting.status(now).label
    if staff and posting.team.is_visible_to(request.user):
        edit = reverse("admin:jobs_posting_change", args=[posting.pk])
        return format_html(
            '{}: only staff who look after its team can see this page. <a href="{}">Edit</a>', status, edit
        )
    link = PreviewLink.objects.opening(posting, token, now) if token else None
    if link is None:
        return ""
    zone = posting.zone(request.employer)  # type: ignore[attr-defined]
    return f"{status}, not public. This link ends on {local_time.opening_in_words(link.expires_at, zone)}."


def _redirect(request: HttpRequest, posting: Posting) -> HttpResponse:
    query = request.META.get("QUERY_STRING", "")
    address = posting.get_absolute_url() + (f"?{query}" if query else "")
    return HttpResponsePermanentRedirect(address, headers={"Cache-Control": "no-cache"})


def posting_context(request: HttpRequest, posting: Posting, now: dt.datetime, preview: str = "") -> dict[str, Any]:
    """What the page of a posting shows at that moment. `preview`: why it is shown though it is not public."""
    employer = request.employer  # type: ignore[attr-defined]
    status = posting.status(now)
    open_ones = Selection.open(request, now)
    open_ones.label(posting)
    rates = open_ones.index.rates
    texts = texts_under(posting)
    context = page_metadata(
        request,
        posting.get_absolute_url(),
        description=next((plain(text.body) for text in texts if not text.is_shared), posting.title),
        picture=posting.team.image_renditions,
        robots="noindex" if status == Posting.Status.CLOSED or preview else "",
        preview=preview,
    )
    if preview:
        # There is no address yet at which a search engine may find it.
        context["canonical"] = ""
    return context | {
        "posting": posting,
        "sections": texts,
        "about_pay": pay.about(posting, rates),
        "rate_date": pay.rate_date(posting, rates),
        "cards": cards(open_ones.similar(posting, SIMILAR), employer, rates=rates),
        "testimonial": Testimonial.objects.shown(employer.today(now)).filter(team=posting.team).first(),
        "apply_href": apply_address(posting),
        "changes": changelog.lines(posting, employer),
        "json_ld": structured_data.script(posting, employer, texts) if status == Posting.Status.OPEN else "",
    }
