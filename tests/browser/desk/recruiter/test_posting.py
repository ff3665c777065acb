"""A posting at the desk, by mouse, by keyboard and on a phone."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from playwright.sync_api import Browser, expect

from jobs.models import Decision, Posting
from tests.browser.desk.input_methods import Mouse
from tests.factories import make_posting

from .window import Desk, album, posting_fields, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_recruiter_writes_previews_and_publishes_a_posting(desk: Desk, browser: Browser, live_server: Any) -> None:
    page, device = desk.page, desk.device
    desk.follow("Postings", "postings")
    desk.follow("Add posting", "new-posting")
    device.write(desk.field("Title"), "Cartographer in Lisbon!")
    device.write(desk.field("Reference"), "KW-1")
    device.tick(page.get_by_role("radio", name="Backend"))
    device.tick(page.get_by_role("group", name="Places").get_by_label("Lisbon"))
    device.tick(page.get_by_role("group", name="Employment types").get_by_label("Full time"))
    device.write(desk.field("Address to apply at"), "https://apply.example.com/1")
    device.write(desk.field("Heading"), "What you will do")
    device.write(page.get_by_role("textbox", name="Text: What you will do"), "You draw maps of the seats.")
    desk.send("Save and continue editing", "draft")
    posting = Posting.objects.get(reference="KW-1")
    assert posting.status() == "draft"
    expect(page.get_by_text("Before you publish")).to_be_visible()

    desk.follow("Share a preview", "preview")
    device.choose(page.get_by_label("Valid for"), "30 days")
    desk.send("Make a link", "preview-link")
    address = page.get_by_label("Address to copy").input_value()
    guest = browser.new_context().new_page()
    response = guest.goto(address.replace(settings.SITE_URL, live_server.url))
    assert response is not None
    assert response.status == 200
    assert "no-store" in response.headers["cache-control"]
    expect(guest.get_by_role("heading", name="Cartographer in Lisbon!")).to_be_visible()
    guest.context.close()
    desk.send(re.compile("^Revoke"), "preview-link-revoked")

    page.goto(f"/admin/jobs/posting/{posting.pk}/change/")
    device.write(desk.field("Title"), "Cartographer")
    desk.send("Save and continue editing", "title-corrected")
    desk.follow("Publish now", "publish")
    desk.send("Publish now", "publish-without-a-reason")
    device.write(page.get_by_label("Why publish anyway?"), "Works council decides on the pay in May.")
    desk.send("Publish now", "published")
    desk.expect_message("Published 1 posting.")
    posting.refresh_from_db()
    assert posting.is_open()
    assert {(decision.decided_by.username, decision.reason) for decision in Decision.objects.all()} == {
        ("rita", "Works council decides on the pay in May.")
    }


def test_recruiter_extends_closes_reopens_and_copies_a_posting(desk: Desk) -> None:
    posting = make_posting("Engineer", reference="KW-2", **posting_fields())
    page, device = desk.page, desk.device
    page.goto(f"/admin/jobs/posting/{posting.pk}/change/")

    desk.follow("Extend", "extend")
    device.set_day(page.get_by_label("Day"), "2036-06-30")
    desk.send("Show what will happen", "extend-planned")
    expect(page.get_by_text("30 June 2036")).to_be_visible()
    desk.send(re.compile("^Extend"), "extended")
    page.goto(f"/admin/jobs/posting/{posting.pk}/change/")
    desk.follow("Close", "close")
    device.tick(page.get_by_label("Filled"))
    desk.send(re.compile("^Close"), "closed")
    posting.refresh_from_db()
    assert (posting.status(), posting.closing_reason) == ("closed", "filled")
    page.goto(f"/admin/jobs/posting/{posting.pk}/change/")
    desk.follow("Reopen", "reopen")
    if desk.page.get_by_label("Why publish anyway?").count():
        device.write(page.get_by_label("Why publish anyway?"), "Because.")
    desk.send(re.compile("^Reopen"), "reopened")
    posting.refresh_from_db()
    assert (posting.status(), posting.closing_reason) == ("open", "")

    page.goto(f"/admin/jobs/posting/{posting.pk}/change/")
    desk.follow("Copy", "copy")
    device.write(page.get_by_label("Reference"), "KW-3")
    device.tick(page.get_by_label("Porto"))
    desk.send(re.compile("Make the copy|Make 1"), "copied")
    copy = Posting.objects.get(reference="KW-3")
    assert (copy.status(), copy.sections.count(), copy.locations.count()) == ("draft", 1, 2)


def test_recruiter_resolves_a_conflict_and_restores_a_version(desk: Desk) -> None:
    posting = make_posting("Engineer", **posting_fields())
    page, device = desk.page, desk.device
    page.goto(f"/admin/jobs/posting/{posting.pk}/change/")
    device.write(desk.field("Title"), "Engineer, tickets")
    other = Posting.objects.get(pk=posting.pk)
    other.title, other.level = "Ticket engineer", "senior"
    other.save()

    desk.send("Save and continue editing", "conflict")

    title = page.get_by_role("group", name="Title")
    expect(title).to_contain_text("Ticket engineer")
    expect(title).to_contain_text("Engineer, tickets")
    expect(page.get_by_text("Someone else changed the experience level meanwhile: kept.")).to_be_visible()
    device.tick(title.get_by_label("Keep what you typed"))
    desk.send("Save and continue editing", "decided")
    posting.refresh_from_db()
    assert (posting.title, posting.level) == ("Engineer, tickets", "senior")

    desk.follow("History", "history")
    with page.expect_navigation():
        device.press(page.locator("#change-history a").nth(1))
    desk.check("earlier-version")
    desk.send("Restore this version", "restored")
    posting.refresh_from_db()
    assert posting.title == "Ticket engineer"


def test_recruiter_corrects_and_publishes_a_posting_on_a_phone(
    live_server: Any, browser: Browser, recruiter: User
) -> None:
    posting = make_posting("Cartografer", **(posting_fields() | {"published_from": None}))
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, base_url=live_server.url, bypass_csp=True, has_touch=True
    )
    page = context.new_page()
    desk = Desk(page, Mouse(page), album("phone"))
    sign_in(desk)
    desk.follow(re.compile("Drafts to finish"), "drafts")
    desk.follow(re.compile("^Cartografer"), "posting")
    desk.device.write(desk.field("Title"), "Cartographer")
    desk.send("Save and continue editing", "corrected")
    desk.follow("Publish now", "publish")
    if page.get_by_label("Why publish anyway?").count():
        desk.device.write(page.get_by_label("Why publish anyway?"), "Because.")
    desk.send("Publish now", "published")
    posting.refresh_from_db()
    assert (posting.title, posting.is_open()) == ("Cartographer", True)
    context.close()
