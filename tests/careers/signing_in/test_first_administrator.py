"""The link that makes the first administrator: printed on a terminal only, used once, for 24 hours."""

import datetime as dt
import io
import logging
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.core.management.base import OutputWrapper
from django.test import Client
from django.utils import timezone

from careers.management.commands.serve import show_first_link
from teams.models import OneTimeLink
from tests.desk import make_user

pytestmark = pytest.mark.django_db
PASSWORD = "kites-over-lisbon"  # noqa: S105  # of a test user
FORM = {"email": "Ada@Example.com", "password1": PASSWORD, "password2": PASSWORD}


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def print_link() -> str:
    """Return the path of a new link."""
    output = io.StringIO()
    call_command("first_administrator", stdout=output)
    return find_link(output.getvalue())


def find_link(text: str) -> str:
    return re.search(r"http://127.0.0.1:8000(/admin/welcome/[\w-]+/)\n", text)[1]


def test_link_makes_an_administrator_and_signs_her_in(employer: Any) -> None:
    address, client = print_link(), Client()
    assert "first administrator of this site" in client.get(address).text

    assert client.post(address, FORM).headers["Location"] == "/admin/"

    ada = User.objects.get()
    assert (ada.username, ada.email, ada.is_staff, ada.is_superuser) == ("ada@example.com",) * 2 + (True, False)
    assert [group.name for group in ada.groups.all()] == ["Administrator"]
    assert client.get("/admin/auth/user/").status_code == 200
    assert Client().post("/admin/login/", {"login": "ada@example.com", "password": PASSWORD}).status_code == 302


def test_link_works_once(employer: Any) -> None:
    address = print_link()
    Client().post(address, FORM)
    assert Client().get(address).status_code == 410
    assert Client().post(address, FORM | {"email": "eve@example.com"}).status_code == 410
    assert User.objects.count() == 1


def test_link_works_for_a_day(employer: Any, time_machine: Any) -> None:
    address = print_link()
    time_machine.move_to(timezone.now() + dt.timedelta(hours=24, seconds=1))
    assert Client().post(address, FORM).status_code == 410
    assert User.objects.count() == 0


@pytest.mark.parametrize("user", [{"role": "Administrator"}, {"is_superuser": True}])
def test_link_does_not_work_once_there_is_an_administrator(employer: Any, user: dict[str, Any]) -> None:
    """However she was made. Then no other link is printed either."""
    address = print_link()
    make_user("root", **user)
    assert Client().get(address).status_code == 410
    assert Client().post(address, FORM).status_code == 410
    with pytest.raises(CommandError, match="There is an administrator already"):
        print_link()
    terminal = Terminal()
    show_first_link(OutputWrapper(terminal))
    assert terminal.getvalue() == ""


def test_newer_link_replaces_the_earlier_one(employer: Any) -> None:
    earlier, newer = print_link(), print_link()
    assert (Client().get(earlier).status_code, Client().get(newer).status_code) == (410, 200)


def test_only_a_digest_is_stored(employer: Any) -> None:
    token = print_link().split("/")[-2]
    stored = str(list(OneTimeLink.objects.values()))
    assert token not in stored
    assert len(token) >= 43  # 256 bits


def test_server_prints_the_link_on_a_terminal_only(employer: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    terminal, log_file = Terminal(), io.StringIO()
    show_first_link(OutputWrapper(log_file))
    assert "manage.py first_administrator" in log_file.getvalue()
    assert "/admin/welcome/" not in log_file.getvalue()
    assert OneTimeLink.objects.count() == 0
    show_first_link(OutputWrapper(terminal))
    address = find_link(terminal.getvalue())
    assert Client().post(address, FORM).status_code == 302
    assert address not in caplog.text


def test_faulty_form_keeps_the_link(employer: Any) -> None:
    make_user("rita", email="rita@example.com")
    address = print_link()
    for change in ({"email": ""}, {"email": "rita@example.com"}, {"email": "x"}, {"password2": "other"}):
        page = Client().post(address, FORM | change)
        assert (page.status_code, "Nothing is saved yet" in page.text) == (200, True), change
    similar = {"password1": "ada@example.com", "password2": "ada@example.com"}
    assert "too similar" in Client().post(address, FORM | similar).text
    assert User.objects.count() == 1
    assert Client().post(address, FORM).status_code == 302


@pytest.mark.parametrize("token", ["x", "a" * 500, "%00", "ä"])
def test_unknown_links_are_gone(employer: Any, token: str) -> None:
    assert Client().get(f"/admin/welcome/{token}/").status_code == 410
