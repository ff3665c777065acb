"""A team's page and its shared texts, by mouse and by keyboard."""

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from tests.factories import make_posting

from .window import Desk, posting_fields

pytestmark = pytest.mark.django_db(transaction=True)


def test_recruiter_updates_the_team_and_adds_a_shared_text(desk: Desk) -> None:
    page, device = desk.page, desk.device
    desk.follow("Teams", "teams")
    desk.follow("Backend", "team")
    device.press(page.get_by_role("button", name="Move up: Second"))
    desk.send("Save and continue editing", "team-saved")
    desk.follow(re.compile("^Ines Carvalho"), "testimonial")
    device.tick(page.get_by_label("Has left"))
    desk.send("Save", "testimonial-saved")
    desk.expect_message("Saved, hidden now: the person has left.")
    team = User.objects.get(username="rita").teams.get()  # type: ignore[attr-defined]
    assert [pillar.title for pillar in team.pillars.all()] == ["Second", "First"]
    assert team.testimonials.get().has_left

    desk.follow("Shared texts", "shared-texts")
    desk.follow(re.compile("^Add shared text"), "new-shared-text")
    device.write(desk.field("Heading"), "How we hire")
    device.write(page.get_by_role("textbox", name="Text"), "A person reads every line.")
    device.tick(page.get_by_role("radio", name="Backend"))
    desk.send("Save", "shared-text-saved")
    posting = make_posting(**posting_fields())
    page.goto(posting.get_absolute_url())
    expect(page.get_by_role("heading", name="How we hire")).to_be_visible()
