"""Health checks, security headers, and cleaning of queries and cookies."""

import unicodedata
from collections.abc import Callable
from contextlib import suppress

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseNotAllowed, QueryDict
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control

from jobs.finding.index_cache import index_cache
from jobs.pages import way_back
from teams.models import edition

GetResponse = Callable[[HttpRequest], HttpResponse]
METHODS = ["GET", "HEAD", "POST", "OPTIONS"]


class HealthMiddleware:
    """Answers `/livez` and `/readyz`.

    It runs before host names and sessions are checked. A probe sends neither the site's host name nor a session cookie.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.is_migrated = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/livez":
            return self._respond("alive", 200)
        if request.path == "/readyz":
            return self._check_readiness()
        return self.get_response(request)

    def _check_readiness(self) -> HttpResponse:
        try:
            if not self.is_migrated:
                executor = MigrationExecutor(connection)
                self.is_migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
            else:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT 1")
        except DatabaseError:
            return self._respond("the database does not answer", 503)
        if not self.is_migrated:
            return self._respond("migrations are waiting", 503)
        if index_cache.index is None:
            # A process that has not answered yet does not know whether it can.
            with suppress(Exception):
                index_cache.get(edition.token())
        problem = index_cache.describe_problem()
        if index_cache.index is None:
            return self._respond(problem, 503)
        return self._respond("\n".join(filter(None, ["ready", problem])), 200)

    def _respond(self, text: str, status: int) -> HttpResponse:
        return HttpResponse(
            f"{text}\n", status=status, content_type="text/plain", headers={"Cache-Control": "no-store"}
        )


class HeadersMiddleware:
    """Adds headers that Django does not set, and answers 405 to methods that no page supports."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request) if request.method in METHODS else HttpResponseNotAllowed(METHODS)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class PrivateAnswersMiddleware:
    """Keeps answers to addresses that hold where a visitor came from out of shared caches. Runs on cleaned queries."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if way_back.PARAMETER in request.GET:
            patch_cache_control(response, private=True)
        return response


class CleanQueryMiddleware:
    """Drops control characters and lone surrogates from the query and the cookies. PostgreSQL refuses NUL.

    A request in any encoding but UTF-8 is refused with 400. Django would decode it with any codec of Python. Some
    codecs do not return text (`rot13`, `hex`), and some return lone surrogates (`utf-7`).
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (request.content_params or {}).get("charset", "utf-8").lower() != "utf-8":
            # Do not raise BadRequest: Django's error view would first read the form, to look for a CSRF token.
            return HttpResponseBadRequest(render_to_string("400.html"))
        request.COOKIES = {name: _remove_control_characters(value) for name, value in request.COOKIES.items()}
        if "%" in request.META.get("QUERY_STRING", ""):
            query = request.GET
            cleaned = QueryDict(mutable=True)
            for key, values in query.lists():
                cleaned.setlist(
                    _remove_control_characters(key), [_remove_control_characters(value) for value in values]
                )
            cleaned._mutable = False
            if cleaned != query:
                request.GET = cleaned  # type: ignore[assignment]
                request.META["QUERY_STRING"] = cleaned.urlencode()
        return self.get_response(request)


def _remove_control_characters(text: str) -> str:
    return "".join(character for character in text if unicodedata.category(character) not in ("Cc", "Cs"))
