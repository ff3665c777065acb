"""What was typed at the desk is not lost when a session ends, and no other site can have anything sent by it."""

import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from teams.models import Team
from tests.desk import FormReader, change_url, get_form_data
from tests.factories import make_team
from tests.signing_in import PASSWORD, is_signed_in, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords", "employer")]

HERE = "http://testserver"
TYPED = 'Words "of mine" </textarea><b>&amp;\r\nand more'


@pytest.fixture
def robin():
    """A browser that is checked for forged requests and says where each comes from, with a superuser signed in."""
    make_staff(is_superuser=True)
    client = Client(enforce_csrf_checks=True, headers={"origin": HERE, "sec-fetch-site": "same-origin"})
    enter(client)
    return client


@pytest.fixture
def team():
    return make_team("Backend", headline="Before")


def token(page):
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]


def enter(client):
    client.cookies.pop("sessionid", None)
    sent = {"login": "robin", "password": PASSWORD, "csrfmiddlewaretoken": token(client.get("/admin/login/"))}
    assert client.post("/admin/login/", sent).status_code == 302


def held(page):
    """What pressing "Send again" would send."""
    reader = FormReader()
    reader.feed(page.text)
    return reader.data


def written(client, team, **changes):
    """The form of a team as a browser would send it, with some fields changed."""
    return get_form_data(client, change_url(team)) | {"headline": TYPED, "_save": "Save"} | changes


def is_saved(team):
    return Team.objects.get(pk=team.pk).headline != "Before"


def test_form_sent_after_the_session_ended_waits_and_is_sent_again(robin, team):
    address = f"{change_url(team)}?_changelist_filters=q%3Dx"
    with time_machine.travel("2026-03-12T08:00:00Z", tick=False) as clock:
        enter(robin)
        data = written(robin, team)
        clock.shift(4 * 60 * 60)

        page = robin.post(address, data)

        assert (page.status_code, page["Cache-Control"]) == (403, "no-store")
        assert "You are signed out" in page.text
        assert not is_saved(team)
        assert f'action="{address}"' in page.text
        kept = held(page)
        assert {name: values for name, values in kept.items() if name != "csrfmiddlewaretoken"} == {
            name: values if isinstance(values, list) else [values]
            for name, values in data.items()
            if name != "csrfmiddlewaretoken" and values != []
        }

        # She signs in in another tab, which gives the browser another token.
        enter(robin)
        again = robin.post(address, kept)
        assert again.status_code == 403
        assert "Send it once more" in again.text
        assert not is_saved(team)

        assert robin.post(address, held(again)).status_code == 302
        assert Team.objects.get(pk=team.pk).headline.startswith('Words "of mine" </textarea><b>&amp;')


def test_form_opened_before_signing_in_anew_is_given_back(robin, team):
    data = written(robin, team)
    enter(robin)

    page = robin.post(change_url(team), data)

    assert "Send it once more" in page.text
    assert TYPED.split("\r\n")[1] in held(page)["headline"][0]


ELSEWHERE = {
    "another site": {"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
    "another site with an old browser": {"origin": "https://evil.example"},
    "a name beside ours": {"origin": "http://other.testserver", "sec-fetch-site": "same-site"},
    "another port": {"origin": "http://testserver:8080", "sec-fetch-site": "same-site"},
    "another scheme": {"origin": "https://testserver", "sec-fetch-site": "same-site"},
    "another scheme with an old browser": {"origin": "https://testserver"},
    "another port with an old browser": {"origin": "http://testserver:8080"},
    "a name that ends like ours": {"origin": "http://nottestserver"},
    "a sandbox": {"origin": "null", "sec-fetch-site": "cross-site"},
    "nowhere": {},
    "a page of ours, says the referrer": {"referer": f"{HERE}/admin/"},
    "here, but not so": {"origin": HERE, "sec-fetch-site": "cross-site"},
    "beside us, but not so": {"origin": HERE, "sec-fetch-site": "same-site"},
    "typed": {"origin": HERE, "sec-fetch-site": "none"},
}


@pytest.mark.parametrize("headers", ELSEWHERE.values(), ids=ELSEWHERE)
@pytest.mark.parametrize("signed_in", [True, False])
def test_no_other_site_has_its_words_put_into_a_page_of_ours(robin, team, headers, signed_in):
    forged = Client(enforce_csrf_checks=True, headers=headers)
    if signed_in:
        forged.cookies = robin.cookies
    page = forged.post(change_url(team), {"headline": "Forged", "_save": "Save", "csrfmiddlewaretoken": "x" * 64})

    assert page.status_code == 403
    assert "Forged" not in page.text
    assert "csrfmiddlewaretoken" not in page.text
    assert not is_saved(team)


def test_even_with_a_stolen_token_another_site_is_refused(robin, team):
    data = written(robin, team, headline="Forged")
    robin.defaults = {"HTTP_ORIGIN": "https://evil.example"}
    page = robin.post(change_url(team), data)

    assert page.status_code == 403
    assert "Forged" not in page.text
    assert not is_saved(team)


def test_nothing_is_sent_without_a_click(robin, team):
    page = Client(headers={"origin": HERE}).post(change_url(team), {"headline": "Mine"})

    assert "Mine" in page.text
    assert re.findall(r"<script[^>]*>", page.text) == ['<script src="/static/admin/js/theme.js">']
    assert "http-equiv" not in page.text


def test_passwords_and_files_are_not_kept_but_named(robin, team):
    data = {
        "username": "sam",
        "password1": "secret-kite",
        "usable_password": "true",
        "Password": "secret-kite",
        "picture": SimpleUploadedFile('a"<b>.png', b"secret-bytes"),
    }
    page = Client().post("/admin/auth/user/add/", data)

    assert held(page).keys() - {"csrfmiddlewaretoken"} == {"username"}
    assert "secret" not in page.text
    assert "Afterwards, type passwords again" in page.text
    assert "a&quot;&lt;b&gt;.png" in page.text


@pytest.mark.parametrize("address", ["password_change/", "account/app/", "login/", "logout/"])
def test_nothing_typed_while_signing_in_is_given_back(db, address):
    sent = {"oldpassword": "typed-kite", "code": "typed-kite", "login": "typed-kite"}

    signed_out = Client(headers={"origin": HERE}).post(f"/admin/{address}", sent)
    forged = Client(headers={"origin": HERE}, enforce_csrf_checks=True).post(f"/admin/{address}", sent)

    assert "resubmit_form" not in signed_out.text
    assert forged.status_code == 403
    assert "typed-kite" not in forged.text


def test_signed_out_visitor_is_led_to_the_door_and_back(client, team):
    assert client.get(change_url(team))["Location"] == f"/admin/login/?next={change_url(team)}"
    assert not is_signed_in(client)


def test_page_after_signing_in_elsewhere_says_what_to_do(client):
    make_staff("sam")
    page = client.post("/admin/teams/team/add/?x=1", {"name": "Mine"})
    [link] = re.findall(r'<a class="button quiet" href="([^"]+)" target="_blank" rel="noopener">', page.text)

    response = client.post(link, {"login": "sam", "password": PASSWORD}, follow=True)

    assert "press <strong>Send again</strong>" in response.text
