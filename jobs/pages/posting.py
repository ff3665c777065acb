"""The page of one posting: open, closed, or a preview."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from jobs.finding.index_cache import leave_out_unreadable
from jobs.finding.selection import Selection
from jobs.models import Posting, PreviewLink, local_time, pay
from jobs.models.preview_link import PARAMETER
from jobs.publishing import changelog
from teams.models import Testimonial
from teams.pages.metadata import page_metadata, to_plain_text
from teams.pages.views import mark_as_preview, may_preview, redirect_to_current

from . import structured_data, way_back
from .applying import find_application
from .cards import cards
from .deadlines import describe_days_left
from .shared_texts import Text, texts_under

SIMILAR = 3
PUBLIC = (Posting.Status.OPEN, Posting.Status.CLOSED)


@require_safe
def posting_page(request: HttpRequest, path: str) -> HttpResponse:
    """Show one posting. `path`: its id, and the slug of its title.

    Open: 200. Closed: 410, with similar positions. Draft, scheduled or hidden: a preview for staff of its team
    and for visitors with a preview link, and for everyone else the 404 of a posting that never existed. The 404
    comes before the redirects, to the current slug and from a preview link to the public page, so that no redirect
    reveals that the posting exists.
    """
    now = timezone.now()
    postings = leave_out_unreadable(Posting.objects.with_ids().select_related("team"))
    posting = postings.filter(pk=int(path.split("-")[0])).first()
    status = posting.status(now) if posting else None
    preview = "" if status in PUBLIC else _preview_reason(request, posting, now)
    if posting is None or not (status in PUBLIC or preview):
        raise Http404
    if status in PUBLIC and PARAMETER in request.GET:
        # A preview link has ended. Nothing of it stays in the address.
        return HttpResponsePermanentRedirect(posting.get_absolute_url(), headers={"Cache-Control": "no-cache"})
    if path != posting.path:
        response: HttpResponse = redirect_to_current(request, posting.get_absolute_url())
    else:
        is_closed = status == Posting.Status.CLOSED
        template = "jobs/closed.html" if is_closed else "jobs/posting.html"
        response = render(
            request, template, posting_context(request, posting, now, preview), status=410 if is_closed else 200
        )
    if preview:
        mark_as_preview(response)
        # The address may hold the token of a preview link. Linked sites must not receive it.
        response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _preview_reason(request: HttpRequest, posting: Posting | None, now: dt.datetime) -> str:
    """Return why this visitor may see a posting that is not public, as HTML; "" if they may not.

    It reads the session whether or not the posting exists, so that response headers do not tell the difference.
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
    link = PreviewLink.objects.for_token(posting, token, now) if token else None
    if link is None:
        return ""
    zone = posting.zone(request.employer)  # type: ignore[attr-defined]
    return f"{status}, not public. This link ends on {local_time.format_opening(link.expires_at, zone)}."


def posting_context(
    request: HttpRequest, posting: Posting, now: dt.datetime, preview: str = "", unsaved: list[Text] | None = None
) -> dict[str, Any]:
    """Return what the page of a posting shows at `now`.

    `preview`: why the visitor may see it, if it is not public. `unsaved`: its texts, if it is not stored like that; its
    lists of locations and tags are set then, too.
    """
    employer = request.employer  # type: ignore[attr-defined]
    status = posting.status(now)
    all_open = Selection.open(request, now)
    if unsaved is None:
        all_open.index.attach_relations(posting)
    rates = all_open.index.rates
    texts = texts_under(posting) if unsaved is None else unsaved
    back = way_back.read(request, all_open)
    context = page_metadata(
        request,
        posting.get_absolute_url(),
        description=next((to_plain_text(text.body) for text in texts if not text.is_shared), posting.title),
        picture=(posting.team.image_renditions, posting.team.image_alt),
        robots="noindex" if status == Posting.Status.CLOSED or preview else "",
        preview=preview,
    )
    if preview:
        # A posting that is not public has no address for search engines.
        context["canonical"] = ""
    return context | {
        "posting": posting,
        "back": back and f"{back}#{way_back.name_row(posting.pk)}",
        "sections": texts,
        "about_pay": pay.format_converted_pay(posting, rates),
        "rate_date": pay.get_rate_date(posting, rates),
        "cards": cards(
            all_open.similar(posting, SIMILAR), employer, rates=rates, query=way_back.make_query(back), at=now
        ),
        "testimonial": Testimonial.objects.shown(employer.today(now)).filter(team=posting.team).first(),
        "application": find_application(posting),
        "days_left": describe_days_left(posting.closes_at, posting.zone(employer), now),
        "changes": changelog.describe_changes(posting, employer),
        "json_ld": structured_data.script(posting, employer, texts) if status == Posting.Status.OPEN else "",
    }
