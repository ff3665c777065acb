"""How often something may be tried before it must wait.

Tries are counted in the database's cache, so all processes count together and a restart forgets
nothing. A try is counted before the password is looked at, so that many at once count too, and given
back if the password was right.
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
    """One counted try of a password for a `name`; raises ValidationError if there were too many."""

    def __init__(self, request: HttpRequest, name: str) -> None:
        self.usages = []
        keys = {"here": f"{ratelimit.get_ip(request)} {name}", "address": None, "name": name}
        for action, key in keys.items():
            limit = {"app": "careers", "action": action, "config": settings.PASSWORD_LIMITS, "key": key}
            if usages := ratelimit.consume(request, **limit):
                self.usages.append(usages)
            else:
                raise limit_error(request, **limit)

    def refund(self) -> None:
        for usages in self.usages:
            usages.rollback()


def limit_error(request: HttpRequest, **limit: object) -> ValidationError:
    """The error that says how long to wait; `asked` names what allauth refused."""
    seconds = max(_remaining_waits(request, **limit))
    number, unit = (seconds, "second") if seconds < 60 else (math.ceil(seconds / 60), "minute")
    words = f"{number} {unit}{pluralize(number)}"
    return ValidationError(f"Too many tries. Wait {words}, then try again.", code=LIMITED, params={"wait": seconds})


def _remaining_waits(request: HttpRequest, **limit: object) -> Iterator[int]:
    yield 1  # if so many try at once that counting them takes longer
    for rate in ratelimit.get_rates(app=limit["app"], action=limit["action"], config=limit.get("config")):
        key = ratelimit.get_cache_key(request, app=limit["app"], action=limit["action"], rate=rate, key=limit["key"])
        tried = cache.get(key, [])  # moments, the newest first
        if len(tried) >= rate.amount:
            yield math.ceil(tried[rate.amount - 1] + rate.duration - time.time())


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """What allauth answers where it counts by itself: each of those counts is over a minute."""
    response = render(request, "429.html", status=429)
    response.headers["Retry-After"] = "60"
    return response
