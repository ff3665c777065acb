"""Fixtures of more than one module: a colleague, rules of places, a moment that stands still, an index of its own."""

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
from .finding.index.caches import Stoppable
from .transitions import NOW


@pytest.fixture
def other(employer: Any) -> Client:
    """A second recruiter's browser."""
    client = Client()
    client.force_login(make_user("sam", "Editor", first_name="Sam", last_name="Lind"))
    return client


@pytest.fixture
def colorado(db: None) -> PlaceRule:
    """Of the rules of places only this one, whatever the migrations have entered."""
    PlaceRule.objects.all().delete()
    return PlaceRule.objects.create(country="US", region="Colorado", requires_pay=True, note="By law.")


@pytest.fixture
def draft() -> Posting:
    """A draft in Denver without pay."""
    return make_draft()


@pytest.fixture
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def one_rule(db):
    """Of the rules of places only this one, whatever the migrations have entered."""
    PlaceRule.objects.all().delete()
    return PlaceRule.objects.create(country="US", region="Colorado", requires_closing_date=True, note="By law.")


@pytest.fixture
def team(employer):
    return make_team("Backend Development")


@pytest.fixture
def index_cache(monkeypatch):
    """A cache of this test alone. Every page and probe asks it."""
    stopped = threading.Event()
    close = index_cache_module.close_old_connections

    def close_or_stop():
        if stopped.is_set():
            raise SystemExit
        close()

    made = Stoppable()
    monkeypatch.setattr(index_cache_module, "close_old_connections", close_or_stop)
    for module in ("jobs.finding.index_cache", "jobs.finding.selection", "careers.middleware"):
        monkeypatch.setattr(f"{module}.index_cache", made)
    yield made
    stopped.set()
    if made._watcher is not None:
        made._watcher.join(10)
        assert not made._watcher.is_alive()


@pytest.fixture
def builds(monkeypatch):
    """Every index that is built, or begun to be built; `during` happens between its reading and its end."""

    class Builds(list):
        during = staticmethod(lambda number: None)

    made = Builds()

    def build(token, at):
        made.append(token)
        index = Index(token, at)
        made.during(len(made))
        return index

    monkeypatch.setattr(index_cache_module, "Index", build)
    return made


@pytest.fixture
def posting(db):
    return make_posting("Pilot", reference="REF-PILOT", sections=1)
