"""Shared fixtures: clients, rules of places, a frozen time, an index cache of the test."""

import threading
from typing import Any

import pytest
import time_machine
from django.test import Client

from jobs.finding import index_cache as index_cache_module
from jobs.finding.index import Index
from jobs.models import PlaceRule, Posting
from tests.desk import make_user

from ..factories import make_posting, make_team
from .admin.warnings import make_draft
from .finding.index.caches import StoppableIndexCache
from .transitions import NOW


@pytest.fixture
def second_client(employer: Any) -> Client:
    """The browser of a second recruiter."""
    client = Client()
    client.force_login(make_user("sam", "Editor", first_name="Sam", last_name="Lind"))
    return client


@pytest.fixture
def pay_rule(db: None) -> PlaceRule:
    """The only rule of a place. Migrations create others."""
    PlaceRule.objects.all().delete()
    return PlaceRule.objects.create(country="US", region="Colorado", requires_pay=True, source="By law.")


@pytest.fixture
def draft() -> Posting:
    """A draft in Denver without pay."""
    return make_draft()


@pytest.fixture
def frozen_time():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def closing_date_rule(db):
    """The only rule of a place. Migrations create others."""
    PlaceRule.objects.all().delete()
    return PlaceRule.objects.create(country="US", region="Colorado", requires_closing_date=True, source="By law.")


@pytest.fixture
def team(employer):
    return make_team("Backend Development")


@pytest.fixture
def index_cache(monkeypatch):
    """An index cache of this test. All pages and probes use it."""
    stopped = threading.Event()
    close = index_cache_module.close_old_connections

    def close_or_stop():
        if stopped.is_set():
            raise SystemExit
        close()

    cache = StoppableIndexCache()
    monkeypatch.setattr(index_cache_module, "close_old_connections", close_or_stop)
    for module in ("jobs.finding.index_cache", "jobs.finding.selection", "careers.middleware"):
        monkeypatch.setattr(f"{module}.index_cache", cache)
    yield cache
    stopped.set()
    if cache._watcher is not None:
        cache._watcher.join(10)
        assert not cache._watcher.is_alive()


@pytest.fixture
def builds(monkeypatch):
    """The token of each index build. A test sets `during`, which runs at the end of each build, with its number."""

    class Builds(list):
        during = staticmethod(lambda number: None)

    builds = Builds()

    def build(token, at):
        builds.append(token)
        index = Index(token, at)
        builds.during(len(builds))
        return index

    monkeypatch.setattr(index_cache_module, "Index", build)
    return builds


@pytest.fixture
def posting(db):
    return make_posting("Pilot", reference="REF-PILOT", sections=1)
