"""The WSGI application."""

import os
import threading
from collections.abc import Callable, Iterable
from typing import Any

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careers.settings")

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class BodyLimit:
    """Lets at most `slots` requests with a body use a thread at the same time.

    A slow client occupies a thread until its body has arrived. Further requests with a body get 503, so that the other
    threads stay free for readers. A body of unknown length gets 411, because Django would treat it as empty.
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


class Request(WSGIRequest):
    """A request that accepts any content type. `CleanQueryMiddleware` refuses a type that Django cannot parse."""

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        try:
            super()._set_content_type_params(meta)  # type: ignore[misc]  # Django calls this private method
        except (LookupError, ValueError):
            self._encoding = None
            self.content_type, self.content_params = "", {"charset": "unreadable"}


class Handler(WSGIHandler):
    request_class = Request


def _refuse(start_response: Callable[..., Any], status: str, *headers: tuple[str, str]) -> list[bytes]:
    common_headers = [
        ("Content-Type", "text/plain"),
        ("Connection", "close"),
        ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
        ("X-Content-Type-Options", "nosniff"),
    ]
    start_response(status, [*common_headers, *headers])
    return [f"{status}\n".encode()]


django.setup(set_prefix=False)
application = BodyLimit(Handler(), slots=settings.SERVER_THREADS // 2)
