"""F8: two users save at the same time. The second request waits for the first and then reports the conflict."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connections
from django.db.models.signals import post_save
from django.test import Client

from jobs.models import Posting, Section
from teams.models import Employer, Story, Team
from tests.desk import change_url, get_error_messages, get_form_data, make_user
from tests.factories import make_employer, make_posting, make_story, make_team

pytestmark = pytest.mark.django_db(transaction=True)


def browser(username: str, role: str = "Editor") -> Client:
    client = Client()
    client.force_login(make_user(username, role))
    return client


def in_thread(work: Callable[[], Any], done: dict[str, Any], name: str) -> threading.Thread:
    def run() -> None:
        try:
            done[name] = work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run, name=name)
    thread.start()
    return thread


def at_once(
    first: Callable[[], Any], held_model: type, second: Callable[[], Any], *, waits: bool = True
) -> tuple[Any, Any]:
    """Return both responses when the second request starts after the first has stored a row but not finished.

    `held_model`: the model after whose save the first request pauses. `waits`: whether the second must wait.
    """
    is_inside, may_finish, done = threading.Event(), threading.Event(), {}

    def hold(**kwargs: Any) -> None:
        if threading.current_thread().name == "first" and not is_inside.is_set():
            is_inside.set()
            may_finish.wait(20)

    post_save.connect(hold, sender=held_model)
    try:
        one = in_thread(first, done, "first")
        assert is_inside.wait(20)
        other = in_thread(second, done, "second")
        other.join(0.5)
        is_waiting = other.is_alive()
        may_finish.set()
        one.join(30), other.join(30)
    finally:
        may_finish.set()
        post_save.disconnect(hold, sender=held_model)
    assert is_waiting or not waits
    return done["first"], done["second"]


def saving(client: Client, row: Any, **changes: Any) -> Callable[[], Any]:
    """Return a function that saves the current form of a row with these changes."""
    data = get_form_data(client, change_url(row)) | {name.replace("__", "-"): value for name, value in changes.items()}
    return lambda: client.post(change_url(row), data | {"_save": "Save"})


@pytest.fixture(autouse=True)
def _employer() -> Employer:
    return make_employer()


def test_two_users_save_the_same_posting() -> None:
    posting = make_posting("Engineer", published_from=None)
    first = saving(browser("ann"), posting, title="By Ann")
    second = saving(browser("ben"), posting, title="By Ben")

    one, other = at_once(first, Posting, second)

    assert (one.status_code, other.status_code) == (302, 200)
    assert get_error_messages(other)[0].startswith("ann saved this at ")
    assert Posting.objects.get().title == "By Ann"


def test_two_users_save_the_same_section() -> None:
    posting = make_posting("Engineer", published_from=None)
    Section.objects.create(posting=posting, heading="Then", body="<p>Then</p>")
    first = saving(browser("ann"), posting, sections__0__heading="By Ann")
    second = saving(browser("ben"), posting, sections__0__heading="By Ben")

    one, other = at_once(first, Section, second)

    assert (one.status_code, other.status_code) == (302, 200)
    assert "ann saved this at " in " ".join(get_error_messages(other))
    assert Section.objects.get(heading__startswith="By").heading == "By Ann"


@pytest.mark.parametrize("is_first", [True, False])
def test_story_is_saved_on_its_page_and_on_the_team_page(is_first: bool) -> None:
    team = make_team("Kites")
    story = make_story(team, title="Then")
    own = saving(browser("ann"), story, title="By Ann")
    together = saving(browser("ben"), team, stories__0__position="5")

    one, other = at_once(own, Story, together) if is_first else at_once(together, Story, own)

    assert (one.status_code, other.status_code) == (302, 302)
    story.refresh_from_db()
    assert (story.title, story.position) == ("By Ann", 5)


def test_version_is_restored_while_the_page_is_saved() -> None:
    team = make_team("Kites", headline="Then")
    earlier = team.history.first().pk
    ann, ben = browser("ann"), browser("ben")
    saving(ann, team, headline="Now")()
    address = change_url(team).replace("change", f"history/{earlier}")
    restored = get_form_data(ann, address)
    second = saving(ben, team, headline="By Ben")

    one, other = at_once(lambda: ann.post(address, restored | {"_save": "Restore"}), Team, second)

    assert (one.status_code, other.status_code) == (302, 200)
    assert Team.objects.get().headline == "Then"


def test_two_administrators_save_the_same_user() -> None:
    """Neither administrator's change undoes what the other has just stored."""
    rita, bakery, kites = make_user("rita", "Recruiter"), make_team("Bakery"), make_team("Kites")
    ann, ben = browser("ann", "Administrator"), browser("ben", "Administrator")
    first, second = saving(ann, rita, teams=[bakery.pk], email="r@example.com"), saving(ben, rita, teams=[kites.pk])

    one, other = at_once(first, User, second)

    assert (one.status_code, other.status_code) == (302, 302)
    rita.refresh_from_db()
    assert (set(rita.teams.all()), rita.email) == ({bakery, kites}, "r@example.com")


def test_team_and_user_are_assigned_from_both_sides() -> None:
    """Both write to one table, each with its own lock."""
    rita, bakery, kites = make_user("rita", "Recruiter"), make_team("Bakery"), make_team("Kites")
    account = saving(browser("ann", "Administrator"), rita, teams=[bakery.pk])
    page = saving(browser("ben"), kites, recruiters=[rita.pk])

    one, other = at_once(account, User, page, waits=False)

    assert (one.status_code, other.status_code) == (302, 302)
    assert set(rita.teams.all()) == {bakery, kites}
