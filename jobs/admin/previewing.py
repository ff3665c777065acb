"""The preview page of a posting: links for people without an account, and how it looks on other sites."""

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
from django.forms import Script
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from js_asset import Media

from jobs.models import Posting, PreviewLink, local_time, pay
from jobs.models.preview_link import creator_may_see
from jobs.pages import structured_data
from jobs.pages.feeds import PostingFeed
from jobs.pages.posting import PUBLIC, posting_context
from teams.pages.metadata import absolute_url

from .shortcuts import get_posting_or_404

MAX_ENDED_LINKS = 10


class LinkForm(forms.Form):
    days = forms.TypedChoiceField(
        label="Valid for",
        coerce=int,
        choices=[(1, "1 day"), (7, "7 days"), (30, "30 days")],
        initial=7,
        help_text="Anyone with the link sees the current version of the posting, without an account.",
    )


def preview_view(desk: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """Show the previews; on POST, make or revoke a link."""
    if not desk.has_change_permission(request):
        raise PermissionDenied
    posting = get_posting_or_404(desk, request, object_id)
    is_public = posting.status() in PUBLIC
    form = LinkForm(request.POST if "make" in request.POST else None, label_suffix="")
    if request.method == "POST":
        if "revoke" in request.POST:
            _revoke_link(desk, request, posting)
        elif is_public:
            desk.message_user(request, "The posting is public: send its address instead.", messages.WARNING)
        elif form.is_valid():
            _make_link(desk, request, posting, form.cleaned_data["days"])
        return HttpResponseRedirect(request.path)
    context = {
        **desk.admin_site.each_context(request),
        "title": f"Preview: {posting}",
        "crumb": "Preview",
        "opts": desk.opts,
        "single": posting,
        "media": Media(js=[Script("js/admin/copying.js", type="module")]),
        "form": form,
        "is_public": is_public,
        "address": absolute_url(posting.get_absolute_url()),
        **_links(request, posting),
        **_external_previews(request, posting),
    }
    response = render(request, "admin/jobs/posting/preview.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def _make_link(desk: Any, request: HttpRequest, posting: Posting, days: int) -> None:
    expires, user = timezone.now() + dt.timedelta(days=days), cast(User, request.user)
    PreviewLink.objects.create(posting=posting, created_by=user, expires_at=expires)
    desk.message_user(request, "Link made. Copy its address below.", messages.SUCCESS)


def _revoke_link(desk: Any, request: HttpRequest, posting: Posting) -> None:
    number = request.POST["revoke"]
    links = posting.preview_links.valid()
    revoked = number.isdecimal() and len(number) <= 18 and links.filter(pk=number).update(revoked_at=timezone.now())
    text = "Link revoked. It no longer shows the posting." if revoked else "That link has ended."
    desk.message_user(request, text, messages.SUCCESS if revoked else messages.WARNING)


def _links(request: HttpRequest, posting: Posting) -> dict[str, Any]:
    """The links that show the posting, and the latest links that have ended."""
    zone, now = posting.zone(request.employer), timezone.now()  # type: ignore[attr-defined]
    rows = list(posting.preview_links.select_related("created_by"))
    users = {link.created_by_id: link.created_by for link in rows}
    may_share = {pk: creator_may_see(user, posting) for pk, user in users.items()}
    published = {link.pk for link in rows if link.is_ended_by_publication(posting, now)}
    links = [
        {
            "pk": link.pk,
            "address": absolute_url(link.get_absolute_url()),
            "author": _author_name(link.created_by),
            "ends": local_time.format_opening(link.revoked_at or link.expires_at, zone),
            "revoked": link.revoked_at is not None,
            "published": link.pk in published,
            "orphaned": link.revoked_at is None and link.expires_at > now,
            "valid": link.revoked_at is None
            and link.expires_at > now
            and link.pk not in published
            and may_share[link.created_by_id],
        }
        for link in rows
    ]
    ended = [link for link in links if not link["valid"]]
    return {"links": [link for link in links if link["valid"]], "ended": ended[:MAX_ENDED_LINKS]}


def _author_name(user: Any) -> str:
    return (user.get_full_name() or str(user)) if user else "a former user"


def _external_previews(request: HttpRequest, posting: Posting) -> dict[str, Any]:
    """What a search engine, a feed reader and a social network show, made from the data that each of them gets."""
    now = timezone.now()
    context = posting_context(request, posting, now)
    head = HeadParser(render_to_string("jobs/posting.html", context, request))
    data = structured_data.job_posting(posting, request.employer, context["sections"])  # type: ignore[attr-defined]
    feed = PostingFeed()
    return {
        "head": head,
        "social": {
            "site_name": head.meta["og:site_name"],
            "title": head.meta["og:title"],
            "description": head.meta.get("og:description", ""),
            # The content security policy allows pictures of the page's own host only.
            "picture": head.meta.get("og:image", "").removeprefix(settings.SITE_URL),
        },
        "data": data,
        "facts": _facts(posting, data, posting.zone(request.employer)),  # type: ignore[attr-defined]
        "data_text": json.dumps(data, ensure_ascii=False, indent=2),
        "entry": {
            "title": feed.item_title(posting),
            "summary": feed.item_description(posting),
            "link": feed.item_link(posting),
        },
    }


def _facts(posting: Posting, data: dict[str, Any], zone: zoneinfo.ZoneInfo) -> dict[str, str]:
    """The structured data in words."""
    opened, closes = posting.first_opened, posting.closes_at
    facts = {
        "Posted": date_format(local_time.to_day_and_time(opened, zone)[0], "j F Y")
        if opened
        else "the moment it is published",
        "Open until": local_time.format_end(closes, zone) if closes else "",
        # Structured data leaves out pay with only one amount.
        "Pay": pay.format_pay(posting) if "baseSalary" in data else "",
        "Where": _where(posting, data),
        "Employment": ", ".join(posting.employment_type_labels),
    }
    return {name: words or "not stated" for name, words in facts.items()}


def _where(posting: Posting, data: dict[str, Any]) -> str:
    parts = [", ".join(place.name for place in posting.location_list)]
    if "jobLocationType" in data:
        countries = [country["name"] for country in data["applicantLocationRequirements"]]
        parts.append(f"Remote: {f'{len(countries)} countries' if posting.remote_anywhere else ', '.join(countries)}")
    return "; ".join(filter(None, parts))


class HeadParser(HTMLParser):
    """The `title` of a page, and its `meta` elements by name."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.title, self.meta, self._in_title = "", {}, False  # type: str, dict[str, str], bool
        self.feed(html.partition("<body>")[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self._in_title = tag == "title"
        if tag == "meta" and (name := attributes.get("name") or attributes.get("property")):
            self.meta[name] = attributes.get("content") or ""
        if tag == "link" and attributes.get("rel") == "canonical":
            self.meta["canonical"] = attributes.get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
