"""The page of a posting's previews: links for people without an account, and how it will look elsewhere."""

import datetime as dt
import json
import zoneinfo
from html.parser import HTMLParser
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format

from jobs.models import local_time, pay
from jobs.pages import structured_data
from jobs.pages.feeds import PostingFeed
from jobs.pages.posting import PUBLIC, posting_context
from teams.pages.metadata import absolute_url

from ..models import Posting, PreviewLink
from ..models.preview_link import may_show
from .rows import posting_of

# Links that are over and still listed.
ENDED = 10


class LinkForm(forms.Form):
    days = forms.TypedChoiceField(
        label="Valid for",
        coerce=int,
        choices=[(1, "1 day"), (7, "7 days"), (30, "30 days")],
        initial=7,
        help_text="Whoever has the link sees the posting as it is then, without an account.",
    )


def page(desk: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """The page of previews; makes or revokes a link when it comes back."""
    if not desk.has_change_permission(request):
        raise PermissionDenied
    posting = posting_of(desk, request, object_id)
    is_public = posting.status() in PUBLIC
    form = LinkForm(request.POST if "make" in request.POST else None, label_suffix="")
    if request.method == "POST":
        if "revoke" in request.POST:
            _revoke(desk, request, posting)
        elif is_public:
            desk.message_user(request, "The posting is public: send its address instead.", messages.WARNING)
        elif form.is_valid():
            _make(desk, request, posting, form.cleaned_data["days"])
        return HttpResponseRedirect(request.path)
    context = {
        **desk.admin_site.each_context(request),
        "title": f"Preview: {posting}",
        "crumb": "Preview",
        "opts": desk.opts,
        "single": posting,
        "form": form,
        "is_public": is_public,
        "address": absolute_url(posting.get_absolute_url()),
        **_links(request, posting),
        **_elsewhere(request, posting),
    }
    response = render(request, "admin/jobs/posting/preview.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def _make(desk: Any, request: HttpRequest, posting: Posting, days: int) -> None:
    expires, user = timezone.now() + dt.timedelta(days=days), cast(User, request.user)
    PreviewLink.objects.create(posting=posting, created_by=user, expires_at=expires)
    desk.message_user(request, "The link is made: copy its address below.", messages.SUCCESS)


def _revoke(desk: Any, request: HttpRequest, posting: Posting) -> None:
    number = request.POST["revoke"]
    links = posting.preview_links.valid()
    revoked = number.isdecimal() and len(number) <= 18 and links.filter(pk=number).update(revoked_at=timezone.now())
    said = "The link is revoked: nobody sees the posting through it any more." if revoked else "That link is over."
    desk.message_user(request, said, messages.SUCCESS if revoked else messages.WARNING)


def _links(request: HttpRequest, posting: Posting) -> dict[str, Any]:
    """The links that still open the posting, and the latest of those that are over."""
    zone, now = posting.zone(request.employer), timezone.now()  # type: ignore[attr-defined]
    rows = list(posting.preview_links.select_related("created_by"))
    makers = {link.created_by_id: link.created_by for link in rows}
    may = {pk: may_show(maker, posting) for pk, maker in makers.items()}
    links = [
        {
            "pk": link.pk,
            "address": absolute_url(link.get_absolute_url()),
            "by": _name(link.created_by),
            "ends": local_time.format_opening(link.revoked_at or link.expires_at, zone),
            "revoked": link.revoked_at is not None,
            "orphaned": link.revoked_at is None and link.expires_at > now,
            "valid": link.revoked_at is None and link.expires_at > now and may[link.created_by_id],
        }
        for link in rows
    ]
    over = [link for link in links if not link["valid"]]
    return {"links": [link for link in links if link["valid"]], "over": over[:ENDED]}


def _name(user: Any) -> str:
    return (user.get_full_name() or str(user)) if user else "somebody who has left"


def _elsewhere(request: HttpRequest, posting: Posting) -> dict[str, Any]:
    """What a search engine, a feed reader and a social network would show, from what each of them is given."""
    now = timezone.now()
    context = posting_context(request, posting, now)
    head = Head(render_to_string("jobs/posting.html", context, request))
    data = structured_data.job_posting(posting, request.employer, context["sections"])  # type: ignore[attr-defined]
    feed = PostingFeed()
    return {
        "head": head,
        "social": {
            "site_name": head.meta["og:site_name"],
            "title": head.meta["og:title"],
            "description": head.meta.get("og:description", ""),
            # The policy lets a page show pictures of the host it is read at alone.
            "picture": head.meta.get("og:image", "").removeprefix(settings.SITE_URL),
        },
        "data": data,
        "facts": _facts(posting, data, posting.zone(request.employer)),  # type: ignore[attr-defined]
        "data_text": json.dumps(data, ensure_ascii=False, indent=2),
        "entry": {
            "title": feed.item_title(posting),
            "summary": feed.item_description(posting),
            "link": feed.item_link(posting),
            "published": feed.item_pubdate(posting),
        },
    }


def _facts(posting: Posting, data: dict[str, Any], zone: zoneinfo.ZoneInfo) -> dict[str, str]:
    """What a search engine is told, in words for people."""
    opened, closes = posting.first_opened, posting.closes_at
    facts = {
        "Posted": date_format(local_time.to_day_and_time(opened, zone)[0], "j F Y")
        if opened
        else "the moment it is published",
        "Open until": local_time.format_end(closes, zone) if closes else "",
        # Of pay that has one end only it is told nothing.
        "Pay": pay.format_pay(posting) if "baseSalary" in data else "",
        "Where": _where(posting, data),
        "Employment": ", ".join(posting.employment_type_labels),
    }
    return {name: words or "not stated" for name, words in facts.items()}


def _where(posting: Posting, data: dict[str, Any]) -> str:
    parts = [", ".join(place.name for place in posting.places)]
    if "jobLocationType" in data:
        countries = (one["name"] for one in data["applicantLocationRequirements"])
        parts.append(f"Remote: {'anywhere' if posting.remote_anywhere else ', '.join(countries)}")
    return "; ".join(filter(None, parts))


class Head(HTMLParser):
    """What machines read of a page: its `title`, and by name its `meta`."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.title, self.meta, self._in_title = "", {}, False  # type: str, dict[str, str], bool
        self.feed(html.partition("<body>")[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._in_title = tag == "title"
        if tag == "meta" and (name := given.get("name") or given.get("property")):
            self.meta[name] = given.get("content") or ""
        if tag == "link" and given.get("rel") == "canonical":
            self.meta["canonical"] = given.get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
