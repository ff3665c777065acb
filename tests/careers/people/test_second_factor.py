"""A lost second factor is removed by two administrators together, or not at all."""

import datetime as dt
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, User
from django.core import mail
from django.test import Client
from django.utils import timezone

from teams.models import FactorRemoval, SecurityEvent
from teams.models.accounts.factor_removal import SETTLED_AFTER
from tests.desk import change_url, changelist_url, make_user
from tests.signing_in import set_up_app

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - dt.timedelta(days=40)


@pytest.fixture
def rita(employer: Any) -> User:
    user = make_user("rita", "Recruiter", email="rita@example.com")
    set_up_app(user)
    return user


def sign_in(name: str, role: str = "Administrator") -> Client:
    client = Client()
    client.force_login(User.objects.filter(username=name).first() or make_user(name, role, date_joined=LONG_AGO))
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


def test_account_that_an_administrator_invites_herself_is_no_second_person(rita: User, time_machine: Any) -> None:
    ada = sign_in("ada")
    role = Group.objects.get(name="Administrator").pk
    ada.post(
        "/admin/auth/user/add/", {"email": "ada@elsewhere.example", "first_name": "A", "last_name": "2", "role": role}
    )
    puppet = User.objects.get(email="ada@elsewhere.example")
    other = sign_in(puppet.username)
    answer(ada, rita, "ask")

    page = other.get(change_url(rita).replace("change", "second-factor"))
    assert "You can decide on second factors from" in page.text
    assert "Remove it" not in page.text
    assert answer(other, rita, "confirm") == 403
    assert answer(other, rita, "ask") == 403
    assert has_factor(rita)

    # The others have had time to notice the account.
    time_machine.move_to(timezone.now() + SETTLED_AFTER + dt.timedelta(minutes=1))
    other = sign_in(puppet.username)
    assert answer(sign_in("ada"), rita, "ask") == 302
    assert answer(other, rita, "confirm") == 302


def test_new_account_does_not_ask_either(rita: User) -> None:
    """Else the second account would ask, and its maker would confirm."""
    new = Client()
    new.force_login(make_user("new", "Administrator"))
    page = new.get(change_url(rita).replace("change", "second-factor"))
    assert "Ask an administrator who has been here longer" in page.text
    assert "Ask to remove it" not in page.text
    assert answer(new, rita, "ask") == 403


@pytest.mark.parametrize("kind", ["invited", "link-made", "role-changed", "address-changed"])
def test_account_that_another_administrator_could_enter_is_no_second_person(rita: User, kind: str) -> None:
    """With a link for a password, or another address, she signs in as somebody who has been here for long."""
    ada, bea, cleo = (sign_in(name) for name in ("ada", "bea", "cleo"))
    people = {user.username: user for user in User.objects.all()}
    answer(ada, rita, "ask")
    # It does not matter which other administrator has done it.
    SecurityEvent.objects.record(kind, people["bea"], by=people["cleo"])
    assert answer(bea, rita, "confirm") == 403
    assert has_factor(rita)

    # What somebody does to her own account, or the company's groups do, counts for nothing.
    SecurityEvent.objects.record(kind, people["cleo"], by=people["cleo"])
    SecurityEvent.objects.record(kind, people["cleo"])
    assert answer(cleo, rita, "confirm") == 302
    assert not has_factor(rita)


def test_other_administrators_are_told_that_somebody_asks(rita: User) -> None:
    sign_in("bea")
    User.objects.filter(username="bea").update(email="bea@example.com")
    make_user("gone", "Administrator", email="gone@example.com", is_active=False)
    make_user("ed", "Editor", email="ed@example.com")

    answer(sign_in("ada"), rita, "ask")

    assert [message.to for message in mail.outbox] == [["rita@example.com"], ["bea@example.com"]]
    assert f"/admin/auth/user/{rita.pk}/second-factor/" in mail.outbox[1].body
