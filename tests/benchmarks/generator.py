"""Fills an empty database with invented postings, up to a million. The same seed gives the same postings.

Only the first 200,000 have texts and words: the figures at a million are of lists without words.

Teams, places, labels and how often each is drawn do not depend on the size, so that one filter finds
the same share of the postings at every size.
"""

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain, cycle, islice
from typing import Any
from unittest.mock import patch

from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.text import slugify

from jobs.finding.stored_words import make_words, postings_without_words
from jobs.finding.words import split_words
from jobs.models import Location, Posting, Section, Tag
from teams.models import Employer, ExchangeRate, Pillar, Story, Team, Testimonial
from teams.pages.metadata import to_plain_text

from .texts import draw, writers
from .vocabulary import PLACES, TAGS, TEAMS

SEED = 20261121
WITH_TEXTS = 200_000
BATCH, ROWS = 5000, 1000  # postings of a transaction, rows of a statement
OTHERS = (*["closed"] * 5, *["scheduled"] * 2, "draft")  # to every hundred open postings
# Each currency with what a year of work is paid, about, and what one unit is worth in euro.
CURRENCIES = (
    ("EUR", 60_000, "1"),
    ("GBP", 55_000, "1.17"),
    ("USD", 110_000, "0.92"),
    ("ILS", 300_000, "0.25"),
    ("PLN", 200_000, "0.23"),
    ("CHF", 110_000, "1.05"),
    ("CAD", 95_000, "0.68"),
    ("INR", 2_500_000, "0.011"),
    ("JPY", 8_000_000, "0.0062"),
    ("AUD", 110_000, "0.61"),
)
PERIODS = (("year", 1), ("month", 12), ("hour", 2000))
TYPES = (("full-time",), ("part-time",), ("full-time", "part-time"), ("contract",), ("temporary",), ("internship",))
LEVELS = ("mid", "senior", "", "entry", "lead", "student")
COUNTRIES = tuple(dict.fromkeys(country for _name, _region, country, _zone in PLACES))


def fill(size: int, seed: int = SEED) -> None:
    """Store `size` open postings, and beside them eight per cent that are closed, scheduled or drafts."""
    chance = random.Random(seed)
    inventor = Inventor(chance, _teams(), _places(), _tags())
    invented = enumerate(_states(size, chance), start=1)
    while batch := [inventor.posting(number, state) for number, state in islice(invented, BATCH)]:
        _store(batch)
    _reindex()
    _analyze()


class Inventor:
    """Draws one posting after the other. Each is the row and what belongs to it: places, labels and sections."""

    def __init__(
        self, chance: random.Random, teams: Sequence[Team], places: Sequence[Location], tags: Sequence[Tag]
    ) -> None:
        self.chance, self.teams, self.places, self.tags = chance, teams, places, tags
        self.writers, self.shares = writers(chance)
        self.now = timezone.now()
        self.midnight = self.now.replace(hour=0, minute=0, second=0, microsecond=0)

    def posting(self, number: int, state: str) -> dict[str, Any]:
        chance = self.chance
        [writer] = chance.choices(self.writers, cum_weights=self.shares)
        # Every tenth posting has the word: three in its title, seven in its text.
        word = chance.choices(("", "title", "text"), cum_weights=(90, 93, 100))[0]
        places = {draw(self.places, chance).pk for _ in range(chance.choice((1, 1, 1, 1, 2, 3)))}
        workplace = self._workplace(chance.random())
        if {"remote_anywhere", "remote_countries"} & workplace.keys() and chance.random() < 0.5:
            places = set()
        row = Posting(
            reference=f"R-{number:07}",
            title=writer.title(chance, word == "title"),
            team=draw(self.teams, chance),
            employment_types=draw(TYPES, chance),  # type: ignore[misc]  # the plugin knows the column alone
            level=draw(LEVELS, chance),
            apply_url=f"https://apply.example.com/{number}",
            language=writer.language.code,
            **workplace,
            **self._dates(state),
            **self._pay(),
        )
        tags = {draw(self.tags, chance).pk for _ in range(chance.choice((0, 1, 1, 2, 3)))}
        return {
            "row": row,
            "places": sorted(places),
            "tags": sorted(tags),
            "sections": writer.sections(chance, word == "text") if number <= WITH_TEXTS else [],
        }

    def _workplace(self, drawn: float) -> dict[str, Any]:
        if drawn < 0.40:
            return {"workplace": "on-site"}
        if drawn < 0.75:
            return {"workplace": "hybrid"}
        if drawn < 0.85:
            return {"workplace": "remote", "remote_anywhere": True}
        if drawn < 0.97:
            return {"workplace": "remote", "remote_countries": self.chance.sample(COUNTRIES, self.chance.randint(1, 4))}
        return {"workplace": "remote"}

    def _dates(self, state: str) -> dict[str, dt.datetime | None]:
        """No open posting closes and none opens while the benchmark runs: the nearest date is two days off."""
        chance = self.chance
        if state == "draft":
            return {"published_from": None}
        if state == "scheduled":
            return {"published_from": self.midnight + dt.timedelta(days=chance.randint(2, 30))}
        opened = self.now - dt.timedelta(days=30, seconds=chance.randrange(400 * 86_400))
        if state == "closed":
            return {"published_from": opened, "closes_at": self.midnight - dt.timedelta(days=chance.randint(0, 28))}
        closes = self.midnight + dt.timedelta(days=chance.randint(2, 120))
        return {"published_from": opened, "closes_at": closes if chance.random() < 0.5 else None}

    def _pay(self) -> dict[str, Any]:
        chance = self.chance
        if chance.random() >= 0.6:
            return {}
        currency, yearly, _worth = draw(CURRENCIES, chance)
        period, parts = draw(PERIODS, chance)
        low = _rounded(yearly * chance.uniform(0.5, 1.6) / parts)
        high = _rounded(low * chance.uniform(1.05, 1.5))
        given = draw(("both", "minimum", "maximum"), chance)
        return {
            "pay_minimum": None if given == "maximum" else low,
            "pay_maximum": None if given == "minimum" else high,
            "pay_currency": currency,
            "pay_period": period,
        }


def _rounded(amount: float) -> int:
    """As pay is told: two figures that count, and a third that is 0 or 5."""
    step = max(1, 5 * 10 ** (len(str(int(amount))) - 3))
    return round(amount / step) * step


def _states(size: int, chance: random.Random) -> Iterator[str]:
    """`size` times "open" among the other states, evenly mixed."""
    others, other = size * len(OTHERS) // 100, cycle(OTHERS)
    still_open = size
    while left := still_open + others:
        if chance.random() * left < still_open:
            still_open -= 1
            yield "open"
        else:
            others -= 1
            yield next(other)


@transaction.atomic
def _store(batch: list[dict[str, Any]]) -> None:
    rows = Posting.objects.bulk_create([one["row"] for one in batch])
    belongings = [(row.pk, one) for row, one in zip(rows, batch, strict=True)]
    _insert(Posting.locations.through, ("posting_id", "location_id"), _pairs(belongings, "places"))
    _insert(Posting.tags.through, ("posting_id", "tag_id"), _pairs(belongings, "tags"))
    _insert(
        Section,
        ("posting_id", "position", "heading", "body"),
        [(pk, place, *section) for pk, one in belongings for place, section in enumerate(one["sections"])],
    )


def _pairs(belongings: list[tuple[int, dict[str, Any]]], name: str) -> list[tuple[int, int]]:
    return [(pk, other) for pk, one in belongings for other in one[name]]


def _insert(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Store rows by plain SQL, because Django would sanitise every text again; many by one statement."""
    into = f"{connection.ops.quote_name(model._meta.db_table)} ({', '.join(columns)})"
    marks = f"({', '.join(['%s'] * len(columns))})"
    with connection.cursor() as cursor:
        for start in range(0, len(rows), ROWS):
            some = rows[start : start + ROWS]
            values = ", ".join([marks] * len(some))
            cursor.execute(f"INSERT INTO {into} VALUES {values}", list(chain.from_iterable(some)))  # noqa: S608


def _teams() -> list[Team]:
    """The employer and its teams, each with what a team's page shows."""
    today = timezone.now().date()
    employer = Employer.objects.create(name="Kitewell", currency="EUR", about="<p>We make software.</p>")
    ExchangeRate.objects.bulk_create(
        ExchangeRate(employer=employer, currency=currency, rate=worth, date=today, home=employer.currency)
        for currency, _yearly, worth in CURRENCIES[1:]
    )
    teams = Team.objects.bulk_create(
        Team(name=name, slug=slugify(name), position=place, is_published=True, about=f"<p>{name}, as it is.</p>")
        for place, name in enumerate(TEAMS)
    )
    for number, team in ((number, team) for team in teams for number in (1, 2, 3)):
        Pillar.objects.create(team=team, title=f"Pillar {number}", body="We mean it.", position=number)
        Story.objects.create(
            team=team,
            title=f"{team.name}, part {number}",
            slug=f"{team.slug}-{number}",
            summary="How it went.",
            body="<p>It began with a bug.</p>",
            date=today - dt.timedelta(days=number),
            is_published=True,
        )
        Testimonial.objects.create(
            team=team,
            name=f"Ines Carvalho {number}",
            job_title="Engineer",
            quote="I stayed for the people.",
            agreed_on=today - dt.timedelta(days=30),
            is_published=True,
        )
    return teams


def _places() -> list[Location]:
    return Location.objects.bulk_create(
        Location(name=name, slug=slugify(name), city=name, region=region, country=country, time_zone=zone)
        for name, region, country, zone in PLACES
    )


def _tags() -> list[Tag]:
    return Tag.objects.bulk_create(Tag(name=name, slug=slugify(name)) for name in TAGS)


def _reindex() -> None:
    """Make what postings are found by. The same headings and texts come again and again: each is taken apart once."""
    with (
        patch("jobs.finding.stored_words.to_plain_text", cache(to_plain_text)),
        patch("jobs.finding.words.split_words", cache(split_words)),
    ):
        make_words(list(postings_without_words().values_list("pk", flat=True)[:WITH_TEXTS]))


def _analyze() -> None:
    """Tell the planner what there is now. At a million rows that takes longer than a request may."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("ANALYZE")
