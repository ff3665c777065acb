"""Requests random addresses, and counts how they are answered."""

import logging
import time
from collections import Counter
from itertools import chain
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from .addresses import ADMIN, PUBLIC, random_addresses


def request_addresses(number: int, seed: int) -> dict[str, Any]:
    """Request `number` addresses, a quarter of them in the admin. Runs in a process with Django; see `part.py`."""
    # Refused requests are counted, so they need not be logged.
    logging.getLogger("django.security").setLevel(logging.CRITICAL)
    visitor = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1")
    recruiter = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1")
    recruiter.force_login(get_user_model().objects.create_superuser("root"))
    in_admin = number // 4
    requests = chain(
        ((visitor, address) for address in random_addresses([*PUBLIC, *_existing_paths()], number - in_admin, seed)),
        ((recruiter, address) for address in random_addresses(ADMIN, in_admin, seed)),
    )

    statuses: Counter[int] = Counter()
    errors, slowest, began = [], (0.0, ""), time.monotonic()
    for client, address in requests:
        start = time.perf_counter()
        response = client.get(address)
        response.close()
        slowest = max(slowest, ((time.perf_counter() - start) * 1000, address))
        statuses[response.status_code] += 1
        if response.status_code >= 500:
            errors.append((response.status_code, address))
    return {
        "statuses": statuses,
        "errors": errors,
        "slowest_ms": slowest[0],
        "slowest": slowest[1],
        "seconds": time.monotonic() - began,
    }


def _existing_paths() -> list[str]:
    """Return addresses of existing rows: a team, its feed, a place, a story, open and closed postings."""
    postings, now = apps.get_model("jobs.Posting").objects, timezone.now()
    rows = [
        *(
            row
            for model in ("teams.Team", "jobs.Location", "teams.Story")
            for row in apps.get_model(model).objects.all()[:1]
        ),
        *postings.open(now)[:3],
        *postings.closed(now)[:1],
        *postings.drafts()[:1],
    ]
    paths = [row.get_absolute_url() for row in rows]
    return [*paths, f"{paths[0]}feed/"]
