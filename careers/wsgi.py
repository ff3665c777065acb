"""The application as a WSGI server sees it."""

import os
import threading
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careers.settings")

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class BodyLimit:
    """Lets at most `slots` requests with a body occupy a thread at once, so that slow senders leave some to readers.

    A thread waits for a body as long as its sender likes. The rest is told to come back, with 503. A
    body of unknown length is refused with 411, because Django would take it for an empty one.
    """

    def __init__(self, application: Application, slots: int) -> None:
        self.application = application
        self.slots = threading.BoundedSemaphore(slots)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if "HTTP_TRANSFER_ENCODING" in environ:
            return _refuse(start_response, "411 Length Required")
        if environ.get("CONTENT_LENGTH") in (None, "", "0"):
            return self.application(environ, start_response)
        if not self.slots.acquire(blocking=False):
            return _refuse(start_response, "503 Service Unavailable", ("Retry-After", "5"))
        try:
            return self.application(environ, start_response)
        finally:
            self.slots.release()


def _refuse(start_response: Callable[..., Any], status: str, *headers: tuple[str, str]) -> list[bytes]:
    always = [
        ("Content-Type", "text/plain"),
        ("Connection", "close"),
        ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
        ("X-Content-Type-Options", "nosniff"),
    ]
    start_response(status, [*always, *headers])
    return [f"{status}\n".encode()]


application = BodyLimit(get_wsgi_application(), slots=settings.SERVER_THREADS // 2)
