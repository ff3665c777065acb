"""No page of the desk says anything in the console. It takes long because it opens all of them."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.contrib import admin
from django.urls import NoReverseMatch, reverse

from jobs.models import Posting
from jobs.publishing.transitions import TRANSITIONS
from teams.models import Pillar, SharedText
from tests.desk import make_user
from tests.factories import (
    make_employer,
    make_location,
    make_posting,
    make_story,
    make_tag,
    make_team,
    make_testimonial,
)

from .windows import Window

pytestmark = pytest.mark.django_db(transaction=True)


def addresses(posting: Posting) -> Iterator[str]:
    yield reverse("admin:index")
    for model in admin.site._registry:
        meta = model._meta
        if meta.app_label not in ("jobs", "teams"):
            continue
        route, row = f"admin:{meta.app_label}_{meta.model_name}", model._default_manager.first()
        pages = [("changelist", []), ("add", [])]
        pages += [(name, [row.pk]) for name in ("change", "history", "delete")] if row else []
        for name, arguments in pages:
            # Security events have a list alone.
            with suppress(NoReverseMatch):
                yield reverse(f"{route}_{name}", args=arguments)
    for name in ("copy", "previews"):
        yield reverse(f"admin:jobs_posting_{name}", args=[posting.pk])
    for name in TRANSITIONS:
        yield f"{reverse('admin:jobs_posting_transition', args=[name])}?chosen={posting.pk}"
    yield reverse("admin:jobs_posting_import")


def sign_in(window: Window, site: str) -> None:
    make_user("robin", "Editor", password="kites-over-lisbon")
    window.open(f"{site}/admin/login/?next=/admin/")
    for field, text in (("login", "robin"), ("password", "kites-over-lisbon")):
        window.run(f"document.querySelector('#login-form [name={field}]').value = '{text}'")
    window.click("#login-form [type=submit]")
    window.wait_for("location.pathname", "/admin/")


def test_no_page_of_the_desk_says_anything_in_the_console(window: Window, live_server: Any) -> None:
    make_employer()
    team = make_team(about="<p>We build.</p>")
    make_story(team)
    make_testimonial(team)
    make_tag("Program")
    Pillar.objects.create(team=team, title="One", body="<p>Text</p>")
    Pillar.objects.create(team=team, title="Two", body="<p>Text</p>")
    SharedText.objects.create(heading="How we hire", body="<p>Text</p>")
    posting = make_posting(team=team, locations=(make_location(),), published_from=None, sections=3)
    sign_in(window, live_server.url)
    said = {}
    visited = list(addresses(posting))
    for address in visited:
        window.messages.clear()
        window.open(live_server.url + address)
        # Editors are made after the page has loaded.
        window.wait_for(
            "[...document.querySelectorAll('textarea[data-django-prose-editor-configurable]:not([id*=__prefix__])')]"
            ".every(text => text.closest('.prose-editor')?.querySelector('.prose-menubar'))"
        )
        # An editor may not open each page. Chromium reports the status of such an answer.
        messages = [message for message in window.messages if "status of 403" not in message]
        if messages:
            said[address] = messages
    assert said == {}
    assert len(visited) > 40
