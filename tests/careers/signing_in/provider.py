"""Helpers that speak with the provider of the tests, as a browser would."""

from typing import Any

import requests
from django.test import Client

LOGIN, BEGIN = "/admin/login/", "/admin/login/company/"
RITA = {"email": "rita@example.com", "email_verified": True, "given_name": "Rita", "family_name": "Okafor"}


def set_claims(provider: str, claims: dict[str, Any], subject: str = "subject-1") -> None:
    requests.put(f"{provider}/users/{subject}", json=claims, timeout=5).raise_for_status()


def authorize(address: str, subject: str = "subject-1") -> str:
    """Sign in at the provider. Return the address to which it sends the browser back."""
    response = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=5)
    assert response.status_code == 302, response.text
    return response.headers["Location"].removeprefix("http://testserver")


def begin(client: Client, query: str = "") -> str:
    response = client.get(BEGIN + query)
    assert response.status_code == 302
    return str(response.headers["Location"])


def enter(client: Client, subject: str = "subject-1", query: str = "") -> Any:
    return client.get(authorize(begin(client, query), subject))


def read_message(client: Client) -> str:
    """Return the sign-in page, with what it says of the last attempt."""
    return str(client.get(LOGIN).text)
