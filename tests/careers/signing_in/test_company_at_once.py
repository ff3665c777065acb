"""Two first sign-ins with the company's account at the same moment, in transactions of their own, as on a server."""

import threading
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from careers.signing_in import company
from tests.desk import make_user
from tests.signing_in import is_signed_in

from .provider import RITA, authorize, begin, set_claims

pytestmark = pytest.mark.django_db(transaction=True)


def sign_in_at_once(monkeypatch: Any, *subjects: str) -> list[tuple[int, bool]]:
    """Sign in with each subject at the same moment. Return status, and whether the browser is signed in."""
    clients = [Client(raise_request_exception=False) for _subject in subjects]
    callbacks = [authorize(begin(client), subject) for client, subject in zip(clients, subjects, strict=True)]
    at_once, answers = threading.Barrier(len(subjects)), []
    admit = company.company_rules.admit

    def wait_and_admit(claims: Any) -> Any:
        # Both have found no account of this site by now.
        at_once.wait(timeout=10)
        return admit(claims)

    monkeypatch.setattr(company.company_rules, "admit", wait_and_admit)

    def finish(client: Client, callback: str) -> None:
        status = client.get(callback).status_code
        answers.append((status, is_signed_in(client)))
        connection.close()

    threads = [threading.Thread(target=finish, args=pair) for pair in zip(clients, callbacks, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.parametrize("is_invited", [True, False])
def test_second_sign_in_finds_the_account_of_the_first(
    provider: str, settings: Any, monkeypatch: Any, is_invited: bool
) -> None:
    if is_invited:
        make_user("rita", "Recruiter", email="rita@example.com")
    else:
        settings.COMPANY_ROLES = {"hr": "Recruiter"}
    set_claims(provider, RITA | {"groups": ["hr"]})

    assert sign_in_at_once(monkeypatch, "subject-1", "subject-1") == [(302, True), (302, True)]

    assert SocialAccount.objects.get().user == User.objects.get()


def test_two_people_do_not_share_an_account(provider: str, monkeypatch: Any) -> None:
    make_user("rita", "Recruiter", email="rita@example.com")
    for subject in ("subject-1", "subject-2"):
        set_claims(provider, RITA, subject)

    answers = sign_in_at_once(monkeypatch, "subject-1", "subject-2")

    assert sorted(answers) == [(302, False), (302, True)]
    assert SocialAccount.objects.count() == 1
