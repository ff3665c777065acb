"""The index of open positions: a second process agrees after every change, and what is like what."""

import datetime as dt
import json
import os
import random
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import pytest
from django.core import serializers
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from jobs.models import Location, Posting, Section
from jobs.pay import Rates, about
from teams.models import Employer, ExchangeRate, Team
from teams.validators import countries

from ..factories import days, make_employer, make_location, make_posting, make_tag, make_team
from . import finding
from .finding import ask, selection

ROOT = Path(__file__).resolve().parent.parent.parent
SECOND = 1.0
SORTS = ("newest", "closing", "title", "relevance")

# Another process of the site: answers each line "sort TAB query string" through the product's own code.
OTHER = """
import json, sys
from types import SimpleNamespace
from django.conf import settings

settings.DATABASES["default"]["NAME"] = sys.argv[1]
import django

django.setup()
from django.core.signals import request_finished, request_started
from django.http import QueryDict
from jobs import current
from jobs.facets import facets
from jobs.filters import PostingFilter
from jobs.selection import Selection
from teams.models import Employer

current.SMALL = int(sys.argv[2])
for line in sys.stdin:
    sort, query = line.rstrip("\\n").split("\\t")
    request_started.send(None)
    asked = PostingFilter(
        QueryDict(query), Selection.open(SimpleNamespace(employer=Employer.objects.current()))
    )
    found = asked.qs.ordered(sort, asked.hits)
    answer = {
        "at": found.at.isoformat(),
        "token": found.index.token,
        "watched": current.keeper._watcher is not None,
        "total": len(found),
        "ids": [posting.pk for posting in found[:]],
        "pages": [posting.pk for start in range(0, len(found), 4) for posting in found[start : start + 4]],
        "counts": {one.name: {option.value: option.count for option in one.options} for one in facets(asked)},
        "others": [code for one in facets(asked) for code, _name in one.others],
    }
    request_finished.send(None)
    print(json.dumps(answer), flush=True)
"""


class Other:
    """A second process on the database of this test."""

    def __init__(self, small):
        command = [sys.executable, "-c", OTHER, str(connection.settings_dict["NAME"]), str(small)]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, chosen, sort="newest"):
        self.process.stdin.write(f"{sort}\t{finding.query(chosen).urlencode()}\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        answer["at"] = dt.datetime.fromisoformat(answer["at"])
        return answer


@pytest.fixture
def start(transactional_db):
    started = []

    def start(small):
        started.append(Other(small))
        return started[-1]

    yield start
    for other in started:
        other.process.stdin.close()
        try:
            other.process.wait(10)
        except subprocess.TimeoutExpired:
            other.process.kill()
            other.process.wait()
        other.process.stdout.close()


@pytest.fixture
def check(monkeypatch):
    """Compare answers with the naive computation, which here asks the database for each thing once an answer."""
    known = {}
    for name in ("open_now", "carried", "yearly", "score"):
        monkeypatch.setattr(finding, name, _once(getattr(finding, name), known))

    def check(answer, chosen, sort):
        known.clear()
        _check(answer, chosen, sort)

    return check


def _once(function, known):
    def ask(*given):
        key = (function.__name__, *(getattr(one, "pk", one) for one in given))
        if key not in known:
            known[key] = function(*given)
        return known[key]

    return ask


def _check(answer, chosen, sort):
    """Compare an answer with a naive computation for the moment of the answer."""
    expected = [posting.pk for posting in finding.found(chosen, sort, now=answer["at"])]
    assert answer["ids"] == expected
    assert answer["pages"] == expected
    assert answer["total"] == len(expected)
    counted = finding.counts(chosen, now=answer["at"])
    for name in ("team", "location", "workplace", "type", "level", "tag"):
        assert answer["counts"][name] == counted[name], name
    options, shown = counted["country"], answer["counts"]["country"]
    wanted = {code for code in chosen.get("country", ()) if code in countries()}
    assert not options or shown.keys() | set(answer["others"]) == options.keys() | wanted
    assert shown == {code: options.get(code, 0) for code in shown}


class Site:
    """Content, and everything that can happen to it. Each change is drawn from `random`."""

    TITLES = ("Backend engineer", "Java developer", "JavaScript developer", "Ingénieur Java", "C++ lead", "Ärztin")
    TEXTS = ("<p>You write Java.</p>", "<p>You lead the café.</p>", "<p>C# and .NET</p>")

    def __init__(self, numbers):
        self.random = numbers
        self.employer = make_employer(currency="EUR")
        self.teams = [make_team(name, is_published=name != "Secret") for name in ("Backend", "Design", "Secret")]
        self.places = [make_location(name, country=code) for name, code in (("Lisbon", "PT"), ("Berlin", "DE"))]
        self.tags = [make_tag(name) for name in ("Program", "Manager")]
        for _number in range(8):
            self.create()
        make_posting("Always open Java engineer", team=self.teams[0], published_from=days(-3))

    def posting(self):
        return self.random.choice(list(Posting.objects.order_by("pk")))

    def some(self, rows):
        return self.random.sample(rows, self.random.randint(0, len(rows)))

    def fields(self):
        pick = self.random.choice
        workplace = pick(Posting.Workplace.values)
        published, closes = pick([(None, None), (-2, None), (-2, 3), (-2, -1), (-1, None), (2, None), (2, 3)])
        return {
            "team": pick(self.teams),
            "workplace": workplace,
            "remote_anywhere": workplace == "remote" and pick([True, False]),
            "level": pick(["", *Posting.Level.values]),
            "employment_types": self.some(["full-time", "part-time", "contract"]),
            "published_from": published and days(published),
            "closes_at": closes and days(closes),
            **pick(
                [
                    {},
                    {"pay_minimum": 50000, "pay_maximum": 70000, "pay_currency": "EUR", "pay_period": "year"},
                    {"pay_minimum": 30, "pay_currency": "USD", "pay_period": "hour"},
                ]
            ),
        }

    def create(self):
        posting = make_posting(
            self.random.choice(self.TITLES),
            locations=self.some(self.places),
            tags=self.some(self.tags),
            sections=0,
            **self.fields(),
        )
        posting.sections.create(heading="What you do", body=self.random.choice(self.TEXTS))

    def edit(self):
        posting = self.posting()
        for name, value in self.fields().items():
            setattr(posting, name, value)
        if posting.workplace != "remote":
            posting.remote_anywhere, posting.remote_countries = False, ()
        posting.title = self.random.choice(self.TITLES)
        posting.save()

    def edit_text(self):
        section = self.random.choice(list(Section.objects.order_by("pk")))
        section.body = self.random.choice(self.TEXTS)
        section.save()

    def delete_text(self):
        self.random.choice(list(Section.objects.order_by("pk"))).delete()

    def update_in_bulk(self):
        Posting.objects.filter(pk__gte=self.posting().pk).update(level=self.random.choice(Posting.Level.values))

    def close_in_bulk(self):
        Posting.objects.filter(pk__lte=self.posting().pk, published_from__lt=days(-1.5)).update(
            closes_at=self.random.choice([days(-1), days(4), None])
        )

    def move_in_bulk(self):
        Posting.objects.filter(pk__lte=self.posting().pk).update(team=self.random.choice(self.teams))

    def create_in_bulk(self):
        made = Posting.objects.bulk_create(
            Posting(
                title="Bulk Java engineer",
                reference=f"BULK-{self.random.random()}",
                team=self.teams[number],
                published_from=days(-1),
                first_published=days(-1),
                apply_url="https://apply.example.com/1",
            )
            for number in range(2)
        )
        call_command("reindex", verbosity=0)
        assert len(made) == 2

    def delete_draft(self):
        draft = Posting.objects.drafts().filter(first_published=None).first()
        if draft is None:
            draft = make_posting("Draft", published_from=None, team=self.teams[0])
        draft.delete()

    def change_places(self):
        self.posting().locations.set(self.some(self.places))

    def add_tag(self):
        self.posting().tags.add(*self.tags)

    def clear_tags(self):
        self.posting().tags.clear()

    def clear_a_place(self):
        self.random.choice(self.places).postings.clear()

    def rename_tag(self):
        self.tags[0].name = f"Program {self.random.randint(1, 999)}"
        self.tags[0].save()

    def move_place(self):
        Location.objects.filter(slug="berlin").update(country=self.random.choice(["DE", "UA", "PT"]))

    def hide_team(self):
        self.publish(self.teams[0], False)

    def publish_team(self):
        self.publish(self.teams[2], True)

    def show_team(self):
        self.publish(self.teams[0], True)

    def publish(self, team, published):
        team.is_published = published
        team.save()

    def hide_team_in_bulk(self):
        Team.objects.filter(slug="secret").update(is_published=False)

    def rename_slug(self):
        Team.objects.filter(pk=self.teams[1].pk).update(slug=self.random.choice(["design", "design-2"]))

    def change_rate(self):
        rate = self.random.choice(["0.5", "0.92", "1.2"])
        ExchangeRate.objects.update_or_create(
            currency="USD", defaults={"employer": self.employer, "rate": rate, "date": "2026-11-01"}
        )

    def change_currency(self):
        Employer.objects.update(currency=self.random.choice(["EUR", "USD"]))

    def load(self):
        posting = self.posting()
        posting.title, posting.level = self.random.choice(self.TITLES), "lead"
        path = Path(os.environ["DATA_DIR"]) / f"load-{os.getpid()}.json"
        path.write_text(serializers.serialize("json", [posting]))
        call_command("loaddata", path, verbosity=0)
        path.unlink()

    def sql(self):
        statement = self.random.choice(
            [
                "UPDATE jobs_posting SET workplace = 'hybrid' WHERE workplace = 'on-site'",
                "UPDATE jobs_posting SET level = 'mid' WHERE level = 'lead'",
                "DELETE FROM jobs_posting_tags",
                "UPDATE jobs_posting SET pay_minimum = 61000, pay_maximum = NULL WHERE pay_currency = 'EUR'",
            ]
        )
        with connection.cursor() as cursor:
            cursor.execute(statement)

    def sql_of_a_title(self):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE jobs_posting SET title = 'Plain C++ engineer' WHERE id = %s", [self.posting().pk])
        call_command("reindex", verbosity=0)

    def roll_back(self):
        token = Employer.objects.current().edition
        with transaction.atomic():
            Posting.objects.update(level="student")
            self.create()
            self.clear_a_place()
            transaction.set_rollback(True)
        assert Employer.objects.current().edition == token

    def let_open(self):
        self.due(published_from=timezone.now() + dt.timedelta(seconds=1.2))

    def let_close(self):
        self.due(closes_at=timezone.now() + dt.timedelta(seconds=1.2))

    def due(self, **fields):
        self.opened = make_posting("On the second Java", team=self.teams[1], **fields)
        self.until = next(iter(fields.values()))


TIMED = ("let_open", "let_close")
CHANGES = [
    name
    for name, made in vars(Site).items()
    if callable(made) and name not in ("__init__", "posting", "some", "fields", "publish", "due", *TIMED)
]


def choice(numbers):
    """What somebody asks for, mostly little."""
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
    question = numbers.choice(["", "", "java", "jav", "c++", "-java", "engineer lisbon", '"java developer"'])
    chosen |= {"q": [question]} if question else {}
    pay = numbers.choice([[], [], [], ["61000"], ["50000", "unstated"]])
    return chosen | ({"pay": pay} if pay else {})


@pytest.mark.parametrize(("small", "seed"), [(2000, 31), (0, 32)], ids=["small site", "large site"])
def test_second_process_agrees_within_a_second_of_every_change(start, check, small, seed):
    numbers = random.Random(seed)
    site, other = Site(numbers), start(small)
    check(other.ask({}), {}, "newest")

    # Each change comes twice, in two random orders.
    for name in numbers.sample(CHANGES, len(CHANGES)) + numbers.sample(CHANGES, len(CHANGES)):
        chosen, sort = choice(numbers), numbers.choice(SORTS)
        getattr(site, name)()
        committed, token = time.monotonic(), Employer.objects.current().edition
        asked, answer = time.monotonic(), other.ask(chosen, sort)
        while small == 0 and answer["token"] != token and time.monotonic() < committed + SECOND:
            time.sleep(0.03)
            asked, answer = time.monotonic(), other.ask(chosen, sort)
        assert asked - committed < SECOND, name
        assert answer["token"] == token, name
        check(answer, chosen, sort)
        chosen, sort = choice(numbers), numbers.choice(SORTS)
        check(other.ask(chosen, sort), chosen, sort)

    assert answer["watched"] == (small == 0)


@pytest.mark.parametrize("small", [2000, 0], ids=["small site", "large site"])
def test_second_process_opens_and_closes_postings_at_the_second_they_are_due(start, check, small):
    site, other = Site(random.Random(33)), start(small)
    other.ask({})
    for name, before, after in (("let_open", False, True), ("let_close", True, False)):
        getattr(site, name)()
        token = Employer.objects.current().edition
        while (answer := other.ask({}))["token"] != token:
            time.sleep(0.02)
        assert answer["at"] < site.until, "too slow to be a test"
        assert (site.opened.pk in answer["ids"]) == before

        time.sleep(max(0.0, (site.until - timezone.now()).total_seconds()))
        answer = other.ask({"q": ["java"]}, "closing")

        assert answer["token"] == token
        assert answer["at"] >= site.until
        assert (site.opened.pk in answer["ids"]) == after
        check(answer, {"q": ["java"]}, "closing")


def test_index_opens_and_closes_at_the_very_moment(db):
    opens, closes, tick = days(1), days(2), dt.timedelta(microseconds=1)
    posting = make_posting("Pilot", published_from=opens, closes_at=closes)
    always = make_posting("Keeper")
    index = selection().index

    def shown(at):
        return {index.ids[ordinal] for ordinal in index.open_at(at)}

    assert [posting.pk in shown(at) for at in (opens - tick, opens, closes - tick, closes)] == [
        False,
        True,
        True,
        False,
    ]
    # Asked in any order, each answer is of its own moment.
    assert [posting.pk in shown(at) for at in (closes, opens, opens - tick, closes - tick)] == [
        False,
        True,
        False,
        True,
    ]
    assert all(always.pk in shown(at) for at in (opens - tick, opens, closes))
    for at in (opens - tick, opens, closes - tick, closes):
        assert shown(at) == set(Posting.objects.open(at).values_list("pk", flat=True))


def test_country_counts_those_that_name_it_and_those_from_anywhere(db):
    make_posting("Named", workplace="remote", remote_countries=("DE",))
    make_posting("Anywhere", workplace="remote", remote_anywhere=True)
    make_posting("Anywhere draft", workplace="remote", remote_anywhere=True, published_from=None)

    assert [one.title for one in ask({"country": ["DE"]}).qs.ordered("title")[:]] == ["Anywhere", "Named"]
    assert [one.title for one in ask({"country": ["FR"]}).qs[:]] == ["Anywhere"]


def similar(posting, number=10):
    open_ones = selection()
    open_ones.label(posting)
    return [one.title for one in open_ones.similar(posting, number)]


def test_similar_are_ordered_by_team_then_place_then_level_then_words(db):
    team, lisbon, berlin = make_team("Sea"), make_location("Lisbon"), make_location("Berlin")
    posting = make_posting("Harbour pilot night", team=team, locations=(lisbon, berlin), level="senior")
    make_posting("Harbour pilot night words", level="mid")
    make_posting("Level", level="senior")
    make_posting("Harbour pilot night level", level="senior")
    make_posting("Place", locations=(berlin,))
    make_posting("Harbour pilot night place level", locations=(berlin,), level="senior")
    make_posting("Team", team=team)
    make_posting("Team place", team=team, locations=(lisbon, berlin))
    make_posting("Nothing in common", locations=(make_location("Kyiv"),), level="mid")

    assert similar(posting) == [
        "Team place",
        "Team",
        "Harbour pilot night place level",
        "Place",
        "Harbour pilot night level",
        "Level",
        "Harbour pilot night words",
    ]
    assert similar(posting, 2) == ["Team place", "Team"]


def test_similar_with_the_same_likeness_are_newest_first(db):
    team = make_team("Sea")
    posting = make_posting("Pilot", team=team)
    for title, opened in (("Older", -3), ("Newest", -0.5), ("Oldest", -4)):
        make_posting(title, team=team, published_from=days(opened))

    assert similar(posting) == ["Newest", "Older", "Oldest"]


def test_similar_are_open_and_never_the_posting_itself(db):
    team, place = make_team("Sea"), make_location()
    alike = {"team": team, "locations": (place,), "level": "senior"}
    posting = make_posting("Harbour pilot", **alike)
    make_posting("Harbour pilot closed", published_from=days(-2), closes_at=days(-1), **alike)
    make_posting("Harbour pilot later", published_from=days(1), **alike)
    make_posting("Harbour pilot draft", published_from=None, **alike)
    make_posting("Harbour pilot hidden", **alike | {"team": make_team("Secret", is_published=False)})

    assert similar(posting) == []


def test_similar_ones_that_are_not_open_yet_take_nobodys_place(db):
    team = make_team("Sea")
    posting = make_posting("Harbour pilot", team=team)
    make_posting("Cook", team=team)
    make_posting("Harbour pilot later", team=team, published_from=days(1))

    assert similar(posting, 1) == ["Cook"]


def test_similar_to_a_closed_or_unpublished_posting_are_found_all_the_same(db):
    team = make_team("Sea")
    open_one = make_posting("Open", team=team)
    closed = make_posting("Closed", team=team, published_from=days(-2), closes_at=days(-1))
    draft = make_posting("Draft", team=team, published_from=None)

    assert similar(closed) == similar(draft) == ["Open"]
    assert similar(open_one) == []


def test_similar_takes_no_two_postings_without_level_or_place_for_alike(db):
    posting = make_posting("Pilot")
    make_posting("Cook")

    assert similar(posting) == []


def test_similar_ends_at_the_second_a_posting_closes(db, time_machine):
    team = make_team("Sea")
    posting = make_posting("Pilot", team=team)
    make_posting("Cook", team=team, closes_at=days(1))
    assert similar(posting) == ["Cook"]

    time_machine.move_to(days(1) + dt.timedelta(seconds=1))

    assert similar(posting) == []


@pytest.mark.parametrize(
    ("low", "high", "currency", "period", "expected"),
    [
        ("50000", None, "EUR", "year", 50000),
        ("50000", "70000", "EUR", "year", 70000),
        (None, "70000", "EUR", "year", 70000),
        ("5000", "5833.33", "EUR", "month", 69999),  # 69,999.96
        ("1000", None, "EUR", "week", 52000),
        ("200.5", None, "EUR", "day", 52130),
        ("30", "30.01", "EUR", "hour", 62420),  # 62,420.80
        ("30", "30.5", "USD", "hour", 58364),  # 63,440 at 0.92: 58,364.80
        ("100000", None, "USD", "year", 92000),
        ("9999999999.99", None, "EUR", "hour", 20799999999979),
        ("0.01", None, "EUR", "year", None),  # less than one is as little as nothing
        ("50000", None, "CHF", "year", None),
        (None, None, "EUR", "year", None),
        (None, None, "", "", None),
    ],
)
def test_pay_of_a_year_is_found_up_to_its_last_unit(db, low, high, currency, period, expected):
    employer = make_employer(currency="EUR")
    ExchangeRate.objects.create(employer=employer, currency="USD", rate="0.92", date="2026-11-01")
    make_posting(pay_minimum=low, pay_maximum=high, pay_currency=currency, pay_period=period)

    found = selection().index
    asked = {amount: len(ask({"pay": [str(amount)]}).qs) for amount in (expected or 0, (expected or 0) + 1)}

    assert found.rates.yearly(low, high, currency, period) == expected or (expected is None and low == "0.01")
    assert asked == ({expected: 1, expected + 1: 0} if expected else {0: 0, 1: 0})
    assert len(ask({"pay": ["1", "unstated"]}).qs) == 1


def test_pay_is_compared_in_the_currency_and_at_the_rate_of_now(db):
    make_posting(pay_minimum="50000", pay_currency="EUR", pay_period="year")
    make_posting(pay_minimum="60000", pay_currency="USD", pay_period="year")
    assert len(ask({"pay": ["1"]}).qs) == 1

    employer = make_employer(currency="USD")
    assert [one.pay_currency for one in ask({"pay": ["1"]}).qs[:]] == ["USD"]
    ExchangeRate.objects.create(employer=employer, currency="EUR", rate="1.2", date="2026-11-01")

    assert len(ask({"pay": ["60000"]}).qs) == 2
    assert len(ask({"pay": ["60001"]}).qs) == 0


@pytest.mark.parametrize(
    ("low", "high", "currency", "period", "words"),
    [
        ("70000", "89000", "USD", "year", "about €64,400–81,900 a year"),
        ("70000", None, "USD", "year", "from about €64,400 a year"),
        (None, "89000", "USD", "year", "up to about €81,900 a year"),
        ("30", "35.5", "USD", "hour", "about €27.60–32.66 an hour"),
        ("4321", "4321", "USD", "month", "about €3,980 a month"),
        ("70000", "90000", "EUR", "year", ""),
        ("70000", "90000", "CHF", "year", ""),
        (None, None, "", "", ""),
    ],
)
def test_pay_in_another_currency_is_told_about(low, high, currency, period, words):
    rates = Rates("EUR", {"USD": ExchangeRate(currency="USD", rate=Decimal("0.92"))})
    posting = Posting(
        pay_minimum=low and Decimal(low), pay_maximum=high and Decimal(high), pay_currency=currency, pay_period=period
    )

    assert about(posting, rates) == words


def test_similar_ones_share_words_that_are_rare_among_others_not_words_of_its_own(db):
    posting = make_posting("Quixotic Zymurgy Xylophone Kotlin engineer")
    make_posting("Kotlin developer")
    make_posting("Cook")

    assert similar(posting) == ["Kotlin developer"]
