"""D4: if a second factor is required, a password alone opens only the pages that set one up."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import get_resolver

from jobs.models import Posting
from tests.desk import change_url
from tests.factories import make_location, make_posting
from tests.signing_in import ACCOUNT, code, is_signed_in, make_staff, set_up_app, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("employer")]

OPEN = {
    "/admin/account/": 200,
    "/admin/account/app/": 200,
    "/admin/account/passkeys/add/": 200,
    "/admin/account/confirm/": 200,
    "/admin/account/signed-in/": 200,
    "/admin/logout/": 200,
}


@pytest.fixture
def robin(client, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    user = make_staff(is_superuser=True)
    sign_in(client)
    return user


def get_desk_paths(resolver=None, prefix="/"):
    """Return all paths of the desk, with 1 for each id."""
    for pattern in (resolver or get_resolver()).url_patterns:
        path = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from get_desk_paths(pattern, path)
        elif path.startswith("/admin/") and "(" not in path:
            for part in ("<path:object_id>", "<int:pk>", "<id>", "<int:", "<str:", "<slug:"):
                path = path.replace(part, "1" if part.endswith(">") else "<")
            yield path if "<" not in path else path.replace("<", "").replace(">", "")


def test_other_pages_of_the_desk_redirect_to_the_setup(client, robin):
    statuses = {path: client.get(path).status_code for path in set(get_desk_paths())}

    assert len(statuses) > 60
    assert {path: status for path, status in statuses.items() if status != 302} == OPEN
    assert client.get("/admin/")["Location"] == ACCOUNT
    assert "Before you can continue" in client.get(ACCOUNT).text


def test_form_is_kept_but_not_saved(client, robin):
    posting = make_posting("Before", locations=(make_location(),))

    page = client.post(change_url(posting), {"title": "After"})

    assert page.status_code == 403
    assert 'name="title" value="After"' in page.text
    assert "Set it up" in page.text
    assert Posting.objects.get().title == "Before"


def test_unpublished_pages_are_not_shown(client, robin):
    draft = make_posting(published_from=None, locations=(make_location(),))
    assert client.get(draft.get_absolute_url()).status_code == 404

    set_up_app(robin)
    assert client.get(draft.get_absolute_url()).status_code == 200


def test_desk_is_open_only_with_a_second_factor(client, robin):
    app = set_up_app(robin)
    assert is_signed_in(client)

    app.delete()
    assert not is_signed_in(client)


def test_recovery_codes_alone_are_no_second_factor(client, robin):
    Authenticator.objects.create(user=robin, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x", "used_mask": 0})

    assert not is_signed_in(client)


def test_setup_opens_the_desk(client, robin):
    secret = client.get("/admin/account/app/").context["form"].secret
    response = client.post("/admin/account/app/", {"code": code(secret=secret)})

    assert response["Location"] == "/admin/account/recovery-codes/"
    assert is_signed_in(client)


def test_public_pages_and_signing_out_work(client, robin):
    assert client.get("/jobs/").status_code == 200
    assert client.post("/admin/logout/").status_code == 302
    assert client.get(ACCOUNT)["Location"] == "/admin/login/?next=/admin/account/"


def test_header_links_only_to_open_pages(client, robin):
    text = client.get(ACCOUNT).text

    assert "Change password" not in text
    assert "Sign out" in text
    assert 'id="lists"' not in text


def test_second_factor_is_optional_by_default(client, settings, django_assert_num_queries):
    settings.REQUIRE_SECOND_FACTOR = False
    make_staff()
    sign_in(client)

    assert is_signed_in(client)
    assert 'href="/admin/account/">Codes and passkeys</a>' in client.get("/admin/").text
    assert not is_signed_in(Client())
