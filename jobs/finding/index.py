"""The open positions in memory: every list, total, page and count is an intersection of bitmaps.

Built from the database as a whole and then never changed; `current.py` decides when to build anew.
"""

import datetime as dt
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from math import inf
from typing import Any

from pyroaring import BitMap

from jobs.models import Location, Posting, Tag
from jobs.models.pay import Rates
from teams.models import Team
from teams.models.folding import fold
from teams.models.validators import countries

from .bitmaps import BitSlicedNumbers, Order
from .eligibility import EVERY_COUNTRY, get_eligible_countries
from .snapshot import Snapshot, timestamp
from .words import BREAK, Term, join_words, split_words, tokenize

NOTHING = BitMap()


class Index:
    """All postings that are open at the moment of building, or will open later.

    `values[facet][value]` are the ordinals that carry a value, and `rows[facet][value]` is the team, place
    or tag of that name, in the order of lists. `values` hold what only scheduled postings carry, too, and
    `rows` every place and tag there is: show one only if `open_at()` intersects with its values.
    `titles` are the ordinals by word of the title.
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
        self._teams = {team.pk: team for team in self.rows["team"].values()}
        self._opened: tuple[float, float, BitMap] | None = None
        postings = Posting.objects.open_from(at)
        self._read(Snapshot(postings, self.rows["location"].values(), self.rows["tag"].values()))
        scheduled = postings.filter(published_from__gt=at).order_by("published_from")
        known = self.ordinal_by_id
        self.starts = Timeline(
            (moment.timestamp(), [known[one]])
            for one, moment in scheduled.values_list("pk", "published_from")
            if one in known
        )

    def _read(self, snapshot: Snapshot) -> None:
        by, self.ids, self._places, self._tags = snapshot.by, snapshot.ids, snapshot.places, snapshot.tags
        self.ordinal_by_id = {one: ordinal for ordinal, one in enumerate(self.ids)}
        self.all_ordinals = BitMap(range(len(self.ids)))
        placed = [(*values[:3], self._places.known[values[3]], found) for values, found in by["placed"].items()]
        self.values = {
            "team": _unions(
                (self._teams[one].slug, found) for one, found in by["team_id"].items() if one in self._teams
            ),
            "location": _unions((place.slug, found) for *_others, places, found in placed for place in places),
            "tag": _unions((tag.slug, found) for ids, found in by["tags"].items() for tag in self._tags.known[ids]),
            "workplace": _unions((workplace, found) for workplace, *_others, found in placed),
            "type": _unions((one, found) for text, found in by["employment_types"].items() for one in text.split()),
            "level": _unions((one, found) for one, found in by["level"].items() if one),
        }
        eligible = _unions(
            (country, found)
            for workplace, anywhere, listed, places, found in placed
            for country in get_eligible_countries(
                workplace,
                anywhere=bool(anywhere),
                listed=listed.split(),
                places=[place.country for place in places],
            )
        )
        self.anywhere = eligible.pop(EVERY_COUNTRY, NOTHING)
        # Those that name a country, and apart from them those that can be done from there.
        self.naming = eligible
        self.values["country"] = {country: found | self.anywhere for country, found in eligible.items()}
        lands = [(countries().get(code, code), code) for code in eligible]
        self.labels["country"] = [(code, land, "", "") for land, code in sorted(lands, key=lambda one: fold(one[0]))]
        amounts = ((self.rates.yearly(*paid), found) for paid, found in by["paid"].items())
        self.yearly_pay = BitSlicedNumbers.from_groups((amount, found) for amount, found in amounts if amount)
        titles = by["title_folded"].items()
        self.titles = _unions((word, found) for title, found in titles for word in set(split_words(title)))
        closing = snapshot.ordered("closes_at")
        self.ends = Timeline((timestamp(moment), ordinals) for moment, ordinals in closing)
        self.with_closing_date = BitMap(self.ends.ordinals)
        undated = sorted(by["closes_at"].get(None, ()), key=self.ids.__getitem__)
        self.orders = {
            "closing": Order([*self.ends.ordinals, *undated]),
            "title": Order([ordinal for _title, ordinals in snapshot.ordered("title_folded") for ordinal in ordinals]),
        }

    def ordinals_with(self, facet: str, value: str) -> BitMap:
        """The ordinals with that value, open or not."""
        return self.values[facet].get(value, self.anywhere if facet == "country" else NOTHING)

    def ordinals_of(self, ids: Iterable[int]) -> BitMap:
        """The ordinals of those of the ids that are known here."""
        known = self.ordinal_by_id
        return BitMap(array("I", [known[one] for one in ids if one in known]))

    def ordinals_named(self, facet: str, term: Term) -> BitMap:
        """The ordinals whose team, place or tag has the words of a term in its name."""
        return BitMap.union(
            BitMap(), *(self.ordinals_with(facet, slug) for text, slug in self.texts[facet] if term.is_in(text))
        )

    def sharing_rare_words(self, title: str, among: BitMap, number: int) -> list[BitMap]:
        """Those of some positions that share a word of a title, for each of the words that fewest of them share."""
        shared = (self.titles[word] & among for word in set(split_words(title)) if word in self.titles)
        return sorted(filter(None, shared), key=lambda one: (len(one), one.min()))[:number]

    def ordinals_offering(self, facet: str, value: str) -> BitMap:
        """The ordinals because of which a value is offered: a country, because of those that name it."""
        return self.naming.get(value, NOTHING) if facet == "country" else self.ordinals_with(facet, value)

    def get_vocabulary(self, positions: BitMap) -> list[str]:
        """The words in the titles of some positions and in the names of their teams, places and tags."""
        found = {word for word, ordinals in self.titles.items() if ordinals.intersect(positions)}
        for name, texts in self.texts.items():
            for text, slug in texts:
                if self.ordinals_with(name, slug).intersect(positions):
                    found.update(text.split())
        return sorted(found - {BREAK})

    def spell_as_written(self, found: Iterable[str], positions: BitMap) -> dict[str, str]:
        """Words of the vocabulary of some positions as they are written there, in lower case. At most one query."""
        wanted = set(found)
        names = [
            row.name
            for facet, rows in self.rows.items()
            for slug, row in rows.items()
            if self.ordinals_with(facet, slug).intersect(positions)
        ]
        telling = (self.titles.get(word, NOTHING) & positions for word in wanted)
        if ids := [self.ids[one.min()] for one in telling if one]:
            names += Posting.objects.filter(pk__in=ids).values_list("title", flat=True)
        written = ((token.word, name[token.start : token.end].lower()) for name in names for token in tokenize(name))
        return {word: text for word, text in written if word in wanted}

    def open_at(self, at: dt.datetime) -> BitMap:
        """The ordinals that are open at a moment not before the building."""
        now, known = at.timestamp(), self._opened
        if known is None or not known[0] <= now < known[1]:
            found = self.all_ordinals - self.starts.after(now) - self.ends.until(now)
            # One assignment, because other threads read it. It holds until the next one opens or closes.
            known = self._opened = (now, min(self.starts.next(now), self.ends.next(now)), found)
        return known[2]

    def attach_relations(self, posting: Posting) -> None:
        """Give a posting its places and tags as the index knows them, and its team if it has none yet.

        One that is not in the index has to bring their ids: see `PostingQuerySet.with_ids`.
        """
        ordinal = self.ordinal_by_id.get(posting.pk)
        if not Posting.team.is_cached(posting) and posting.team_id in self._teams:
            posting.team = self._teams[posting.team_id]
        if ordinal is not None:
            posting.places, posting.labels = list(self._places.rows[ordinal]), list(self._tags.rows[ordinal])
        elif hasattr(posting, "place_ids"):
            posting.places = self._places.read(posting.place_ids or "")
            posting.labels = self._tags.read(getattr(posting, "tag_ids", None) or "")


class Timeline:
    """Ordinals in the order of a moment that something happens to them, in seconds since 1970."""

    def __init__(self, ordered: Iterable[tuple[float, Iterable[int]]]) -> None:
        self.moments, self.ordinal_by_id = array("d"), array("I")
        for moment, ordinals in ordered:
            for ordinal in ordinals:
                self.moments.append(moment)
                self.ordinals.append(ordinal)

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
        return join_words(row.name, row.city, row.region, row.country_name)
    return join_words(row.name)


def _labels(rows: Iterable[Any]) -> Iterator[tuple[str, str, str, str]]:
    """Slug, name, what tells it from another of that name, and the group it is listed under, in the order of lists."""
    named = [(row, row.country_name if isinstance(row, Location) else "") for row in rows]
    for row, group in sorted(named, key=lambda one: (fold(one[1]), fold(one[0].name), one[0].slug)):
        yield row.slug, row.name, (row.region or row.country) if group else "", group


def _unions(pairs: Iterable[tuple[Any, array]]) -> dict[Any, BitMap]:
    """Bitmaps by key, of all ordinals that come with it."""
    found: dict[Any, array] = {}
    for key, ordinals in pairs:
        found.setdefault(key, array("I")).extend(ordinals)
    return {key: BitMap(ordinals) for key, ordinals in found.items()}
