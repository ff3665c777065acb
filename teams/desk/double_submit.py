"""What a page asks for is carried out once, however often its button is pressed."""

import hashlib
from typing import Any

from django.core.cache import cache

# Nobody presses a button twice with a day between.
TTL = 24 * 60 * 60
BUTTON_NAMES = ("csrfmiddlewaretoken", "_save", "_continue", "_addanother")


class DuplicateSubmit(Exception):
    """The same page was sent a second time, after the first was carried out."""


def form_digest(form: Any) -> str:
    """A name for what a page says, whichever button sent it."""
    words = sorted((name, values) for name, values in form.data.lists() if name not in BUTTON_NAMES)
    files = sorted((name, file.name, file.size) for name, file in form.files.items())
    return hashlib.sha256(repr((words, files)).encode(errors="surrogatepass")).hexdigest()


def claim_token(token: str, content: str) -> None:
    """Raise SavedTwice for a page that was carried out before as it is sent now. Nothing is asked without a mark.

    Called in the transaction that carries it out: the mark is in the database's cache, so it is written with the
    rows or not at all, and whoever sends the same page meanwhile waits for it. What says more than the first time,
    after an answer that never came, is no second click: its words are stored.
    """
    key = f"saved.{mark}"
    if token and not cache.add(key, content, TTL):
        if cache.get(key) == content:
            raise DuplicateSubmit
        cache.set(key, content, TTL)


def store_result(token: str, content: str, address: str) -> None:
    """Keep where a page that was claimed has led, for whoever sends it again."""
    if token:
        cache.set(f"led.{mark}.{said}", address, TTL)


def stored_result(token: str, content: str) -> str:
    """Where a page that was sent like this has led; empty where none was."""
    return cache.get(f"led.{mark}.{said}", "") if token else ""
