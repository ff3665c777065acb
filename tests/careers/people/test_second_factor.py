"""A lost second factor is removed by two administrators together, or not at all."""

import datetime as dt
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.utils import timezone

from teams.models import FactorRemoval, SecurityEvent
from tests.desk import change_url, changelist_url, make_user
from tests.signing_in import set_up_app

pytestmark = pytest.mark.django_db


@pytest.fixture
def rita(employer: Any) -> User:
    user = make_user("rita", "Recruiter", email="rita@example.com")
    set_up_app(user)
    return user


def sign_in(name: str, role: str = "Administrator") -> Client:
    client = Client()
    client.force_login(User.objects.filter(username=name).first() or make_user(name, role))
    return client


def answer(client: Client, user: User, text: str) -> int:
    return int(client.post(change_url(user).replace("change", "second-factor"), {"answer": text}).status_code)


def has_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user).exists()


def test_second_administrator_confirms_the_removal(rita: User) -> None:
    ada, bea = sign_in("ada"), sign_in("bea")

    assert answer(ada, rita, "ask") == 302

    assert has_factor(rita)
    assert "waits for another administrator" in bea.get(changelist_url(User)).text
    assert "Remove it" in bea.get(change_url(rita).replace("change", "second-factor")).text
    assert answer(bea, rita, "confirm") == 302
    assert not has_factor(rita)
    assert [message.to for message in mail.outbox] == [["rita@example.com"]] * 2
    events = SecurityEvent.objects.filter(user=rita).order_by("id").values_list("kind", "by_name", "detail")
    assert list(events) == [("removal-asked", "ada", ""), ("factor-removed", "bea", "asked for by ada")]


def test_who_asked_cannot_confirm(rita: User) -> None:
    ada = sign_in("ada")
    answer(ada, rita, "ask")
    assert "Remove it" not in ada.get(change_url(rita).replace("change", "second-factor")).text
    assert answer(ada, rita, "confirm") == 403
    assert answer(ada, rita, "ask") == 302  # asking twice is no second person
    assert answer(ada, rita, "confirm") == 403
    assert has_factor(rita)


def test_nobody_removes_her_own(employer: Any) -> None:
    ada, bea = sign_in("ada"), sign_in("bea")
    owner = User.objects.get(username="ada")
    set_up_app(owner)
    assert answer(ada, owner, "ask") == 403
    assert answer(bea, owner, "ask") == 302
    assert answer(ada, owner, "confirm") == 403
    assert has_factor(owner)


def test_removal_cannot_be_confirmed_after_three_days_or_when_dropped(rita: User, time_machine: Any) -> None:
    ada, bea = sign_in("ada"), sign_in("bea")
    answer(ada, rita, "ask")
    assert answer(bea, rita, "drop") == 302
    assert answer(bea, rita, "confirm") == 403
    answer(ada, rita, "ask")
    time_machine.move_to(timezone.now() + dt.timedelta(days=3, seconds=1))
    assert answer(sign_in("bea"), rita, "confirm") == 403
    assert has_factor(rita)


def test_confirming_twice_or_without_a_request_is_refused(rita: User) -> None:
    bea = sign_in("bea")
    assert answer(bea, rita, "confirm") == 403
    for text in ("", "yes", "drop"):
        assert answer(bea, rita, text) == 403
    answer(sign_in("ada"), rita, "ask")
    assert answer(bea, rita, "confirm") == 302
    assert answer(bea, rita, "confirm") == 403
    assert FactorRemoval.objects.count() == 0
