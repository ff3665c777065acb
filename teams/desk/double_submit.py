"""A form that is submitted twice is carried out once.

A form carries an idempotency token in a hidden field. The token and a digest of what was submitted are kept in
the cache, which is a table of the database.
"""

import hashlib
from typing import Any

from django.core.cache import cache

# In seconds. Nobody clicks twice with a day in between.
TTL = 24 * 60 * 60
# A form that the site kept, to be sent again (careers/signing_in/resubmission.py), has this field as well.
PERMIT_FIELD = "resubmission_permit"
# These differ from click to click although the content of the form is the same.
BUTTON_NAMES = ("csrfmiddlewaretoken", PERMIT_FIELD, "_save", "_continue", "_addanother")


class DuplicateSubmit(Exception):
    """The form was submitted before, with the same token and the same content."""


def get_digest(data: Any, files: Any) -> str:
    """Return a hash of submitted data and files. The button that submitted them makes no difference."""
    values = sorted((name, values) for name, values in data.lists() if name not in BUTTON_NAMES)
    files = sorted((name, file.name, file.size) for name, file in files.items())
    return hashlib.sha256(repr((values, files)).encode(errors="surrogatepass")).hexdigest()


def is_duplicate(token: str, digest: str) -> bool:
    """Return whether a form with this token and digest was carried out before, as its last version."""
    return bool(token) and cache.get(f"saved.{token}") == digest


def claim_token(token: str, digest: str) -> None:
    """Raise DuplicateSubmit if a form with this token and digest was carried out before.

    Without a token nothing is checked. Call this inside the transaction that carries the form out: the token is
    then written together with the rows, and a second submit waits for the first. The same token with another
    digest is no second click: the user got no answer and has typed more since, so this is carried out too.
    """
    key = f"saved.{token}"
    if token and not cache.add(key, digest, TTL):
        if cache.get(key) == digest:
            raise DuplicateSubmit
        cache.set(key, digest, TTL)


def store_result(token: str, digest: str, url: str) -> None:
    """Remember the address that a form led to, for a second submit of it."""
    if token:
        cache.set(f"led.{token}.{digest}", url, TTL)


def stored_result(token: str, digest: str) -> str:
    """Return the address that `store_result` has stored, or "" if there is none."""
    return cache.get(f"led.{token}.{digest}", "") if token else ""
