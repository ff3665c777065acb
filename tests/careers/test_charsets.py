"""Forms that say they are written in something else than UTF-8: Django would take any codec of Python for it."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client, RequestFactory

from careers.wsgi import Handler

from ..signing_in import LOGIN, is_signed_in, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords", "employer")]

MULTIPART, URLENCODED = "multipart/form-data; boundary=BBB", "application/x-www-form-urlencoded"
OTHERS = ["rot13", "hex", "idna", "undefined", "punycode", "zip", "utf-7", "utf-16", "latin-1", "utf-8-sig", "x", ""]
# `+2AA-` is half a letter in UTF-7.
FIELDS = {"login": "+2AA-robin", "password": "a-kite-in-the-wind", "next": ""}


def body(kind: str, **fields: str) -> bytes:
    if kind == URLENCODED:
        return "&".join(f"{name}={value}" for name, value in fields.items()).encode()
    parts = [f'--BBB\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{fields[name]}\r\n' for name in fields]
    return ("".join(parts) + "--BBB--\r\n").encode()


def send(client: Client, address: str, kind: str, charset: str, **fields: str) -> Any:
    """As `client.post`, which would write the form by that codec itself."""
    content_type = f"{kind}; charset={charset}"
    return client.generic("POST", address, body(kind, **fields), content_type)


@pytest.fixture(params=["with a token", "without"])
def visitor(request: Any) -> tuple[Client, dict[str, str]]:
    """A stranger whose requests are checked, and what the page of signing in gave her."""
    client = Client(enforce_csrf_checks=True)
    page = client.get(LOGIN)
    token = str(page.context["csrf_token"])
    return client, {"csrfmiddlewaretoken": token} if request.param == "with a token" else {}


@pytest.mark.parametrize("address", ["/", "/jobs/", "/nowhere", LOGIN, "/admin/account/passkeys/login/"])
@pytest.mark.parametrize("kind", [MULTIPART, URLENCODED, "text/plain"])
def test_forms_in_other_charsets_are_refused(visitor: Any, address: str, kind: str) -> None:
    client, token = visitor

    answers = {charset: send(client, address, kind, charset, **token, **FIELDS).status_code for charset in OTHERS}

    assert answers == dict.fromkeys(OTHERS, 400)


def test_refusal_is_the_page_of_the_site(client: Client) -> None:
    """Also where there is no form to read."""
    for method in ("GET", "HEAD", "POST"):
        response = client.generic(method, "/jobs/", content_type=f"{MULTIPART}; charset=rot13", data=b"no form")
        assert response.status_code == 400, method
    assert "Bad request" in response.text


@pytest.mark.parametrize(
    "content_type", ["x; charset=rot13", "multipart/form-data; boundary*=idna''%ff", "x; charset*=nonsense''utf-8"]
)
def test_content_types_that_cannot_be_read_are_refused(content_type: str) -> None:
    """As a server asks: the tests' own client reads the type in another way."""
    told: list[str] = []
    environ = RequestFactory().get("/jobs/?a=1").environ | {"CONTENT_TYPE": content_type}
    body = b"".join(Handler()(environ, lambda status, headers: told.append(status)))
    assert told == ["400 Bad Request"]
    assert b"Bad request" in body


@pytest.mark.parametrize("kind", [MULTIPART, URLENCODED])
@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"'])
def test_forms_in_utf_8_are_taken(kind: str, charset: str) -> None:
    user: User = make_staff()
    client = Client()
    sent = {"login": user.username, "password": FIELDS["password"]}

    assert send(client, LOGIN, kind, charset, **sent).status_code == 302
    assert is_signed_in(client)
