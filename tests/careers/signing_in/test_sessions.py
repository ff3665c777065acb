"""When a session ends: 12 hours after signing in, 3 hours after the last request, or when the user is made inactive."""

import pytest
import time_machine
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.signing_in import is_signed_in, make_staff, sign_in

pytestmark = pytest.mark.django_db

HOUR = 60 * 60


@pytest.fixture(autouse=True)
def clock(employer):
    with time_machine.travel("2026-03-12T08:00:00Z", tick=False) as clock:
        yield clock


@pytest.fixture
def robin(client):
    user = make_staff()
    sign_in(client)
    return user


def count_sessions():
    return Session.objects.count()


def test_session_ends_after_three_hours_without_a_request(client, robin, clock):
    clock.shift(3 * HOUR - 1)
    assert is_signed_in(client)
    clock.shift(3 * HOUR)
    assert not is_signed_in(client)
    assert count_sessions() == 0


def test_session_ends_twelve_hours_after_signing_in(client, robin, clock):
    for _hour in range(11):
        clock.shift(HOUR)
        assert is_signed_in(client)
    clock.shift(HOUR - 1)
    assert is_signed_in(client)
    clock.shift(1)
    assert not is_signed_in(client)
    assert count_sessions() == 0


def test_signing_in_again_starts_a_new_session(client, robin, clock):
    clock.shift(2 * HOUR)
    client.post("/admin/logout/")
    sign_in(client)
    for _hour in range(5):
        clock.shift(2 * HOUR)
        assert is_signed_in(client)
    clock.shift(2 * HOUR)
    assert not is_signed_in(client)


def test_session_without_a_start_time_has_ended(client, robin):
    session = client.session
    del session["signed_in_at"]
    session.save()

    assert not is_signed_in(client)


def test_activity_is_recorded_at_most_every_five_minutes(client, robin, clock):
    def get_writes():
        with CaptureQueriesContext(connection) as captured:
            assert is_signed_in(client)
        return [query["sql"] for query in captured if "django_session" in query["sql"] and "SELECT" not in query["sql"]]

    assert get_writes() == []
    clock.shift(299)
    assert get_writes() == []
    clock.shift(1)
    assert len(get_writes()) == 1
    assert get_writes() == []


def test_public_page_deletes_an_ended_session(client, robin, clock):
    clock.shift(3 * HOUR)
    client.get("/jobs/1/")

    assert count_sessions() == 0


def test_public_pages_need_no_session_and_set_no_cookie():
    with CaptureQueriesContext(connection) as captured:
        responses = [Client().get(address) for address in ("/", "/jobs/", "/teams/")]

    assert not any("session" in query["sql"] or "auth_user" in query["sql"] for query in captured)
    assert [dict(response.cookies) for response in responses] == [{}, {}, {}]
    assert not any("Cookie" in response.get("Vary", "") for response in responses)


def test_a16_inactive_user_is_signed_out_with_the_next_request(client, robin):
    User.objects.filter(pk=robin.pk).update(is_active=False)  # without the signal of saving
    assert not is_signed_in(client)

    User.objects.filter(pk=robin.pk).update(is_active=True)
    assert not is_signed_in(client)
    assert count_sessions() == 0


def test_a16_reactivated_user_has_no_sessions(client, robin):
    """Even if the cookie was not used while the user was inactive."""
    other, sam = Client(), make_staff("sam")
    sign_in(other, "sam")
    robin.is_active = False
    robin.save()
    robin.is_active = True
    robin.save()

    assert (is_signed_in(client), is_signed_in(other)) == (False, True)
    sam.save()
    assert is_signed_in(other)


def test_user_who_is_no_longer_staff_is_signed_out(client, robin):
    robin.is_staff = False
    robin.save()

    assert not is_signed_in(client)
    assert count_sessions() == 0


def test_signing_in_deletes_expired_sessions(client, robin, clock):
    clock.shift(13 * HOUR)
    make_staff("sam")
    sign_in(Client(), "sam")

    assert count_sessions() == 1
