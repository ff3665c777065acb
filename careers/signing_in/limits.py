"""Limits on attempts to sign in.

Attempts are counted in the cache, which is a table of the database: all processes share the counts, and a
restart keeps them. An attempt is counted before the password is checked, so that parallel attempts count too,
and is not counted any more if the password was right.
"""

import math
import time
from collections.abc import Iterator

from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import pluralize

LIMITED = "limited"


class PasswordAttempt:
    """One counted attempt with a password for a user `name`. Raises ValidationError if there were too many."""

    def __init__(self, request: HttpRequest, name: str) -> None:
        self.usages = []
        keys = {"here": f"{ratelimit.get_ip(request)} {name}", "address": None, "name": name}
        for action, key in keys.items():
            limit = {"app": "careers", "action": action, "config": settings.PASSWORD_LIMITS, "key": key}
            if usage := ratelimit.consume(request, **limit):
                self.usages.append(usage)
            else:
                raise limit_error(request, **limit)

    def refund(self) -> None:
        """Do not count this attempt: the password was right."""
        for usage in self.usages:
            usage.rollback()


def limit_error(request: HttpRequest, **limit: object) -> ValidationError:
    """Return the error that says how long to wait. `limit`: the arguments with which allauth refused."""
    seconds = max(_remaining_waits(request, **limit))
    number, unit = (seconds, "second") if seconds < 60 else (math.ceil(seconds / 60), "minute")
    wait = f"{number} {unit}{pluralize(number)}"
    return ValidationError(f"Too many tries. Wait {wait}, then try again.", code=LIMITED, params={"wait": seconds})


def _remaining_waits(request: HttpRequest, **limit: object) -> Iterator[int]:
    """Yield the seconds until each rate of a limit allows the next attempt, and at least 1."""
    yield 1  # the counts may have expired since the attempt was refused
    for rate in ratelimit.get_rates(app=limit["app"], action=limit["action"], config=limit.get("config")):
        key = ratelimit.get_cache_key(request, app=limit["app"], action=limit["action"], rate=rate, key=limit["key"])
        attempts = cache.get(key, [])  # seconds since the epoch, newest first
        if len(attempts) >= rate.amount:
            yield math.ceil(attempts[rate.amount - 1] + rate.duration - time.time())


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Answer for allauth where it counts by itself. All those limits are per minute."""
    response = render(request, "429.html", status=429)
    response.headers["Retry-After"] = "60"
    return response
