"""A recruiter, and a desk at which the recruiter is signed in."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser

from tests.browser.desk.input_methods import Keyboard, Mouse
from tests.desk import make_user
from tests.factories import make_employer, make_location, make_pillar, make_posting, make_team, make_testimonial

from .window import PASSWORD, Desk, album, sign_in


@pytest.fixture
def recruiter() -> User:
    make_employer()
    team = make_team("Backend", about="<p>We run the till.</p>")
    make_pillar(team, title="First", position=1)
    make_pillar(team, title="Second", position=2)
    make_testimonial(team)
    make_location("Lisbon", time_zone="Europe/Lisbon")
    make_location("Porto", time_zone="Europe/Lisbon")
    make_posting("Foreign secret", team=make_team("Frontend"), published_from=None)
    person = make_user("rita", "Recruiter", team, first_name="Rita")
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture(params=["mouse", "keyboard"])
def desk(request: Any, live_server: Any, browser: Browser, recruiter: User) -> Iterator[Desk]:
    """The recruiter's window after signing in. It bypasses the content security policy, which blocks axe."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, base_url=live_server.url, bypass_csp=True, locale="en-US"
    )
    page = context.new_page()
    device = Keyboard(page) if request.param == "keyboard" else Mouse(page)
    window = Desk(page, device, album(f"{request.node.originalname}-{request.param}"))
    sign_in(window)
    yield window
    context.close()
