"""A form can be sent again after its session has ended, and other sites cannot abuse this."""

import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signing import TimestampSigner
from django.test import Client

from teams.models import Team
from tests.desk import FormReader, change_url, get_form_data
from tests.factories import make_team
from tests.signing_in import PASSWORD, is_signed_in, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("employer")]

ORIGIN = "http://testserver"
TYPED = 'Words "of mine" </textarea><b>&amp;\r\nand more'


@pytest.fixture
def robin():
    """A client with CSRF checks that sends Origin and Sec-Fetch-Site, signed in as a superuser."""
    make_staff(is_superuser=True)
    client = Client(enforce_csrf_checks=True, headers={"origin": ORIGIN, "sec-fetch-site": "same-origin"})
    sign_in(client)
    return client


@pytest.fixture
def team():
    return make_team("Backend", headline="Before")


def get_token(page):
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]


def sign_in(client):
    client.cookies.pop("sessionid", None)
    sent = {"login": "robin", "password": PASSWORD, "csrfmiddlewaretoken": get_token(client.get("/admin/login/"))}
    assert client.post("/admin/login/", sent).status_code == 302


def get_fields(page):
    """Return what the button "Send again" submits."""
    reader = FormReader()
    reader.feed(page.text)
    return reader.data


def fill_in(client, team, **changes):
    """Return the data of a team's form with some changes."""
    return get_form_data(client, change_url(team)) | {"headline": TYPED, "_save": "Save"} | changes


def is_saved(team):
    return Team.objects.get(pk=team.pk).headline != "Before"


def test_form_sent_after_the_session_ended_can_be_sent_again(robin, team):
    address = f"{change_url(team)}?_changelist_filters=q%3Dx"
    with time_machine.travel("2026-03-12T08:00:00Z", tick=False) as clock:
        sign_in(robin)
        data = fill_in(robin, team)
        clock.shift(4 * 60 * 60)

        page = robin.post(address, data)

        assert (page.status_code, page["Cache-Control"]) == (403, "no-store")
        assert "You are signed out" in page.text
        assert not is_saved(team)
        assert f'action="{address}"' in page.text
        fields = get_fields(page)
        added = ("csrfmiddlewaretoken", "resubmission_permit")
        assert {name: values for name, values in fields.items() if name not in added} == {
            name: values if isinstance(values, list) else [values]
            for name, values in data.items()
            if name != "csrfmiddlewaretoken" and values != []
        }

        # Robin signs in in another tab, which gives the browser another token.
        sign_in(robin)
        assert robin.post(address, fields).status_code == 302
        assert Team.objects.get(pk=team.pk).headline.startswith('Words "of mine" </textarea><b>&amp;')


def test_form_opened_before_signing_in_again_can_be_sent_again(robin, team):
    data = fill_in(robin, team)
    sign_in(robin)

    page = robin.post(change_url(team), data)

    assert "Send it once more" in page.text
    assert TYPED.split("\r\n")[1] in get_fields(page)["headline"][0]


def get_permit(robin, team):
    """Return the signed field of a page that keeps a form, and what the form holds."""
    data = fill_in(robin, team)
    robin.cookies.pop("sessionid")
    fields = get_fields(robin.post(change_url(team), data))
    sign_in(robin)
    return fields


@pytest.mark.parametrize(
    "permit",
    [
        pytest.param(lambda permit: "", id="none"),
        pytest.param(lambda permit: permit[:-1], id="changed"),
        pytest.param(lambda permit: permit.replace("team/", "team/9"), id="another-address"),
        pytest.param(lambda permit: TimestampSigner().sign(permit.partition(":")[0]), id="another-signature"),
    ],
)
def test_form_without_our_signature_needs_the_token(robin, team, permit):
    fields = get_permit(robin, team)
    fields["resubmission_permit"] = [permit(fields["resubmission_permit"][0])]

    assert "Send it once more" in robin.post(change_url(team), fields).text
    assert not is_saved(team)


def test_signature_is_for_one_address_and_for_twelve_hours(robin, team):
    other = make_team("Sales", headline="Before")
    with time_machine.travel("2026-03-12T08:00:00Z", tick=False) as clock:
        fields = get_permit(robin, team)
        assert robin.post(change_url(other), fields).status_code == 403
        assert not is_saved(other)
        clock.shift(12 * 60 * 60 + 1)
        sign_in(robin)
        assert robin.post(change_url(team), fields).status_code == 403
        assert not is_saved(team)


@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "same-site"}, {}])
def test_signature_does_not_help_another_site(robin, team, headers):
    fields = get_permit(robin, team)
    robin.defaults = {}
    page = robin.post(change_url(team), fields, headers=headers)

    assert page.status_code == 403
    assert "resubmit_form" not in page.text
    assert not is_saved(team)


FOREIGN_HEADERS = {
    "another site": {"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
    "another site with an old browser": {"origin": "https://evil.example"},
    "a subdomain": {"origin": "http://other.testserver", "sec-fetch-site": "same-site"},
    "another port": {"origin": "http://testserver:8080", "sec-fetch-site": "same-site"},
    "another scheme": {"origin": "https://testserver", "sec-fetch-site": "same-site"},
    "another scheme with an old browser": {"origin": "https://testserver"},
    "another port with an old browser": {"origin": "http://testserver:8080"},
    "a host name with the same ending": {"origin": "http://nottestserver"},
    "a sandbox": {"origin": "null", "sec-fetch-site": "cross-site"},
    "no headers": {},
    "only a referrer of this site": {"referer": f"{ORIGIN}/admin/"},
    "this origin, cross-site": {"origin": ORIGIN, "sec-fetch-site": "cross-site"},
    "this origin, same-site": {"origin": ORIGIN, "sec-fetch-site": "same-site"},
    "user typed the address": {"origin": ORIGIN, "sec-fetch-site": "none"},
}


@pytest.mark.parametrize("headers", FOREIGN_HEADERS.values(), ids=FOREIGN_HEADERS)
@pytest.mark.parametrize("signed_in", [True, False])
def test_form_of_another_site_is_not_shown_again(robin, team, headers, signed_in):
    forged = Client(enforce_csrf_checks=True, headers=headers)
    if signed_in:
        forged.cookies = robin.cookies
    page = forged.post(change_url(team), {"headline": "Forged", "_save": "Save", "csrfmiddlewaretoken": "x" * 64})

    assert page.status_code == 403
    assert "Forged" not in page.text
    assert "csrfmiddlewaretoken" not in page.text
    assert not is_saved(team)


def test_another_site_with_a_stolen_token_is_refused(robin, team):
    data = fill_in(robin, team, headline="Forged")
    robin.defaults = {"HTTP_ORIGIN": "https://evil.example"}
    page = robin.post(change_url(team), data)

    assert page.status_code == 403
    assert "Forged" not in page.text
    assert not is_saved(team)


def test_nothing_is_sent_without_a_click(robin, team):
    page = Client(headers={"origin": ORIGIN}).post(change_url(team), {"headline": "Mine"})

    assert "Mine" in page.text
    assert re.findall(r"<script[^>]*>", page.text) == ['<script src="/static/admin/js/theme.js">']
    assert "http-equiv" not in page.text


def test_passwords_and_files_are_named_but_not_kept(robin, team):
    data = {
        "username": "sam",
        "password1": "secret-kite",
        "usable_password": "true",
        "Password": "secret-kite",
        "picture": SimpleUploadedFile('a"<b>.png', b"secret-bytes"),
    }
    page = Client().post("/admin/auth/user/add/", data)

    assert get_fields(page).keys() == {"username", "csrfmiddlewaretoken", "resubmission_permit"}
    assert "secret" not in page.text
    assert "Afterwards, type passwords again" in page.text
    assert "a&quot;&lt;b&gt;.png" in page.text


@pytest.mark.parametrize("address", ["password_change/", "account/app/", "login/", "logout/"])
def test_forms_of_signing_in_are_not_shown_again(db, address):
    sent = {"oldpassword": "typed-kite", "code": "typed-kite", "login": "typed-kite"}

    signed_out = Client(headers={"origin": ORIGIN}).post(f"/admin/{address}", sent)
    forged = Client(headers={"origin": ORIGIN}, enforce_csrf_checks=True).post(f"/admin/{address}", sent)

    assert "resubmit_form" not in signed_out.text
    assert forged.status_code == 403
    assert "typed-kite" not in forged.text


def test_signed_out_visitor_is_redirected_to_sign_in(client, team):
    assert client.get(change_url(team))["Location"] == f"/admin/login/?next={change_url(team)}"
    assert not is_signed_in(client)


def test_page_after_signing_in_in_another_tab_says_what_to_do(client):
    make_staff("sam")
    page = client.post("/admin/teams/team/add/?x=1", {"name": "Mine"})
    [link] = re.findall(r'<a class="button button--quiet" href="([^"]+)" target="_blank" rel="noopener">', page.text)

    response = client.post(link, {"login": "sam", "password": PASSWORD}, follow=True)

    assert "press <strong>Send again</strong>" in response.text
