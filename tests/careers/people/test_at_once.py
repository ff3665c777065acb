"""What administrators do to a person, in transactions of its own and at the same time, as on a server."""

import datetime as dt
import threading
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone

from teams.models import FactorRemoval, OneTimeLink
from tests.desk import make_user
from tests.signing_in import set_up_app

pytestmark = pytest.mark.django_db(transaction=True)


def click_twice(user: User, page: str, person: User, **data: str) -> list[int]:
    at_once, codes = threading.Barrier(2), []

    def click() -> None:
        client = Client(raise_request_exception=False)
        client.force_login(user)
        at_once.wait()
        codes.append(client.post(f"/admin/auth/user/{person.pk}/{page}/", data).status_code)
        connection.close()

    threads = [threading.Thread(target=click) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return codes


def test_second_click_is_no_server_error(employer: Any) -> None:
    since = timezone.now() - dt.timedelta(days=40)
    ada, ben = (make_user(name, "Administrator", date_joined=since) for name in ("ada", "ben"))
    rita = make_user("rita", "Editor")
    set_up_app(rita)
    assert click_twice(ada, "link", rita) == [200, 200]
    assert OneTimeLink.objects.filter(user=rita).count() == 1
    assert click_twice(ada, "second-factor", rita, answer="ask") == [302, 302]
    assert FactorRemoval.objects.get().asked_by == ada
    assert 302 in click_twice(ben, "second-factor", rita, answer="confirm")
    assert not Authenticator.objects.filter(user=rita).exists()
    assert set(click_twice(ada, "end", rita)) == {302}
    assert User.objects.get(pk=rita.pk).is_staff is False
