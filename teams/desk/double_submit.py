"""What a page asks for is carried out once, however often its button is pressed."""

import hashlib
from typing import Any

from django.core.cache import cache

# Nobody presses a button twice with a day between.
REMEMBERED = 24 * 60 * 60
BUTTONS = ("csrfmiddlewaretoken", "_save", "_continue", "_addanother")


class SavedTwice(Exception):
    """The same page was sent a second time, after the first was carried out."""


def digest(form: Any) -> str:
    """A name for what a page says, whichever button sent it."""
    words = sorted((name, values) for name, values in form.data.lists() if name not in BUTTONS)
    files = sorted((name, file.name, file.size) for name, file in form.files.items())
    return hashlib.sha256(repr((words, files)).encode(errors="surrogatepass")).hexdigest()


def claim(mark: str, said: str) -> None:
    """Raise SavedTwice for a page that was carried out before as it is sent now. Nothing is asked without a mark.

    Called in the transaction that carries it out: the mark is in the database's cache, so it is written with the
    rows or not at all, and whoever sends the same page meanwhile waits for it. What says more than the first time,
    after an answer that never came, is no second click: its words are stored.
    """
    key = f"saved.{mark}"
    if mark and not cache.add(key, said, REMEMBERED):
        if cache.get(key) == said:
            raise SavedTwice
        cache.set(key, said, REMEMBERED)


def note(mark: str, said: str, address: str) -> None:
    """Keep where a page that was claimed has led, for whoever sends it again."""
    if mark:
        cache.set(f"led.{mark}.{said}", address, REMEMBERED)


def outcome(mark: str, said: str) -> str:
    """Where a page that was sent like this has led; empty where none was."""
    return cache.get(f"led.{mark}.{said}", "") if mark else ""
