"""Lists every kind of page and state of a site, from its database. Prints them as JSON when run as a module."""

import itertools
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

import django

from .page import Page

django.setup()

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Count, Max, Sum
from django.db.models.functions import Length
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from careers.management.commands.load_demo import PASSWORD
from jobs.models import Location, Posting
from jobs.publishing.transitions import TRANSITIONS
from teams.models import Employer, Story, Team

SAVE = ("#content-main [type=submit][name=_save], #content-main .submit-row [type=submit]",)
OPEN_FILTERS = (".positions__open", ".facet:nth-of-type(3) > summary")


def public_pages(now: Any) -> Iterator[Page]:
    open_now = Posting.objects.open(now)
    by_team = {team: list(open_now.filter(team=team)) for team in Team.objects.filter(is_published=True)}
    # Of the teams with pillars, the one with the most positions.
    team = max(by_team, key=lambda team: (team.pillars.exists(), len(by_team[team])))
    address = team.get_absolute_url()
    example = by_team[team][0]

    yield Page("home", "/")
    yield Page("teams", "/teams/")
    yield Page("people", "/people/")
    yield Page("team", address)
    yield Page("team, filters open", address, clicks=OPEN_FILTERS)
    yield Page("team, filtered", f"{address}?{urlencode({'workplace': example.workplace})}")
    yield Page("team, empty", f"{address}?{urlencode(find_empty_filter(by_team[team]))}")
    yield Page("team, unknown value", f"{address}?location=atlantis")
    yield Page("team, page 2", f"{address}?page=2")
    if without_positions := [team for team in by_team if not by_team[team]]:
        yield Page("team without positions", without_positions[0].get_absolute_url())
    yield Page("all positions", "/jobs/")
    yield Page("all positions, filters open", "/jobs/", clicks=OPEN_FILTERS)
    yield Page("all positions, filtered", "/jobs/?workplace=hybrid&workplace=remote&type=full-time&level=senior")
    yield Page("all positions, sorted", "/jobs/?sort=closing")
    yield Page("all positions, empty", f"/jobs/?{urlencode(find_empty_filter(list(open_now)))}")
    yield Page("all positions, unknown value", "/jobs/?team=atlantis&tag=x")
    yield Page("all positions, page 2", "/jobs/?page=2")
    word = example.title.split()[0]
    yield Page("all positions, words", f"/jobs/?{urlencode({'q': word})}")
    yield Page("all positions, mistyped", f"/jobs/?{urlencode({'q': f'{word[:-2]}{word[-1]}'})}")
    yield Page("all positions, from a country", "/jobs/?country=DE")
    yield Page("all positions, least pay", "/jobs/?pay=60000")
    yield Page("all positions, pay not understood", "/jobs/?pay=plenty&q=%3F")
    yield Page("team, words", f"{address}?{urlencode({'q': word})}")
    yield Page("saved positions", "/jobs/saved/")

    postings = {
        "posting": open_now.filter(pay_minimum__isnull=False, closes_at__isnull=False),
        "posting, remote": open_now.filter(workplace="remote"),
        "posting, remote in countries": open_now.filter(workplace="remote").exclude(remote_countries=""),
        "posting, apply by e-mail": open_now.filter(apply_url=""),
        "posting, in another language": open_now.exclude(language="en"),
        "posting, without pay": open_now.filter(pay_minimum__isnull=True, pay_maximum__isnull=True),
    }
    for name, queryset in postings.items():
        if posting := queryset.first():
            yield Page(name, posting.get_absolute_url())
    for reason in ["", *Posting.ClosingReason.values]:
        if posting := Posting.objects.closed(now).filter(closing_reason=reason).first():
            yield Page(f"closed posting {reason}".strip(), posting.get_absolute_url(), status=410)
    place = Location.objects.filter(postings__in=open_now).first()
    yield Page("place", place.get_absolute_url())
    story = Story.objects.filter(is_published=True, team__is_published=True, url="").first()
    yield Page("story", story.get_absolute_url())
    yield Page("not found", "/nowhere/", status=404)
    yield Page("style guide", "/styleguide/")
    yield Page("page past the end", "/jobs/?page=999", status=404)


def hard_pages(now: Any) -> Iterator[Page]:
    """Yield the pages of imported postings that are hardest to lay out."""
    open_now = Posting.objects.open(now)
    hardest = {
        "longest title": open_now.order_by(Length("title").desc()),
        "longest section": open_now.annotate(longest=Max(Length("sections__body"))).order_by("-longest"),
        "longest text": open_now.annotate(length=Sum(Length("sections__body"))).order_by("-length"),
        "most sections": open_now.annotate(parts=Count("sections")).order_by("-parts"),
        "most places": open_now.annotate(places=Count("locations")).order_by("-places"),
        "paid by the hour": open_now.filter(pay_period="hour"),
        "highest pay": open_now.filter(pay_maximum__isnull=False).order_by("-pay_maximum"),
    }
    for name, queryset in hardest.items():
        if posting := queryset.first():
            yield Page(f"hard: {name}", posting.get_absolute_url())
            yield Page(f"hard: team of the {name}", posting.team.get_absolute_url())
    longest_name = Location.objects.filter(postings__in=open_now).order_by(Length("name").desc()).first()
    yield Page("hard: longest place", longest_name.get_absolute_url())
    yield Page("hard: last page", f"/jobs/?page={-(-open_now.count() // 20)}")


def error_pages() -> Iterator[Page]:
    for status in (500, 503):
        yield Page(f"error {status}", f"/audited-{status}/", status=status, html=render_to_string(f"{status}.html"))


def desk_pages(recruiter: Any, now: Any) -> Iterator[Page]:
    """Yield the pages of the admin that the demo's recruiter may open, and the previews."""
    request = RequestFactory().get("/")
    request.user, request.employer = recruiter, Employer.objects.get()
    login = reverse("admin:login")
    yield Page("desk: login", login)
    yield Page("desk: login refused", login, clicks=("[type=submit]",), sends=True)
    yield Page("desk: forgotten password", reverse("account_reset_password"))
    yield Page("desk: forgotten password asked for", reverse("account_reset_password_done"))
    yield Page("desk: link that does not work", reverse("one_time_link", args=["x"]), status=410)
    yield Page("desk: index", reverse("admin:index"), signed_in=True)
    yield Page("desk: password", reverse("admin:password_change"), signed_in=True)
    yield Page("desk: password refused", reverse("admin:password_change"), signed_in=True, clicks=SAVE, sends=True)
    yield Page("desk: signing in", reverse("mfa_index"), signed_in=True)
    yield Page("desk: app", reverse("mfa_activate_totp"), signed_in=True)
    yield Page("desk: app refused", reverse("mfa_activate_totp"), signed_in=True, clicks=SAVE, sends=True)
    yield Page("desk: passkey", reverse("mfa_add_webauthn"), signed_in=True)
    yield Page("desk: confirm", reverse("account_reauthenticate"), signed_in=True)
    yield Page("desk: sign out", reverse("account_logout"), signed_in=True)
    for label in ("teams", "jobs"):
        yield Page(f"desk: {label}", reverse("admin:app_list", args=[label]), signed_in=True)
    for model, site in admin.site._registry.items():
        if not site.has_view_permission(request):
            continue
        name = f"desk: {model._meta.verbose_name}"
        route = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield Page(f"{name} list", reverse(f"{route}_changelist"), signed_in=True)
        if site.search_fields:
            yield Page(f"{name} list, nothing found", reverse(f"{route}_changelist") + "?q=atlantis", signed_in=True)
        if site.has_add_permission(request):
            add = reverse(f"{route}_add")
            yield Page(f"{name} add", add, signed_in=True)
            yield Page(f"{name} add, refused", add, signed_in=True, clicks=SAVE, sends=True)
        if row := site.get_queryset(request).first():
            yield Page(f"{name} change", reverse(f"{route}_change", args=[row.pk]), signed_in=True)
            yield Page(f"{name} history", reverse(f"{route}_history", args=[row.pk]), signed_in=True)
            if hasattr(row, "history") and (record := row.history.first()):
                version = reverse(f"{route}_simple_history", args=[row.pk, record.pk])
                yield Page(f"{name} earlier version", version, signed_in=True)
        rows = model._default_manager.all()[:200]
        deletable = (row for row in rows if site.has_delete_permission(request, row))
        if row := next(deletable, None):
            yield Page(f"{name} delete", reverse(f"{route}_delete", args=[row.pk]), signed_in=True)
    yield Page("desk: another name", f"{reverse('admin:jobs_location_also_called')}?words=lissabon", signed_in=True)
    yield from transition_pages(" ".join(str(posting.pk) for posting in Posting.objects.order_by("pk")[:60]))
    for name, queryset in {
        "draft": Posting.objects.drafts().filter(team__is_published=True),
        "scheduled posting": Posting.objects.scheduled(now),
        "hidden posting": Posting.objects.hidden(),
    }.items():
        if posting := queryset.first():
            yield Page(f"preview: {name}", posting.get_absolute_url(), signed_in=True)
    # Last, because it ends the session.
    yield Page("desk: signed out", reverse("admin:index"), signed_in=True, clicks=("#logout-form button",), sends=True)


def transition_pages(chosen: str) -> Iterator[Page]:
    """Yield the pages of transitions, copies and previews. Nothing is changed."""
    for name in TRANSITIONS:
        address = f"{reverse('admin:jobs_posting_transition', args=[name])}?chosen={chosen.replace(' ', '+')}"
        yield Page(f"desk: {name}", address, signed_in=True)
        if name in ("schedule", "extend"):
            yield Page(f"desk: {name} refused", address, signed_in=True, clicks=("[name=look]",), sends=True)
    posting = Posting.objects.drafts().first() or Posting.objects.get()
    for name in ("copy", "previews"):
        yield Page(f"desk: {name}", reverse(f"admin:jobs_posting_{name}", args=[posting.pk]), signed_in=True)
    copy = reverse("admin:jobs_posting_copy", args=[posting.pk])
    yield Page("desk: copy refused", copy, signed_in=True, clicks=("#copy_form [type=submit]",), sends=True)
    yield Page(
        "desk: preview with a link",
        reverse("admin:jobs_posting_previews", args=[posting.pk]),
        signed_in=True,
        clicks=("[name=make]",),
        sends=True,
    )


def find_empty_filter(postings: list[Any]) -> dict[str, str]:
    """Return two filter values that each match some posting, but never the same one."""
    values = {
        posting: [
            *[("type", employment_type) for employment_type in posting.employment_types],
            *[("location", place.slug) for place in posting.locations.all()],
            *[("tag", tag.slug) for tag in posting.tags.all()],
            *([("level", posting.level)] if posting.level else []),
            ("workplace", posting.workplace),
        ]
        for posting in postings
    }
    all_values = sorted(set(itertools.chain(*values.values())))
    pairs = {pair for posting_values in values.values() for pair in itertools.permutations(posting_values, 2)}
    for first, second in itertools.combinations(all_values, 2):
        if first[0] != second[0] and (first, second) not in pairs:
            return dict([first, second])
    raise LookupError("Every pair of values matches a posting, so no filter is empty.")


def main() -> None:
    now = timezone.now()
    recruiter = User.objects.get(username="editor")
    imported = hard_pages(now) if "--hard" in sys.argv else ()
    pages = [*public_pages(now), *imported, *error_pages(), *desk_pages(recruiter, now)]
    print(json.dumps({"username": recruiter.username, "password": PASSWORD, "pages": [asdict(page) for page in pages]}))


if __name__ == "__main__":
    main()
