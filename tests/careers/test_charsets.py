"""Forms in another encoding than UTF-8 are refused. Django would decode them with any codec of Python."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client, RequestFactory

from careers.wsgi import Handler

from ..signing_in import LOGIN, is_signed_in, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("employer")]

MULTIPART, URLENCODED = "multipart/form-data; boundary=BBB", "application/x-www-form-urlencoded"
OTHERS = ["rot13", "hex", "idna", "undefined", "punycode", "zip", "utf-7", "utf-16", "latin-1", "utf-8-sig", "x", ""]
# `+2AA-` is a lone surrogate in UTF-7.
FIELDS = {"login": "+2AA-robin", "password": "a-kite-in-the-wind", "next": ""}


def encode_form(content_type: str, **fields: str) -> bytes:
    if content_type == URLENCODED:
        return "&".join(f"{name}={value}" for name, value in fields.items()).encode()
    parts = [f'--BBB\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{fields[name]}\r\n' for name in fields]
    return ("".join(parts) + "--BBB--\r\n").encode()


def send(client: Client, address: str, content_type: str, charset: str, **fields: str) -> Any:
    """Post a form in UTF-8 that claims another charset. `client.post` would encode it in that charset."""
    body = encode_form(content_type, **fields)
    return client.generic("POST", address, body, f"{content_type}; charset={charset}")


@pytest.fixture(params=["with a token", "without"])
def visitor(request: Any) -> tuple[Client, dict[str, str]]:
    """A client with CSRF checks, and the token of the login page, if any."""
    client = Client(enforce_csrf_checks=True)
    page = client.get(LOGIN)
    token = str(page.context["csrf_token"])
    return client, {"csrfmiddlewaretoken": token} if request.param == "with a token" else {}


@pytest.mark.parametrize("address", ["/", "/jobs/", "/nowhere", LOGIN, "/admin/account/passkeys/login/"])
@pytest.mark.parametrize("content_type", [MULTIPART, URLENCODED, "text/plain"])
def test_form_in_another_charset_is_refused(visitor: Any, address: str, content_type: str) -> None:
    client, token = visitor

    statuses = {
        charset: send(client, address, content_type, charset, **token, **FIELDS).status_code for charset in OTHERS
    }

    assert statuses == dict.fromkeys(OTHERS, 400)


def test_refused_charset_shows_the_error_page(client: Client) -> None:
    """Also without a form."""
    for method in ("GET", "HEAD", "POST"):
        response = client.generic(method, "/jobs/", content_type=f"{MULTIPART}; charset=rot13", data=b"no form")
        assert response.status_code == 400, method
    assert "Bad request" in response.text


@pytest.mark.parametrize(
    "content_type", ["x; charset=rot13", "multipart/form-data; boundary*=idna''%ff", "x; charset*=nonsense''utf-8"]
)
def test_invalid_content_type_is_refused(content_type: str) -> None:
    """Call the WSGI handler, because the test client parses the content type in another way."""
    statuses: list[str] = []
    environ = RequestFactory().get("/jobs/?a=1").environ | {"CONTENT_TYPE": content_type}
    body = b"".join(Handler()(environ, lambda status, headers: statuses.append(status)))
    assert statuses == ["400 Bad Request"]
    assert b"Bad request" in body


@pytest.mark.parametrize("content_type", [MULTIPART, URLENCODED])
@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"'])
def test_form_in_utf_8_is_accepted(content_type: str, charset: str) -> None:
    user: User = make_staff()
    client = Client()
    data = {"login": user.username, "password": FIELDS["password"]}

    assert send(client, LOGIN, content_type, charset, **data).status_code == 302
    assert is_signed_in(client)
