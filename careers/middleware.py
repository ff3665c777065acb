"""HTTP concerns that belong to no page: health, headers, and what an address may carry."""

import unicodedata
from collections.abc import Callable

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseNotAllowed, QueryDict
from django.template.loader import render_to_string

from jobs.finding.index_cache import index_cache

Respond = Callable[[HttpRequest], HttpResponse]
METHODS = ["GET", "HEAD", "POST", "OPTIONS"]


class HealthMiddleware:
    """Answers `/livez` and `/readyz` before host names and sessions matter, as probes know neither."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response
        self.migrated = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/livez":
            return self._answer("alive", 200)
        if request.path == "/readyz":
            return self._ready()
        return self.get_response(request)

    def _ready(self) -> HttpResponse:
        try:
            if not self.migrated:
                executor = MigrationExecutor(connection)
                self.migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
            else:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT 1")
        except DatabaseError:
            return self._answer("the database does not answer", 503)
        if not self.migrated:
            return self._answer("migrations are waiting", 503)
        return self._answer("\n".join(filter(None, ["ready", index_cache.describe_problem()])), 200)

    def _answer(self, text: str, status: int) -> HttpResponse:
        return HttpResponse(
            f"{text}\n", status=status, content_type="text/plain", headers={"Cache-Control": "no-store"}
        )


class HeadersMiddleware:
    """Headers for every answer that no part of Django sends, and no method that no page answers."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request) if request.method in METHODS else HttpResponseNotAllowed(METHODS)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class CleanQueryMiddleware:
    """Drops NUL and control characters from the query and cookies: nobody means them, and PostgreSQL refuses NUL.

    What says that it is written in anything but UTF-8 is refused: Django would read query and form by any codec
    of Python, among them some that make no text (`rot13`, `hex`) or half a letter (`utf-7`).
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (request.content_params or {}).get("charset", "utf-8").lower() != "utf-8":
            # Not raised: Django's own view of the refusal reads the form first, for its token.
            return HttpResponseBadRequest(render_to_string("400.html"))
        request.COOKIES = {name: _printable(value) for name, value in request.COOKIES.items()}
        if "%" in request.META.get("QUERY_STRING", ""):
            given = request.GET
            cleaned = QueryDict(mutable=True)
            for key, values in given.lists():
                cleaned.setlist(_printable(key), [_printable(value) for value in values])
            cleaned._mutable = False
            if cleaned != given:
                request.GET = cleaned  # type: ignore[assignment]
                request.META["QUERY_STRING"] = cleaned.urlencode()
        return self.get_response(request)


def _printable(text: str) -> str:
    return "".join(letter for letter in text if unicodedata.category(letter) not in ("Cc", "Cs"))
