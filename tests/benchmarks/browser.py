"""A browser of the desk that asks the real server."""

import http.client
import re
import time
import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse

from tests.desk import make_recruiter

END_SECONDS = 3600


class Browser:
    """An editor who is signed in, and who waits as the page of an import tells her."""

    def __init__(self, port: int) -> None:
        self.port = port
        client = Client()
        client.force_login(make_recruiter("importer"), settings.AUTHENTICATION_BACKENDS[0])
        assert SESSION_KEY in client.session
        self.cookies = {settings.SESSION_COOKIE_NAME: client.session.session_key}

    def upload(self, content: bytes) -> str:
        """Upload a file and wait for its preview. Return its address."""
        address = reverse("admin:jobs_posting_import")
        _where, text = self.get(address)
        where, _text = self._wait(
            *self.post(address, {"csrfmiddlewaretoken": _token(text)}, ("file", "new.csv", content))
        )
        return where

    def confirm(self, address: str) -> None:
        """Press Import, and wait until the list says that it is done."""
        _where, text = self.get(address)
        digest = re.search(r'name="digest" value="([0-9a-f]+)"', text)
        if not digest:
            raise SystemExit("The preview cannot be confirmed.")
        body = f"csrfmiddlewaretoken={_token(text)}&digest={digest[1]}&reason=benchmark".encode()
        answer = self._send("POST", address, body, "application/x-www-form-urlencoded")
        _where, text = self._wait(*answer)
        if "Imported new.csv" not in text:
            raise SystemExit("The import did not end with its message.")

    def get(self, address: str) -> tuple[str, str]:
        return self._send("GET", address)

    def post(self, address: str, fields: Mapping[str, Any], file: tuple[str, str, bytes]) -> tuple[str, str]:
        """Send a form with a file: its field, its name, its content. Return the address and the text of the answer."""
        boundary = uuid.uuid4().hex
        begin = f"--{boundary}\r\nContent-Disposition: form-data; name="
        field, filename, content = file
        values = [
            (name, value) for name, each in fields.items() for value in (each if isinstance(each, list) else [each])
        ]
        head = "".join(f'{begin}"{name}"\r\n\r\n{value}\r\n' for name, value in values)
        head += f'{begin}"{field}"; filename="{filename}"\r\n\r\n'
        body = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
        return self._send("POST", address, body, f"multipart/form-data; boundary={boundary}")

    def _wait(self, address: str, text: str) -> tuple[str, str]:
        until = time.monotonic() + END_SECONDS
        while 'id="import-progress"' in text:
            if time.monotonic() > until:
                raise SystemExit("The import does not end.")
            time.sleep(1)
            address, text = self.get(address)
        return address, text

    def _send(self, method: str, address: str, body: bytes = b"", kind: str = "") -> tuple[str, str]:
        """Send a request and follow its redirect. Return the address and the text of the page."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            headers = {"Cookie": cookies, "Origin": f"http://127.0.0.1:{self.port}"}
            connection.request(method, address, body or None, headers | ({"Content-Type": kind} if kind else {}))
            answer = connection.getresponse()
            text = answer.read().decode()
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            if answer.status in (301, 302):
                return self._send("GET", answer.headers["Location"])
            if answer.status != 200:
                raise SystemExit(f"{method} {address} was answered with {answer.status}.")
            return address, text
        finally:
            connection.close()


def _token(text: str) -> str:
    match = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text)
    assert match
    return match[1]
