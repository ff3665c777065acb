"""The queries for each posting, by kind. The same seed gives the same queries."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from . import wording

KINDS = (
    "whole",
    "mistyped",
    "with type or level",
    "with city",
    "with country",
    "as a question",
    "other form",
)
TYPES = {
    "full-time": ("full time", "full-time"),
    "part-time": ("part time", "part-time"),
    "temporary": ("temporary", "temp"),
    "contract": ("contract",),
    "internship": ("internship",),
}
LEVELS = {
    "student": ("student",),
    "entry": ("entry level",),
    "mid": ("mid level",),
    "senior": ("senior",),
    "lead": ("lead",),
}
WORKPLACES = {"remote": ("remote",), "hybrid": ("hybrid",)}
COUNTRIES = {"US": ("USA", "US", "usa", "United States"), "GB": ("UK", "uk", "United Kingdom"), "AE": ("UAE",)}
QUESTIONS = (
    "jobs for {plural} in {city}",
    "looking for {a} {short} position in {city}",
    "{short} jobs near {city}",
    "any {title} vacancies?",
    "{short} or {other} jobs",
)
RARE, ENOUGH = 2, 5


@dataclass(frozen=True)
class Posting:
    """An open posting. `folded`: its title without case, accents and marks. `country_names`: the names by code."""

    pk: int
    title: str
    folded: str
    types: list[str]
    level: str
    workplace: str
    cities: list[str]
    countries: list[str]
    country_names: dict[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Query:
    kind: str
    text: str
    posting: Posting
    # What the query names beside the title: an attribute of the posting and its value.
    named: tuple[str, str] = ("", "")

    def is_found_in(self, posting: Posting) -> bool:
        """Return whether this is the posting, or one with the same title."""
        return posting.folded == self.posting.folded

    def is_named_in(self, posting: Posting) -> bool:
        """Return whether this posting also has what the query names."""
        name, value = self.named
        return self.is_found_in(posting) and (not name or value in getattr(posting, name))


class Rivals:
    """Tells which words are too few: more postings than the first rows hold have them in their titles."""

    def __init__(self, postings: Sequence[Posting]) -> None:
        self.postings = [(posting, set(wording.find_words(posting.title))) for posting in postings]

    def count(self, posting: Posting, text: str, name: str = "", value: str = "") -> int:
        """Return how many postings with other titles have all the words, in the same city or country if given."""
        words = set(text.split())
        return sum(
            words <= having and other.folded != posting.folded and (not name or value in getattr(other, name))
            for other, having in self.postings
        )

    def choose(self, posting: Posting, candidates: Sequence[str], name: str = "", value: str = "") -> str:
        """Return the first candidate with few rivals, or the one with the fewest."""
        counts = [self.count(posting, text, name, value) for text in candidates]
        return (
            next((text for text, count in zip(candidates, counts, strict=True) if count < ENOUGH), None)
            or min(zip(counts, candidates, strict=True))[1]
        )


def build_queries(postings: Sequence[Posting], seed: int) -> list[Query]:
    """Return the queries of all kinds for all postings. A posting without a long word, for example, has fewer."""
    rivals = Rivals(postings)
    shared = Counter(posting.folded for posting in postings)
    # Titles beside `or`: one that many postings have would fill the first rows alone.
    others = [
        short
        for posting in postings
        if shared[posting.folded] <= RARE
        and len(short := wording.shorten(posting.title, 3)) > 1
        and rivals.count(posting, short) == 0
    ]
    queries = []
    for number, posting in enumerate(postings):
        rng = random.Random(f"{seed} {number}")
        queries += [query for query in _build(posting, number, rivals, sorted(set(others)), rng) if query.text]
    return queries


def _build(posting: Posting, number: int, rivals: Rivals, others: list[str], rng: random.Random) -> Iterator[Query]:
    yield Query("whole", posting.title, posting)
    yield Query("mistyped", wording.mistype(posting.title, rng), posting)
    yield from _with_type(posting, rng)
    words = wording.find_telling_words(posting.title)
    pairs = [" ".join(pair) for pair in combinations(words, 2)]
    rng.shuffle(pairs)
    candidates = [*pairs, " ".join(words)]
    if posting.cities:
        city = rng.choice(posting.cities)
        two = rivals.choose(posting, candidates, "cities", city)
        yield Query("with city", f"{two} {city.lower()}", posting, ("cities", city))
    if posting.countries:
        code = rng.choice(posting.countries)
        typed = rng.choice(COUNTRIES.get(code) or (posting.country_names.get(code, code),))
        two = rivals.choose(posting, candidates, "countries", code)
        yield Query("with country", f"{two} {typed}", posting, ("countries", code))
    yield _ask(posting, number, rivals, others, rng)
    forms = [wording.change_number(posting.title), *wording.respell(posting.title)]
    for form in filter(None, forms):
        yield Query("other form", form, posting)


def _with_type(posting: Posting, rng: random.Random) -> Iterator[Query]:
    additions = [("types", value, TYPES[value]) for value in posting.types]
    if posting.level:
        additions.append(("level", posting.level, LEVELS[posting.level]))
    if posting.workplace in WORKPLACES:
        additions.append(("workplace", posting.workplace, WORKPLACES[posting.workplace]))
    if additions:
        name, value, typed = rng.choice(additions)
        yield Query("with type or level", f"{posting.title.lower()} {rng.choice(typed)}", posting, (name, value))


def _ask(posting: Posting, number: int, rivals: Rivals, others: list[str], rng: random.Random) -> Query:
    """Ask each question in turn. Without a city, ask the one that names no place."""
    question = QUESTIONS[number % len(QUESTIONS)]
    city = rng.choice(posting.cities) if posting.cities else ""
    if "{city}" in question and not city:
        question = QUESTIONS[3]
    named = ("cities", city) if "{city}" in question else ("", "")
    candidates = [wording.shorten(posting.title, most) for most in (3, 4, 5)]
    short = rivals.choose(posting, [*candidates, " ".join(wording.find_telling_words(posting.title))], *named)
    *first, last = short.split()
    text = question.format(
        a="an" if short[0] in "aeiou" else "a",
        plural=" ".join([*first, wording.pluralize(last)]),
        short=short,
        title=" ".join(wording.find_words(posting.title)),
        city=city,
        other=rng.choice([other for other in others if other != short]),
    )
    return Query("as a question", text, posting, named)
