"""Signing in with the company's account, against a provider on this machine."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import User
from django.test import Client

from careers.signing_in import company_rules
from careers.signing_in.environment import read_provider
from teams.models import SecurityEvent
from teams.models.accounts import end_access
from tests.desk import make_user
from tests.signing_in import is_signed_in, set_up_app

from .provider import BEGIN, LOGIN, RITA, authorize, begin, enter, read_message, set_claims

pytestmark = pytest.mark.django_db


def test_request_has_state_nonce_and_pkce(provider: str) -> None:
    asked = [parse_qs(urlsplit(begin(Client())).query) for _attempt in range(2)]
    for query in asked:
        assert query["code_challenge_method"] == ["S256"]
        assert query["response_type"] == ["code"]
        assert query["redirect_uri"] == ["http://testserver/admin/login/company/callback/"]
    for name in ("state", "nonce", "code_challenge"):
        assert asked[0][name] != asked[1][name]


def test_invited_person_is_connected_by_her_verified_address(provider: str) -> None:
    rita = make_user("rita", "Recruiter", email="Rita@Example.com")
    set_claims(provider, RITA)
    client = Client()

    assert enter(client).headers["Location"] == "/admin/"

    assert is_signed_in(client)
    account = SocialAccount.objects.get()
    assert (account.user, account.uid, account.extra_data) == (rita, "subject-1", {})
    event = SecurityEvent.objects.get(kind="signed-in")
    assert (event.user, event.detail) == (rita, "company account")
    # From now on the subject decides, not the address.
    set_claims(provider, RITA | {"email": "renamed@example.com"})
    again = Client()
    enter(again)
    assert is_signed_in(again)
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"email_verified": False}, company_rules.NOT_VERIFIED),
        ({"email_verified": None}, company_rules.NOT_VERIFIED),
        ({"email_verified": "yes"}, company_rules.NOT_VERIFIED),
        ({"email": ""}, company_rules.NOT_VERIFIED),
        ({"email": ["rita@example.com"]}, company_rules.NOT_VERIFIED),
        ({"email": "rita@example.com.evil.test"}, company_rules.OTHER_DOMAIN),
        ({"email": "rita@sub.example.com"}, company_rules.OTHER_DOMAIN),
        ({"email": "somebody@example.com"}, "Nobody has invited you"),
    ],
)
def test_others_are_refused(provider: str, change: dict[str, Any], message: str) -> None:
    make_user("rita", "Recruiter", email="rita@example.com")
    set_claims(provider, RITA | change)
    client = Client()
    assert enter(client).headers["Location"] == LOGIN
    assert message.split(",")[0] in read_message(client)
    assert not is_signed_in(client)
    assert (SocialAccount.objects.count(), User.objects.count()) == (0, 1)
    assert SecurityEvent.objects.get().kind == "refused"


def test_person_whose_access_was_ended_is_refused(provider: str, settings: Any) -> None:
    """Even if her groups would give her a role again: an administrator has decided."""
    settings.COMPANY_ROLES = {"hr": "Editor"}
    set_claims(provider, RITA | {"groups": ["hr"]})
    client = Client()
    enter(client)
    end_access(User.objects.get())
    assert not is_signed_in(client)
    enter(client)
    assert "access to this site has ended" in read_message(client)
    assert not is_signed_in(client)


def test_second_company_account_does_not_inherit_an_account(provider: str) -> None:
    """The company may give an address to somebody else later."""
    make_user("rita", "Administrator", email="rita@example.com")
    set_claims(provider, RITA)
    enter(Client())
    set_claims(provider, RITA, "subject-2")
    client = Client()
    enter(client, "subject-2")
    assert "Another company account" in read_message(client)
    assert not is_signed_in(client)


@pytest.mark.parametrize("letter", ["s", "ü"])
def test_subject_has_up_to_255_characters(provider: str, letter: str) -> None:
    """As the standard allows. allauth stores 191, so a longer one is stored as a digest."""
    rita = make_user("rita", "Recruiter", email="rita@example.com")
    subject = letter * 255
    set_claims(provider, RITA, subject)
    for _sign_in in range(2):
        client = Client()
        enter(client, subject)
        assert is_signed_in(client)
    assert SocialAccount.objects.get().user == rita
    # The digest of another subject is another one, although the beginning is the same.
    other = letter * 254
    set_claims(provider, RITA, other)
    client = Client()
    enter(client, other)
    assert "Another company account" in read_message(client)


@pytest.mark.parametrize("subject", ["s" * 256, "s" * 10_000, "nul\0"])
def test_other_subjects_are_refused_with_a_sentence(provider: str, subject: str) -> None:
    make_user("rita", "Recruiter", email="rita@example.com")
    set_claims(provider, RITA, subject)
    client = Client()
    assert enter(client, subject).headers["Location"] == LOGIN
    assert "cannot store the identifier of the company account" in read_message(client)
    assert SocialAccount.objects.count() == 0


def test_answer_to_another_browser_is_refused(provider: str) -> None:
    """The state belongs to the session that asked."""
    make_user("rita", "Recruiter", email="rita@example.com")
    set_claims(provider, RITA)
    attacker, victim = Client(), Client()
    callback = authorize(begin(attacker))
    assert victim.get(callback).headers["Location"] == LOGIN
    assert not is_signed_in(victim)
    begin(victim)
    assert victim.get(callback).headers["Location"] == LOGIN
    assert not is_signed_in(victim)
    # A callback works once.
    attacker.get(callback)
    attacker.post("/admin/logout/")
    assert attacker.get(callback).headers["Location"] == LOGIN
    assert not is_signed_in(attacker)


def test_answer_with_another_nonce_is_refused(provider: str) -> None:
    make_user("rita", "Recruiter", email="rita@example.com")
    set_claims(provider, RITA)
    client = Client()
    address = begin(client)
    nonce = parse_qs(urlsplit(address).query)["nonce"][0]
    callback = authorize(address.replace(nonce, "another-nonce"))
    assert client.get(callback).headers["Location"] == LOGIN
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    ("target", "where"),
    [
        ("/admin/jobs/posting/", "/admin/jobs/posting/"),
        ("https://evil.example/", "/admin/"),
        ("//evil.example/", "/admin/"),
        ("/\\evil.example", "/admin/"),
        ("javascript:alert(1)", "/admin/"),
    ],
)
def test_next_page_is_on_this_site(provider: str, target: str, where: str) -> None:
    make_user("rita", "Recruiter", email="rita@example.com")
    set_claims(provider, RITA)
    assert enter(Client(), query=f"?next={target}").headers["Location"] == where


def test_address_cannot_change_what_is_asked(provider: str) -> None:
    query = parse_qs(urlsplit(begin(Client(), "?process=connect&scope=admin&auth_params=prompt%3Dnone")).query)
    assert set(query["scope"][0].split()) == {"openid", "profile", "email"}
    assert "prompt" not in query


@pytest.mark.parametrize(
    "query", ["", "?error=access_denied", "?code=x", "?state=x&code=y", "?state=%00", "?code=a&code=b"]
)
def test_odd_answers_lead_back_to_the_sign_in_page(provider: str, query: str) -> None:
    client = Client()
    assert client.get(f"{BEGIN}callback/{query}").headers["Location"] == LOGIN
    state = parse_qs(urlsplit(begin(client)).query)["state"][0]
    assert client.get(f"{BEGIN}callback/?state={state}&error=access_denied").headers["Location"] == LOGIN
    assert "did not sign in" in read_message(client)


def test_provider_that_does_not_answer_is_said(provider: str, settings: Any) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = read_provider("http://localhost:1", "careers", "a secret", may_be_http=True)
    client = Client()
    assert begin(client) == LOGIN
    assert "did not work" in read_message(client)


def test_second_factor_of_the_account_is_asked_for(provider: str) -> None:
    set_up_app(make_user("rita", "Recruiter", email="rita@example.com"))
    set_claims(provider, RITA)
    client = Client()
    assert enter(client).headers["Location"].startswith("/admin/account/second-step/")
    assert not is_signed_in(client)


def test_company_account_is_enough_where_a_second_factor_is_required(provider: str, settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    make_user("rita", "Recruiter", email="rita@example.com")
    set_claims(provider, RITA)
    client = Client()
    enter(client)
    assert is_signed_in(client)


def test_sign_in_page_offers_it_and_signing_out_does_not_sign_in_again(provider: str, settings: Any) -> None:
    make_user("rita", "Recruiter", email="rita@example.com")
    set_claims(provider, RITA)
    settings.PASSWORDS = False
    client = Client()
    enter(client)
    page = client.post("/admin/logout/", follow=True)
    assert page.redirect_chain[-1][0] == LOGIN
    assert page.status_code == 200
    assert f'href="{BEGIN}"' in page.text
    assert 'name="password"' not in page.text
    assert not is_signed_in(client)
    assert f"{BEGIN}?next=/admin/jobs/posting/" in client.get("/admin/jobs/posting/", follow=True).text


def test_without_a_provider_there_is_no_such_page(employer: Any) -> None:
    for address in (BEGIN, f"{BEGIN}callback/"):
        assert Client().get(address).status_code == 404
    assert BEGIN not in Client().get(LOGIN).text


def test_too_many_requests_are_refused(provider: str) -> None:
    statuses = [Client().get(BEGIN).status_code for _attempt in range(31)]
    assert statuses == [302] * 30 + [429]
