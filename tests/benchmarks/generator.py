"""Fills an empty database with invented postings, up to a million. The same seed gives the same postings.

Only the first 200,000 postings have texts and words, so the figures at a million are for lists without words.

Teams, places and tags are drawn with the same weights at every size. A filter therefore matches the same share of the
postings at every size.
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

from jobs.finding.words.stored_words import make_words, postings_without_words
from jobs.finding.words.tokens import split_words
from jobs.models import Location, Posting, Section, Tag
from teams.models import Employer, ExchangeRate, Pillar, Story, Team, Testimonial
from teams.pages.metadata import to_plain_text

from .texts import create_writers, draw
from .vocabulary import PLACES, TAGS, TEAMS

SEED = 20261121
WITH_TEXTS = 200_000
BATCH, ROWS = 5000, 1000  # postings per transaction, rows per statement
OTHER_STATES = (*["closed"] * 5, *["scheduled"] * 2, "draft")  # for every hundred open postings
# Currency, a typical yearly pay in it, and the value of one unit in euros.
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
    """Store `size` open postings, and eight per cent more that are closed, scheduled or drafts."""
    rng = random.Random(seed)
    generator = PostingGenerator(rng, _create_teams(), _create_places(), _create_tags())
    states = enumerate(_draw_states(size, rng), start=1)
    while batch := [generator.posting(number, state) for number, state in islice(states, BATCH)]:
        _store(batch)
    _make_words()
    _analyze()


class PostingGenerator:
    """Invents postings. Each consists of the unsaved row, its places, its tags and its sections."""

    def __init__(
        self, rng: random.Random, teams: Sequence[Team], places: Sequence[Location], tags: Sequence[Tag]
    ) -> None:
        self.rng, self.teams, self.places, self.tags = rng, teams, places, tags
        self.text_writers, self.shares = create_writers(rng)
        self.now = timezone.now()
        self.midnight = self.now.replace(hour=0, minute=0, second=0, microsecond=0)

    def posting(self, number: int, state: str) -> dict[str, Any]:
        rng = self.rng
        [writer] = rng.choices(self.text_writers, cum_weights=self.shares)
        # One posting in ten contains the word: three per cent in the title, seven per cent in the text.
        word = rng.choices(("", "title", "text"), cum_weights=(90, 93, 100))[0]
        places = {draw(self.places, rng).pk for _ in range(rng.choice((1, 1, 1, 1, 2, 3)))}
        workplace = self._workplace(rng.random())
        if {"remote_anywhere", "remote_countries"} & workplace.keys() and rng.random() < 0.5:
            places = set()
        row = Posting(
            reference=f"R-{number:07}",
            title=writer.title(rng, word == "title"),
            team=draw(self.teams, rng),
            employment_types=draw(TYPES, rng),  # type: ignore[misc]  # the plugin knows only the column
            level=draw(LEVELS, rng),
            apply_url=f"https://apply.example.com/{number}",
            language=writer.language.code,
            **workplace,
            **self._dates(state),
            **self._pay(),
        )
        tags = {draw(self.tags, rng).pk for _ in range(rng.choice((0, 1, 1, 2, 3)))}
        return {
            "row": row,
            "places": sorted(places),
            "tags": sorted(tags),
            "sections": writer.sections(rng, word == "text") if number <= WITH_TEXTS else [],
        }

    def _workplace(self, drawn: float) -> dict[str, Any]:
        if drawn < 0.40:
            return {"workplace": "on-site"}
        if drawn < 0.75:
            return {"workplace": "hybrid"}
        if drawn < 0.85:
            return {"workplace": "remote", "remote_anywhere": True}
        if drawn < 0.97:
            return {"workplace": "remote", "remote_countries": self.rng.sample(COUNTRIES, self.rng.randint(1, 4))}
        return {"workplace": "remote"}

    def _dates(self, state: str) -> dict[str, dt.datetime | None]:
        """Every date to come is at least two days away, so nothing opens or closes while the benchmark runs."""
        rng = self.rng
        if state == "draft":
            return {"published_from": None}
        if state == "scheduled":
            return {"published_from": self.midnight + dt.timedelta(days=rng.randint(2, 30))}
        opened = self.now - dt.timedelta(days=30, seconds=rng.randrange(400 * 86_400))
        if state == "closed":
            return {"published_from": opened, "closes_at": self.midnight - dt.timedelta(days=rng.randint(0, 28))}
        closes = self.midnight + dt.timedelta(days=rng.randint(2, 120))
        return {"published_from": opened, "closes_at": closes if rng.random() < 0.5 else None}

    def _pay(self) -> dict[str, Any]:
        rng = self.rng
        if rng.random() >= 0.6:
            return {}
        currency, yearly, _worth = draw(CURRENCIES, rng)
        period, parts = draw(PERIODS, rng)
        low = _rounded(yearly * rng.uniform(0.5, 1.6) / parts)
        high = _rounded(low * rng.uniform(1.05, 1.5))
        stated = draw(("both", "minimum", "maximum"), rng)
        return {
            "pay_minimum": None if stated == "maximum" else low,
            "pay_maximum": None if stated == "minimum" else high,
            "pay_currency": currency,
            "pay_period": period,
        }


def _rounded(amount: float) -> int:
    """Round as pay is usually stated: two significant digits, and a third that is 0 or 5."""
    step = max(1, 5 * 10 ** (len(str(int(amount))) - 3))
    return round(amount / step) * step


def _draw_states(size: int, rng: random.Random) -> Iterator[str]:
    """Yield "open" `size` times, evenly mixed with the other states."""
    others_left, other_states = size * len(OTHER_STATES) // 100, cycle(OTHER_STATES)
    open_left = size
    while left := open_left + others_left:
        if rng.random() * left < open_left:
            open_left -= 1
            yield "open"
        else:
            others_left -= 1
            yield next(other_states)


@transaction.atomic
def _store(batch: list[dict[str, Any]]) -> None:
    rows = Posting.objects.bulk_create([posting["row"] for posting in batch])
    stored = [(row.pk, posting) for row, posting in zip(rows, batch, strict=True)]
    _insert(Posting.locations.through, ("posting_id", "location_id"), _link_rows(stored, "places"))
    _insert(Posting.tags.through, ("posting_id", "tag_id"), _link_rows(stored, "tags"))
    _insert(
        Section,
        ("posting_id", "position", "heading", "body"),
        [(pk, position, *section) for pk, posting in stored for position, section in enumerate(posting["sections"])],
    )


def _link_rows(stored: list[tuple[int, dict[str, Any]]], name: str) -> list[tuple[int, int]]:
    return [(pk, related_id) for pk, posting in stored for related_id in posting[name]]


def _insert(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Store rows by plain SQL, many in one statement, because Django would sanitise every text again."""
    into = f"{connection.ops.quote_name(model._meta.db_table)} ({', '.join(columns)})"
    placeholders = f"({', '.join(['%s'] * len(columns))})"
    with connection.cursor() as cursor:
        for start in range(0, len(rows), ROWS):
            chunk = rows[start : start + ROWS]
            values = ", ".join([placeholders] * len(chunk))
            cursor.execute(f"INSERT INTO {into} VALUES {values}", list(chain.from_iterable(chunk)))  # noqa: S608


def _create_teams() -> list[Team]:
    """Create the employer and its teams, with everything that a team's page shows."""
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


def _create_places() -> list[Location]:
    return Location.objects.bulk_create(
        Location(name=name, slug=slugify(name), city=name, region=region, country=country, time_zone=zone)
        for name, region, country, zone in PLACES
    )


def _create_tags() -> list[Tag]:
    return Tag.objects.bulk_create(Tag(name=name, slug=slugify(name)) for name in TAGS)


def _make_words() -> None:
    """Make the words of the postings. Headings and texts repeat, so each is split only once."""
    with (
        patch("jobs.finding.words.stored_words.to_plain_text", cache(to_plain_text)),
        patch("jobs.finding.words.tokens.split_words", cache(split_words)),
    ):
        make_words(list(postings_without_words().values_list("pk", flat=True)[:WITH_TEXTS]))


def _analyze() -> None:
    """Update the planner's statistics. At a million rows this takes longer than the usual statement timeout."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("ANALYZE")
