"""The trail of security events: what it holds, who reads it, and for how long it is kept."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from teams.models import SecurityEvent
from tests.desk import changelist_url, make_user
from tests.signing_in import PASSWORD, make_staff, set_up_app, sign_in, wrong_code

pytestmark = pytest.mark.django_db
Kind = SecurityEvent.Kind


def read_kinds() -> list[tuple[str, str, str, int]]:
    events = SecurityEvent.objects.order_by("id").values_list("kind", "name", "detail", "times")
    return [(str(kind), name, detail, times) for kind, name, detail, times in events]


def test_sign_in_and_failures_are_recorded_with_the_address(employer: Any) -> None:
    make_staff("robin")
    for name in ("robin", "robin", "nobody", "hunter2-my-real-password"):
        sign_in(Client(), name, "wrong-" + PASSWORD)
    sign_in(Client(), "robin", REMOTE_ADDR="192.0.2.7")

    assert read_kinds() == [
        ("failed", "robin", "password", 2),
        ("failed", "", "password", 2),
        ("signed-in", "robin", "password", 1),
    ]
    assert list(SecurityEvent.objects.values_list("address", flat=True)) == ["192.0.2.7", "127.0.0.1", "127.0.0.1"]


def test_wrong_code_and_new_factors_are_recorded(employer: Any) -> None:
    robin = make_staff("robin")
    set_up_app(robin)
    client = Client()
    sign_in(client)
    client.post("/admin/account/second-step/", {"code": wrong_code()})
    assert read_kinds() == [("failed", "robin", "second factor", 1)]


def test_nothing_secret_is_stored(employer: Any) -> None:
    """Neither a password, nor what somebody typed in place of a name, nor the secret of an app."""
    make_staff("robin", app=True)
    typed = "my-password-in-the-wrong-field"
    sign_in(Client(), typed, PASSWORD)
    sign_in(Client(), "robin", typed)
    stored = str(list(SecurityEvent.objects.values_list()))
    assert not any(secret in stored for secret in (typed, PASSWORD))


def test_events_are_kept_for_a_year(employer: Any, time_machine: Any) -> None:
    SecurityEvent.objects.record(Kind.SIGNED_IN, make_user("robin"))
    time_machine.move_to(timezone.now() + dt.timedelta(days=364))
    SecurityEvent.objects.record(Kind.FAILED)
    assert SecurityEvent.objects.count() == 2
    time_machine.move_to(timezone.now() + dt.timedelta(days=2))
    SecurityEvent.objects.record(Kind.FAILED)
    assert [event.kind for event in SecurityEvent.objects.all()] == ["failed", "failed"]


def test_failures_an_hour_apart_are_two_events(employer: Any, time_machine: Any) -> None:
    for minutes in (0, 59, 61):
        time_machine.move_to(dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC) + dt.timedelta(minutes=minutes))
        SecurityEvent.objects.record(Kind.FAILED, address="192.0.2.7")
    assert [event.times for event in SecurityEvent.objects.order_by("id")] == [2, 1]


def test_administrators_read_the_trail_and_nobody_changes_it(employer: Any) -> None:
    robin = make_user("robin")
    SecurityEvent.objects.record(Kind.ROLE_CHANGED, robin, by=make_user("bea"), address="192.0.2.7", detail="Kanarie")
    client = Client()
    client.force_login(make_user("ada", "Administrator"))
    page = client.get(changelist_url(SecurityEvent))
    for text in ("Role changed", "robin", "bea", "192.0.2.7", "Kanarie"):
        assert text in page.text
    event = SecurityEvent.objects.get(kind="role-changed")
    for page_name in ("add", f"{event.pk}/change", f"{event.pk}/delete", f"{event.pk}/history"):
        assert client.get(f"/admin/teams/securityevent/{page_name}/").status_code == 404
    assert "Kanarie" not in client.get(f"{changelist_url(SecurityEvent)}?kind=failed").text
    assert "Kanarie" in client.get(f"{changelist_url(SecurityEvent)}?q=robin").text
    for role in ("", "Recruiter", "Editor"):
        other = Client()
        other.force_login(make_user(f"of.{role}", role))
        assert other.get(changelist_url(SecurityEvent)).status_code == 403


def test_event_goes_on_naming_an_account_that_was_deleted(employer: Any) -> None:
    user = make_user("robin")
    SecurityEvent.objects.record(Kind.SIGNED_IN, user)
    User.objects.filter(pk=user.pk).delete()
    assert str(SecurityEvent.objects.get()) == "Signed in: robin"
