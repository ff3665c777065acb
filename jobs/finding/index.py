"""The open positions in memory. Every list, total, page and count is an intersection of bitmaps.

An index is built from the whole database and never changes. `index_cache.py` decides when to build a new one.
"""

import datetime as dt
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from math import inf
from typing import Any

from django.db.models import Model, Q
from pyroaring import BitMap

from jobs.models import Location, Posting, Synonym, Tag
from jobs.models.pay import Rates
from jobs.models.synonym import split_phrases
from teams.models import Employer, ExchangeRate, FormerSlug, Team
from teams.models.folding import fold
from teams.models.geography.country_groups import inhabited
from teams.models.validators import countries

from .bitmaps import BitSlicedNumbers, Order
from .eligibility import EVERY_COUNTRY, get_eligible_countries
from .phrases import find_values, group_synonyms
from .snapshot import Snapshot, to_timestamp
from .words.queries import Term, count_words
from .words.tokens import BREAK, join_words, split_words, tokenize

EMPTY = BitMap()
# The models whose rows an index reads. Rows need only rows of the models before theirs.
SOURCES: tuple[type[Model], ...] = (Team, Location, Tag, Synonym, ExchangeRate, Posting)
Limits = Mapping[type[Model], Q]


class Index:
    """The postings that are open when the index is built, or that will open later.

    `values[facet][value]`: the ordinals that have a value. `rows[facet][slug]`: teams, locations and tags, in the order
    of lists. `labels[facet]`: value, label, detail and group of the options. `title_words[word]`: the ordinals with a
    word in the title.

    `values` and `rows` include values that only scheduled postings have. `rows` also includes teams, locations and tags
    without postings. Show a value only if its ordinals intersect with `open_at()`.

    `unreadable[model]`: the ids of rows that were left out because they cannot be read. `index_cache.py` finds them.
    """

    def __init__(self, token: str, at: dt.datetime, limits: Limits | None = None) -> None:
        """`limits`: for each model, which of its rows to read. By default all."""
        self.token, self.built_at = token, at
        self.unreadable: dict[type[Model], list[int]] = {}
        limit = {model: (limits or {}).get(model, Q()) for model in SOURCES}
        self.rates = Rates.current(limit[ExchangeRate])
        self._employs_in = Employer.objects.values_list("employs_in", flat=True).first() or ()
        self.rows: dict[str, dict[str, Any]] = {
            "team": {
                team.slug: team for team in Team.objects.published().filter(limit[Team]).order_by("position", "id")
            },
            "location": {
                location.slug: location for location in Location.objects.filter(limit[Location]).order_by("name", "id")
            },
            "tag": {tag.slug: tag for tag in Tag.objects.filter(limit[Tag]).order_by("name", "id")},
        }
        self.names = {
            facet: [(_name_words(row), slug) for slug, row in rows.items()] for facet, rows in self.rows.items()
        }
        self._current_slugs = self._read_former_slugs()
        self.labels = {facet: list(_labels(rows.values())) for facet, rows in self.rows.items()}
        self._teams = {team.pk: team for team in self.rows["team"].values()}
        self._open: tuple[float, float, BitMap] | None = None
        self.phrases = find_values(self.rows)
        self.synonyms = group_synonyms(Synonym.objects.pairs(limit[Synonym]))
        postings = Posting.objects.open_or_scheduled(at).filter(limit[Posting])
        self._read(Snapshot(postings, self.rows["location"].values(), self.rows["tag"].values()))
        scheduled = postings.filter(published_from__gt=at).order_by("published_from")
        self.openings = Timeline(
            (time.timestamp(), [self.ordinal_by_id[posting]])
            for posting, time in scheduled.values_list("pk", "published_from")
            if posting in self.ordinal_by_id
        )

    def _read(self, snapshot: Snapshot) -> None:
        groups, self.ids = snapshot.groups, snapshot.ids
        self._locations, self._tags = snapshot.locations, snapshot.tags
        self.ordinal_by_id = {posting: ordinal for ordinal, posting in enumerate(self.ids)}
        self.all_ordinals = BitMap(range(len(self.ids)))
        eligibility = [
            (*values, self._locations.rows_by_ids[ids], ordinals)
            for (*values, ids), ordinals in groups["eligibility"].items()
        ]
        self.values = {
            "team": _merge(
                (self._teams[team].slug, ordinals)
                for team, ordinals in groups["team_id"].items()
                if team in self._teams
            ),
            "location": _merge(
                (location.slug, ordinals) for *_values, locations, ordinals in eligibility for location in locations
            ),
            "tag": _merge(
                (tag.slug, ordinals) for ids, ordinals in groups["tags"].items() for tag in self._tags.rows_by_ids[ids]
            ),
            "workplace": _merge((workplace, ordinals) for workplace, *_others, ordinals in eligibility),
            "type": _merge(
                (name, ordinals) for names, ordinals in groups["employment_types"].items() for name in names.split()
            ),
            "level": _merge((level, ordinals) for level, ordinals in groups["level"].items() if level),
        }
        by_country = _merge(
            (country, ordinals)
            for workplace, anywhere, remote_countries, locations, ordinals in eligibility
            for country in get_eligible_countries(
                workplace,
                anywhere=bool(anywhere),
                remote_countries=remote_countries.split(),
                location_countries=[location.country for location in locations],
                employs_in=self._employs_in,
            )
        )
        self.anywhere = by_country.pop(EVERY_COUNTRY, EMPTY)
        # A country is an option only if a posting names it. Postings that accept people from anywhere match
        # every country.
        self.naming_country = by_country
        self.values["country"] = {country: ordinals | self.anywhere for country, ordinals in by_country.items()}
        names = sorted(((countries().get(code, code), code) for code in by_country), key=lambda pair: fold(pair[0]))
        self.labels["country"] = [(code, name, "", "") for name, code in names]
        amounts = ((self.rates.yearly(*pay), ordinals) for pay, ordinals in groups["pay"].items())
        self.yearly_pay = BitSlicedNumbers.from_groups((amount, ordinals) for amount, ordinals in amounts if amount)
        titles = [(split_words(title), ordinals) for title, ordinals in groups["title_folded"].items()]
        self.title_words = _merge((word, ordinals) for words, ordinals in titles for word in set(words))
        self.title_lengths = _merge((len(words), ordinals) for words, ordinals in titles)
        self.carrying_title_lengths = _merge((count_words(words), ordinals) for words, ordinals in titles)
        self.closings = Timeline((to_timestamp(time), ordinals) for time, ordinals in snapshot.ordered("closes_at"))
        self.with_closing_date = BitMap(self.closings.ordinals)
        undated = sorted(groups["closes_at"].get(None, ()), key=self.ids.__getitem__)
        self.orders = {
            "closing": Order([*self.closings.ordinals, *undated]),
            "title": Order([ordinal for _title, ordinals in snapshot.ordered("title_folded") for ordinal in ordinals]),
        }

    def _read_former_slugs(self) -> dict[tuple[str, str], str]:
        slugs = {(facet, row.pk): slug for facet, rows in self.rows.items() for slug, row in rows.items()}
        former = FormerSlug.objects.filter(kind__in=self.rows).values_list("kind", "slug", "row_id")
        return {(kind, slug): slugs[kind, pk] for kind, slug, pk in former if (kind, pk) in slugs}

    def current_slug(self, facet: str, slug: str) -> str:
        """Return the present slug of the team, location or tag that had `slug` before; else `slug`."""
        return slug if slug in self.rows[facet] else self._current_slugs.get((facet, slug), slug)

    def ordinals_with(self, facet: str, value: str) -> BitMap:
        """Return the ordinals that have a value, whether they are open or not."""
        return self.values[facet].get(value, self.anywhere if facet == "country" and value in inhabited() else EMPTY)

    def ordinals_offering(self, facet: str, value: str) -> BitMap:
        """Return the ordinals that make a value an option. Only postings that name a country offer it."""
        return self.naming_country.get(value, EMPTY) if facet == "country" else self.ordinals_with(facet, value)

    def get_label(self, facet: str, value: str, choices: Any = None) -> str:
        """Return what visitors read for a value. `choices`: the values and labels of a fixed list."""
        if choices:
            return str(dict(choices.choices)[value])
        return countries()[value] if facet == "country" else str(self.rows[facet][value].name)

    def ordinals_of(self, ids: Iterable[int]) -> BitMap:
        """Return the ordinals of the postings with these ids. Ignore ids that are not in the index."""
        return BitMap(array("I", [self.ordinal_by_id[posting] for posting in ids if posting in self.ordinal_by_id]))

    def ordinals_named(self, facet: str, term: Term) -> tuple[BitMap, BitMap]:
        """Return the ordinals whose team, location or tag has the words of a term in its name.

        Those with whole words, then those where the last word is at least a beginning.
        """
        named = [
            (self.ordinals_with(facet, slug), term.is_whole_in(name))
            for name, slug in self.names[facet]
            if term.is_in(name)
        ]
        whole = BitMap.union(BitMap(), *(ordinals for ordinals, is_whole in named if is_whole))
        return whole, BitMap.union(whole, *(ordinals for ordinals, _is_whole in named))

    def sharing_rare_words(self, title: str, ordinals: BitMap, limit: int) -> list[BitMap]:
        """Return a set for each of the `limit` rarest words of `title`: the `ordinals` whose titles have that word."""
        sharing = (self.title_words[word] & ordinals for word in set(split_words(title)) if word in self.title_words)
        return sorted(filter(None, sharing), key=lambda members: (len(members), members.min()))[:limit]

    def get_vocabulary(self, ordinals: BitMap) -> list[str]:
        """Return the words in the titles of `ordinals` and in the names of their teams, locations and tags.

        Other names of cities come last.
        """
        vocabulary = {word for word, with_word in self.title_words.items() if with_word.intersect(ordinals)}
        for facet, names in self.names.items():
            for name, slug in names:
                if self.ordinals_with(facet, slug).intersect(ordinals):
                    vocabulary.update(name.split())
        other_names = {
            word
            for phrase, values in self.phrases.items()
            for facet, slug in values
            if facet == "location" and self.ordinals_with(facet, slug).intersect(ordinals)
            for word in phrase
        }
        return [*sorted(vocabulary - {BREAK}), *sorted(other_names - vocabulary)]

    def spell_as_written(self, vocabulary: Iterable[str], ordinals: BitMap) -> dict[str, str]:
        """Map each word of `vocabulary` to its spelling in titles and names, in lower case. Make at most one query."""
        words = set(vocabulary)
        texts = [
            row.name
            for facet, rows in self.rows.items()
            for slug, row in rows.items()
            if self.ordinals_with(facet, slug).intersect(ordinals)
        ]
        with_word = (self.title_words.get(word, EMPTY) & ordinals for word in words)
        if ids := [self.ids[members.min()] for members in with_word if members]:
            texts += Posting.objects.filter(pk__in=ids).values_list("title", flat=True)
        spellings = ((token.word, text[token.start : token.end].lower()) for text in texts for token in tokenize(text))
        return {word: spelling for word, spelling in spellings if word in words}

    def open_at(self, at: dt.datetime) -> BitMap:
        """Return the ordinals that are open at a time. The time must not be before the index was built."""
        now, cached = at.timestamp(), self._open
        if cached is None or not cached[0] <= now < cached[1]:
            ordinals = self.all_ordinals - self.openings.after(now) - self.closings.until(now)
            # Assign once, because other threads read the tuple. It is valid until the next posting opens or closes.
            cached = self._open = (now, min(self.openings.next_time(now), self.closings.next_time(now)), ordinals)
        return cached[2]

    def attach_relations(self, posting: Posting) -> None:
        """Set the locations and tags of a posting, and its team if that is not loaded. Make no queries.

        A posting that is not in the index must have the ids that `PostingQuerySet.with_ids` annotates.
        """
        ordinal = self.ordinal_by_id.get(posting.pk)
        if not Posting.team.is_cached(posting) and posting.team_id in self._teams:
            posting.team = self._teams[posting.team_id]
        if ordinal is not None:
            posting.location_list, posting.tag_list = (
                list(self._locations.rows[ordinal]),
                list(self._tags.rows[ordinal]),
            )
        elif hasattr(posting, "place_ids"):
            posting.location_list = self._locations.get_rows(posting.place_ids or "")
            posting.tag_list = self._tags.get_rows(getattr(posting, "tag_ids", None) or "")


class Timeline:
    """Ordinals ordered by the time when they open or close, in seconds since 1970."""

    def __init__(self, ordered: Iterable[tuple[float, Iterable[int]]]) -> None:
        self.times, self.ordinals = array("d"), array("I")
        for time, ordinals in ordered:
            for ordinal in ordinals:
                self.times.append(time)
                self.ordinals.append(ordinal)

    def until(self, time: float) -> BitMap:
        return BitMap(self.ordinals[: bisect_right(self.times, time)])

    def after(self, time: float) -> BitMap:
        return BitMap(self.ordinals[bisect_right(self.times, time) :])

    def next_time(self, time: float) -> float:
        """Return the first time after `time`, or infinity if there is none."""
        rank = bisect_right(self.times, time)
        return self.times[rank] if rank < len(self.times) else inf


def _name_words(row: Any) -> str:
    """Return the words by which a search finds a team, location or tag."""
    if isinstance(row, Location):
        return join_words(row.name, row.city, row.region, row.country_name, *split_phrases(row.also_called))
    return join_words(row.name)


def _labels(rows: Iterable[Any]) -> Iterator[tuple[str, str, str, str]]:
    """Yield slug, name, detail and group of each row, in the order of options. Locations are grouped by country."""
    grouped = [(row, row.country_name if isinstance(row, Location) else "") for row in rows]
    for row, group in sorted(grouped, key=lambda pair: (fold(pair[1]), fold(pair[0].name), pair[0].slug)):
        yield row.slug, row.name, (row.region or row.country) if group else "", group


def _merge(pairs: Iterable[tuple[Any, array]]) -> dict[Any, BitMap]:
    """Map each key to a bitmap of all its ordinals."""
    groups: dict[Any, array] = {}
    for key, ordinals in pairs:
        groups.setdefault(key, array("I")).extend(ordinals)
    return {key: BitMap(ordinals) for key, ordinals in groups.items()}
