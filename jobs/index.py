"""The open positions in memory: every list, total, page and count is an intersection of bitmaps.

Built from the database as a whole and then never changed; `current.py` decides when to build anew.
"""

import datetime as dt
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from math import inf
from typing import Any

from django.db import connection, models
from pyroaring import BitMap

from teams.models import Team

from .bitmaps import Groups, Numbers, Order, collect, groups, part
from .eligibility import ANYWHERE, countries_of
from .models import Location, Posting, Tag
from .pay import Rates
from .querysets import PostingQuerySet
from .words import BREAK, Term, fold, spaced, tokens, words

CHUNK = 5000
COLUMNS = (
    "pk", "team_id", "workplace", "remote_anywhere", "remote_countries", "employment_types", "level",
    "pay_minimum", "pay_maximum", "pay_currency", "pay_period", "words__title",
)  # fmt: skip
GROUPED = ("team_id", "workplace", "employment_types", "level", "place", "tag", "eligible", "pay", "words__title")
NOTHING = BitMap()


class Ids(models.Aggregate):
    """The ids of a group as text: `3,17`."""

    function = "group_concat"
    output_field = models.TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="string_agg(%(expressions)s::text, ',')", **context)


class Index:
    """All postings that are open at the moment of building, or will open later.

    `values[facet][value]` are the ordinals that carry a value, and `rows[facet][value]` is the team, place
    or tag of that name, in the order of lists. Both hold what only scheduled postings carry, too:
    intersect with `open_at()` before showing any. `titles` are the ordinals by word of the title.
    """

    def __init__(self, token: str, at: dt.datetime) -> None:
        self.token, self.built_at = token, at
        self.rates = Rates.current()
        self.rows: dict[str, dict[str, Any]] = {
            "team": {team.slug: team for team in Team.objects.published().order_by("position", "id")},
            "location": {place.slug: place for place in Location.objects.order_by("name", "id")},
            "tag": {tag.slug: tag for tag in Tag.objects.order_by("name", "id")},
        }
        self.texts = {name: [(_text_of(row), slug) for slug, row in rows.items()] for name, rows in self.rows.items()}
        self.labels = {name: list(_labels(rows.values())) for name, rows in self.rows.items()}
        self.ids = array("q")
        self.ordinals: dict[int, int] = {}
        self._teams = {team.pk: team for team in self.rows["team"].values()}
        self._places, self._tags = Carried(self.rows["location"].values()), Carried(self.rows["tag"].values())
        self._opened: tuple[dt.datetime, float, BitMap] | None = None
        self._build(Posting.objects.open_from(at))

    def _build(self, postings: PostingQuerySet) -> None:
        places, tags = _ids_by_posting(Posting.locations, postings), _ids_by_posting(Posting.tags, postings)
        by: dict[str, Groups] = {name: groups() for name in GROUPED}
        for rows in _fetch(postings.newest().values_list(*COLUMNS)):
            start = len(self.ids)
            columns = dict(zip(COLUMNS, zip(*rows, strict=True), strict=True))
            self.ids.extend(columns["pk"])
            columns["place"] = self._places.add(places.get(one, "") for one in columns["pk"])
            columns["tag"] = self._tags.add(tags.get(one, "") for one in columns["pk"])
            columns["eligible"] = _together(columns, "workplace", "remote_anywhere", "remote_countries", "place")
            columns["pay"] = _together(columns, "pay_minimum", "pay_maximum", "pay_currency", "pay_period")
            for name in (
                "team_id",
                "workplace",
                "employment_types",
                "level",
                "words__title",
                "place",
                "tag",
                "eligible",
                "pay",
            ):
                collect(by[name], columns[name], start)
        self.ordinals = {one: ordinal for ordinal, one in enumerate(self.ids)}
        self.everything = BitMap(range(len(self.ids)))
        self._name_values(by)
        self.titles = _unions(
            (word, found) for text, found in by["words__title"].items() for word in set((text or "").split())
        )
        amounts = ((self.rates.yearly(*pay), found) for pay, found in by["pay"].items())
        self.pay = Numbers.of((amount, found) for amount, found in amounts if amount)
        self.starts = self._moments(
            postings.filter(published_from__gt=self.built_at).order_by("published_from"), "published_from"
        )
        self.ends = self._moments(postings.filter(closes_at__isnull=False).closing_soonest(), "closes_at")
        undated = postings.filter(closes_at__isnull=True).order_by("id")
        self.dated = BitMap(self.ends.ordinals)
        self.orders = {
            "closing": Order(self.ends.ordinals + self._order(undated)),
            "title": Order(self._order(postings.by_title())),
        }

    def _name_values(self, by: dict[str, Groups]) -> None:
        self.values = {
            "team": _unions(
                (self._teams[key].slug, found) for key, found in by["team_id"].items() if key in self._teams
            ),
            "location": _unions((place.slug, found) for places, found in by["place"].items() for place in places),
            "tag": _unions((tag.slug, found) for tags, found in by["tag"].items() for tag in tags),
            "workplace": _unions(by["workplace"].items()),
            "type": _unions((one, found) for text, found in by["employment_types"].items() for one in text.split()),
            "level": _unions((one, found) for one, found in by["level"].items() if one),
        }
        eligible = _unions(
            (country, found)
            for (workplace, anywhere, listed, places), found in by["eligible"].items()
            for country in countries_of(
                workplace,
                anywhere=bool(anywhere),
                listed=listed.split(),
                places=[place.country for place in places],
            )
        )
        self.anywhere = eligible.pop(ANYWHERE, NOTHING)
        self.values["country"] = {country: found | self.anywhere for country, found in eligible.items()}

    def _moments(self, ordered: PostingQuerySet, field: str) -> "Moments":
        found = Moments()
        for rows in _fetch(ordered.values_list("pk", field)):
            found.add((self.ordinals[one], moment) for one, moment in rows if one in self.ordinals)
        return found

    def _order(self, ordered: PostingQuerySet) -> array:
        known = self.ordinals
        return array("I", (known[one] for rows in _fetch(ordered.values_list("pk")) for (one,) in rows if one in known))

    def carrying(self, facet: str, value: str) -> BitMap:
        """The ordinals with that value, open or not."""
        return self.values[facet].get(value, self.anywhere if facet == "country" else NOTHING)

    def among(self, ids: Iterable[int]) -> BitMap:
        """The ordinals of those of the ids that are known here."""
        known = self.ordinals
        return BitMap(array("I", [known[one] for one in ids if one in known]))

    def named(self, facet: str, term: Term) -> BitMap:
        """The ordinals whose team, place or tag has the words of a term in its name."""
        return BitMap.union(
            BitMap(), *(self.carrying(facet, slug) for text, slug in self.texts[facet] if term.found_in(text))
        )

    def rarest(self, title: str, number: int) -> list[BitMap]:
        """The ordinals by word of a title, of those words that the fewest titles share."""
        found = [self.titles[word] for word in set(words(title)) if word in self.titles]
        return sorted(found, key=lambda one: (len(one), one.min()))[:number]

    def vocabulary(self, positions: BitMap) -> list[str]:
        """The words in the titles of some positions and in the names of their teams, places and tags."""
        found = {word for word, ordinals in self.titles.items() if ordinals.intersect(positions)}
        for name, texts in self.texts.items():
            for text, slug in texts:
                if self.carrying(name, slug).intersect(positions):
                    found.update(text.split())
        return sorted(found - {BREAK})

    def spelled(self, word: str, positions: BitMap) -> str:
        """A word of the vocabulary of some positions as it is written there, in lower case."""
        names = [row.name for rows in self.rows.values() for row in rows.values()]
        if word in self.titles:
            ids = [self.ids[ordinal] for ordinal in part(self.titles[word] & positions, 0, 1)]
            names = [*Posting.objects.filter(pk__in=ids).values_list("title", flat=True), *names]
        found = (name[token.start : token.end] for name in names for token in tokens(name) if token.word == word)
        return next(found, word).lower()

    def open_at(self, at: dt.datetime) -> BitMap:
        """The ordinals that are open at a moment not before the building."""
        now, known = at.timestamp(), self._opened
        if known is None or not known[0] <= now < known[1]:
            found = self.everything - self.starts.after(now) - self.ends.until(now)
            # One assignment, because other threads read it. It holds until the next one opens or closes.
            known = self._opened = (now, min(self.starts.next(now), self.ends.next(now)), found)
        return known[2]

    def label(self, posting: Posting) -> None:
        """Give a posting its places and tags as the index knows them, and its team if it has none yet."""
        ordinal = self.ordinals[posting.pk]
        if not Posting.team.is_cached(posting) and posting.team_id in self._teams:
            posting.team = self._teams[posting.team_id]
        posting.places, posting.labels = list(self._places.rows[ordinal]), list(self._tags.rows[ordinal])


class Carried:
    """The places or tags of each posting, by ordinal. Postings with the same ones share a tuple."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self.by_id = {str(row.pk): (number, row) for number, row in enumerate(rows)}
        self.known: dict[str, tuple[Any, ...]] = {}
        self.rows: list[tuple[Any, ...]] = []

    def add(self, texts: Iterable[str]) -> list[tuple[Any, ...]]:
        """Add what the next postings carry, each as a text of ids, and return it."""
        added = [self.known.get(text) or self._read(text) for text in texts]
        self.rows += added
        return added

    def _read(self, text: str) -> tuple[Any, ...]:
        found = sorted(self.by_id[one] for one in text.split(",") if one in self.by_id)
        return self.known.setdefault(text, tuple(row for _number, row in found))


class Moments:
    """Ordinals in the order of a moment that something happens to them, in seconds since 1970."""

    def __init__(self) -> None:
        self.moments, self.ordinals = array("d"), array("I")

    def add(self, pairs: Iterable[tuple[int, Any]]) -> None:
        for ordinal, moment in pairs:
            self.ordinals.append(ordinal)
            self.moments.append(_timestamp(moment))

    def until(self, moment: float) -> BitMap:
        return BitMap(self.ordinals[: bisect_right(self.moments, moment)])

    def after(self, moment: float) -> BitMap:
        return BitMap(self.ordinals[bisect_right(self.moments, moment) :])

    def next(self, moment: float) -> float:
        """The first moment after that one; infinity when there is none."""
        place = bisect_right(self.moments, moment)
        return self.moments[place] if place < len(self.moments) else inf


def _text_of(row: Any) -> str:
    """The words by which a team, place or tag is found."""
    if isinstance(row, Location):
        return spaced(row.name, row.city, row.region, row.country_name)
    return spaced(row.name)


def _labels(rows: Iterable[Any]) -> Iterator[tuple[str, str, str, str]]:
    """Slug, name, what tells it from another of that name, and the group it is listed under, in the order of lists."""
    named = [(row, row.country_name if isinstance(row, Location) else "") for row in rows]
    for row, group in sorted(named, key=lambda one: (fold(one[1]), fold(one[0].name), one[0].slug)):
        yield row.slug, row.name, (row.region or row.country) if group else "", group


def _timestamp(raw: Any) -> float:
    # SQLite keeps moments as text in UTC.
    moment = raw if isinstance(raw, dt.datetime) else dt.datetime.fromisoformat(raw).replace(tzinfo=dt.UTC)
    return moment.timestamp()


def _fetch(wanted: models.QuerySet[Any]) -> Iterator[list[tuple[Any, ...]]]:
    """Rows as the database gives them, in portions: converting a hundred thousand dates takes longer than all else."""
    with connection.cursor() as cursor:
        cursor.execute(*wanted.query.sql_with_params())
        while rows := cursor.fetchmany(CHUNK):
            yield rows


def _ids_by_posting(relation: Any, postings: PostingQuerySet) -> dict[int, str]:
    through, name = relation.through.objects, relation.field.m2m_reverse_field_name()
    carried = through.filter(posting__in=postings.order_by()).order_by()
    return {
        one: ids for rows in _fetch(carried.values_list("posting").annotate(ids=Ids(f"{name}_id"))) for one, ids in rows
    }


def _together(columns: dict[str, Any], *names: str) -> Iterable[tuple[Any, ...]]:
    return zip(*(columns[name] for name in names), strict=True)


def _unions(pairs: Iterable[tuple[Any, array]]) -> dict[Any, BitMap]:
    """Bitmaps by key, of all ordinals that come with it."""
    found: dict[Any, array] = {}
    for key, ordinals in pairs:
        found.setdefault(key, array("I")).extend(ordinals)
    return {key: BitMap(ordinals) for key, ordinals in found.items()}
