"""Forgotten passwords: a mailed link, and no word about which accounts exist."""

import datetime as dt
import re
import threading
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from teams.models import SecurityEvent
from teams.models.accounts import end_access
from tests.desk import make_user
from tests.signing_in import PASSWORD, is_signed_in, make_staff, sign_in

pytestmark = pytest.mark.django_db
FORGOTTEN = "/admin/password/forgotten/"
NEW = {"password1": "gulls-over-lisbon", "password2": "gulls-over-lisbon"}


def ask(email: str, client: Client | None = None) -> Any:
    response = (client or Client()).post(FORGOTTEN, {"email": email})
    for thread in threading.enumerate():
        if thread.name == "mail":
            thread.join()
    return response


def get_link() -> str:
    """Return the path of the link in the newest mail."""
    return re.search(r"https?://[^/\s]+(/admin/password/new/\S+)", mail.outbox[-1].body)[1]


def open_link(client: Client, link: str) -> Any:
    return client.get(link, follow=True)


def test_mailed_link_sets_a_password_once(employer: Any) -> None:
    robin = make_staff("robin", email="robin@example.com")
    assert ask("Robin@Example.com").headers["Location"] == f"{FORGOTTEN}sent/"
    assert mail.outbox[0].to == ["robin@example.com"]
    client, link = Client(), get_link()
    page = open_link(client, link)
    assert link not in str(page.request)  # the token is no part of the address any more
    action = page.redirect_chain[-1][0]

    assert client.post(action, NEW).headers["Location"] == "/admin/login/"

    robin.refresh_from_db()
    assert robin.check_password(NEW["password1"])
    assert not is_signed_in(client)
    assert "does not work any more" in open_link(Client(), link).text
    kinds = SecurityEvent.objects.order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["reset-asked", "password-set"]


def test_answer_is_the_same_for_every_address(employer: Any) -> None:
    """D3."""
    make_staff("robin", email="robin@example.com")
    make_staff("gone", email="gone@example.com")
    end_access(make_user("ended", "Editor", email="ended@example.com"))
    make_user("outside", is_staff=False, email="outside@example.com")
    answers = set()
    for email in ("robin@example.com", "nobody@example.com", "ended@example.com", "outside@example.com"):
        client = Client()
        response = ask(email, client)
        page = client.get(response.headers["Location"])
        answers.add((response.status_code, response.headers["Location"], re.sub(r'value="\w{64}"', "", page.text)))
    assert len(answers) == 1
    assert [message.to for message in mail.outbox] == [["robin@example.com"]]
    asked = SecurityEvent.objects.order_by("-id").values_list("kind", "name", "times")
    assert list(asked) == [("reset-asked", "", 3), ("reset-asked", "robin", 1)]


def test_too_many_requests_are_refused_for_known_and_unknown_addresses(employer: Any) -> None:
    make_staff("robin", email="robin@example.com")
    for email in ("robin@example.com", "nobody@example.com"):
        assert [ask(email).status_code for _attempt in range(4)] == [302, 302, 302, 429]
    assert len(mail.outbox) == 3


def test_link_is_too_old_after_two_hours(employer: Any, time_machine: Any) -> None:
    make_staff("robin", email="robin@example.com")
    ask("robin@example.com")
    time_machine.move_to(timezone.now() + dt.timedelta(hours=2, seconds=2))
    assert "does not work any more" in open_link(Client(), get_link()).text


def test_link_of_somebody_whose_access_ended_does_not_work(employer: Any) -> None:
    robin = make_staff("robin", email="robin@example.com")
    ask("robin@example.com")
    end_access(robin)
    assert "does not work any more" in open_link(Client(), get_link()).text


def test_link_does_not_get_past_the_second_factor(employer: Any) -> None:
    """D4."""
    make_staff("robin", app=True, email="robin@example.com")
    ask("robin@example.com")
    client = Client()
    client.post(open_link(client, get_link()).redirect_chain[-1][0], NEW)
    response = sign_in(client, "robin", NEW["password1"])
    assert response.headers["Location"].startswith("/admin/account/second-step/")


@pytest.mark.parametrize("typed", ["robin@example.com", "ROBIN@example.com", "robin"])
def test_people_sign_in_with_name_or_address(employer: Any, typed: str) -> None:
    make_staff("robin", email="robin@example.com")
    client = Client()
    sign_in(client, typed)
    assert is_signed_in(client)


def test_address_of_two_accounts_signs_nobody_in(employer: Any) -> None:
    for name in ("robin", "sam"):
        make_staff(name, email="robin@example.com")
    client = Client()
    assert sign_in(client, "robin@example.com").status_code == 200
    assert not is_signed_in(client)


def test_name_and_address_count_as_one_account(employer: Any) -> None:
    """An attacker does not get twice the attempts."""
    make_staff("robin", email="robin@example.com")
    statuses = [
        sign_in(Client(), name, "wrong").status_code for name in ("robin", "robin@example.com") for _attempt in range(6)
    ]
    assert statuses == [200] * 10 + [429] * 2


def test_without_mail_the_page_says_whom_to_ask(employer: Any, settings: Any) -> None:
    settings.SENDS_MAIL = False
    make_staff("robin", email="robin@example.com")
    assert "Ask an administrator for a link" in Client().get(FORGOTTEN).text
    ask("robin@example.com")
    assert mail.outbox == []


def test_without_passwords_there_is_no_such_page(employer: Any, settings: Any) -> None:
    settings.PASSWORDS = False
    make_staff("robin", email="robin@example.com")
    page = Client().get("/admin/login/").text
    assert 'name="password"' not in page
    assert FORGOTTEN not in page
    assert Client().get(FORGOTTEN).status_code == Client().get(f"{FORGOTTEN}sent/").status_code == 404
    client = Client()
    sign_in(client, "robin", PASSWORD)
    assert not is_signed_in(client)


@pytest.mark.parametrize("typed", ["", "no address", "a@b", "x" * 400 + "@example.com", "a\x00@example.com", "ä@ö.de"])
def test_anything_may_be_typed(employer: Any, typed: str) -> None:
    assert ask(typed).status_code in (200, 302)
