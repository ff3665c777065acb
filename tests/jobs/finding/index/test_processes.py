"""A second process: correct within a second of every change, and to the second when postings open and close."""

import datetime as dt
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from teams.models import Employer
from teams.models.validators import countries
from tests.examples import ALL
from tests.jobs.finding import oracle

from .random_changes import CHANGES, Site

ROOT = Path(__file__).resolve().parents[4]
# Seconds. The goal is one second; the benchmarks measure it. Tests allow ten times as long, for busy machines.
LIMIT = 10.0
SORTS = ("newest", "closing", "title", "relevance")

# Another process of the site. It reads lines "sort TAB query string" and answers each with the code of the product.
SCRIPT = """
import json, sys
from types import SimpleNamespace
from django.conf import settings

settings.DATABASES["default"]["NAME"] = sys.argv[1]
import django

django.setup()
from django.core.signals import request_finished, request_started
from django.http import QueryDict
from jobs.finding import index_cache
from jobs.finding.facets import build_facets
from jobs.finding.filters import PostingFilter
from jobs.finding.selection import Selection
from teams.models import Employer

index_cache.SMALL = int(sys.argv[2])
for line in sys.stdin:
    sort, query = line.rstrip("\\n").split("\\t")
    request_started.send(None)
    filterset = PostingFilter(
        QueryDict(query), Selection.open(SimpleNamespace(employer=Employer.objects.current()))
    )
    positions, facets = filterset.qs.ordered(sort, filterset.hits), build_facets(filterset)
    answer = {
        "at": positions.at.isoformat(),
        "token": positions.index.token,
        "watched": index_cache.index_cache._watcher is not None,
        "total": len(positions),
        "ids": [posting.pk for posting in positions[:]],
        "pages": [posting.pk for start in range(0, len(positions), 4) for posting in positions[start : start + 4]],
        "counts": {facet.name: {option.value: option.count for option in facet.options} for facet in facets},
        "other_countries": [code for facet in facets for code, _name in facet.other_countries],
    }
    request_finished.send(None)
    print(json.dumps(answer), flush=True)
"""


class SecondProcess:
    """A second process that uses the database of this test."""

    def __init__(self, small):
        command = [sys.executable, "-c", SCRIPT, str(connection.settings_dict["NAME"]), str(small)]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, chosen, sort="newest"):
        self.process.stdin.write(f"{sort}\t{oracle.build_query(chosen).urlencode()}\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        answer["at"] = dt.datetime.fromisoformat(answer["at"])
        return answer


@pytest.fixture
def start(transactional_db):
    started = []

    def start(small):
        started.append(SecondProcess(small))
        return started[-1]

    yield start
    for second in started:
        second.process.stdin.close()
        try:
            second.process.wait(10)
        except subprocess.TimeoutExpired:
            second.process.kill()
            second.process.wait()
        second.process.stdout.close()


def check(answer, chosen, sort):
    """Compare an answer with the naive computation at the time of the answer."""
    with oracle.caching():
        _check(answer, chosen, sort)


def _check(answer, chosen, sort):
    expected = [posting.pk for posting in oracle.find_postings(chosen, sort, now=answer["at"])]
    assert answer["ids"] == expected
    assert answer["pages"] == expected
    assert answer["total"] == len(expected)
    counts = oracle.get_counts(chosen, now=answer["at"])
    for name in ("team", "location", "workplace", "type", "level", "tag"):
        assert answer["counts"][name] == counts[name], name
    options, shown = counts["country"], answer["counts"]["country"]
    wanted = {code for code in chosen.get("country", ()) if code in countries()}
    assert not options or shown.keys() | set(answer["other_countries"]) == options.keys() | wanted
    assert shown == {code: options.get(code, 0) for code in shown}


def choose_filters(numbers):
    """Return random filters, mostly few."""
    pool = {
        "team": ["backend", "design", "secret"],
        "location": ["lisbon", "berlin", "atlantis"],
        "country": ["PT", "DE", "KE", "XX"],
        "workplace": ["remote", "on-site", "hybrid"],
        "type": ["full-time", "contract"],
        "level": ["lead", "mid", "student"],
        "tag": ["program", "manager"],
    }
    chosen = {name: numbers.sample(pool[name], 2) for name in numbers.sample(list(pool), numbers.choice([0, 0, 1, 2]))}
    query = numbers.choice(["", "", "java", "jav", "c++", "-java", "engineer lisbon", '"java developer"'])
    chosen |= {"q": [query]} if query else {}
    pay = numbers.choice([[], [], [], ["61000"], ["50000", "unstated"]])
    return chosen | ({"pay": pay} if pay else {})


@pytest.mark.many_examples
@pytest.mark.parametrize(("small", "seed"), [(2000, 31), (0, 32)], ids=["small site", "large site"])
def test_second_process_is_correct_within_a_second_of_every_change(start, small, seed):
    numbers = random.Random(seed)
    site, second = Site(numbers), start(small)
    check(second.ask({}), {}, "newest")

    # In a random order, in `make fuzz` in two.
    for name in [name for _ in range(2 if ALL else 1) for name in numbers.sample(CHANGES, len(CHANGES))]:
        chosen, sort = choose_filters(numbers), numbers.choice(SORTS)
        getattr(site, name)()
        committed, token = time.monotonic(), Employer.objects.current().edition
        asked_at, answer = time.monotonic(), second.ask(chosen, sort)
        while small == 0 and answer["token"] != token and time.monotonic() < committed + LIMIT:
            time.sleep(0.03)
            asked_at, answer = time.monotonic(), second.ask(chosen, sort)
        assert asked_at - committed < LIMIT, name
        assert answer["token"] == token, name
        check(answer, chosen, sort)
        chosen, sort = choose_filters(numbers), numbers.choice(SORTS)
        check(second.ask(chosen, sort), chosen, sort)

    assert answer["watched"] == (small == 0)


@pytest.mark.parametrize("small", [2000, 0], ids=["small site", "large site"])
def test_second_process_opens_and_closes_postings_at_the_second_they_are_due(start, small):
    site, second = Site(random.Random(33)), start(small)
    second.ask({})
    for name, before, after in (("let_open", False, True), ("let_close", True, False)):
        getattr(site, name)()
        token = Employer.objects.current().edition
        while (answer := second.ask({}))["token"] != token:
            time.sleep(0.02)
        assert answer["at"] < site.until, "too slow to be a test"
        assert (site.opened.pk in answer["ids"]) == before

        time.sleep(max(0.0, (site.until - timezone.now()).total_seconds()))
        answer = second.ask({"q": ["java"]}, "closing")

        assert answer["token"] == token
        assert answer["at"] >= site.until
        assert (site.opened.pk in answer["ids"]) == after
        check(answer, {"q": ["java"]}, "closing")
