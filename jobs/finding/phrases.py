"""Words that name the value of a filter: "remote", "part time", "Leeds", "UK", the name of a team or a label."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

from jobs.models import Location, Posting
from teams.models.geography.country_names import country_phrases

from .words.tokens import split_words

Phrase = tuple[str, ...]
# The longest phrase that is looked for in a query, in words.
MAX_PHRASE = 6
# Short names of countries, such as "US", are also common words. They are not looked for in texts.
SHORT_NAME = 3

NAMES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("workplace", Posting.Workplace.REMOTE): (
        *("remote", "remotely", "fully remote", "work from home", "working from home", "wfh", "home office"),
        *("remoto", "a distancia", "telework", "telecommute", "teletrabajo", "teletravail", "home based"),
    ),
    ("workplace", Posting.Workplace.HYBRID): ("hybrid", "hybride", "hibrido"),
    ("workplace", Posting.Workplace.ON_SITE): ("on site", "in office", "office based", "vor ort", "sur site"),
    ("type", Posting.EmploymentType.FULL_TIME): (
        *("full time", "vollzeit", "temps plein", "tiempo completo", "voltijd", "tempo integral"),
    ),
    ("type", Posting.EmploymentType.PART_TIME): (
        *("part time", "teilzeit", "temps partiel", "tiempo parcial", "media jornada", "deeltijd"),
    ),
    ("type", Posting.EmploymentType.TEMPORARY): ("temporary", "temp", "befristet", "seasonal", "interim"),
    ("type", Posting.EmploymentType.CONTRACT): ("contract", "contractor", "freelance", "freelancer", "freiberuflich"),
    ("type", Posting.EmploymentType.INTERNSHIP): (
        *("internship", "intern", "praktikum", "praktikant", "stage", "stagiaire", "practicas", "estagio", "staz"),
    ),
    ("level", Posting.Level.STUDENT): ("student", "working student", "werkstudent", "studentjob", "student job"),
    ("level", Posting.Level.ENTRY): ("entry level", "entry", "junior", "jr", "graduate", "trainee", "berufseinsteiger"),
    ("level", Posting.Level.MID): ("mid level", "mid", "midlevel", "intermediate", "experienced"),
    ("level", Posting.Level.SENIOR): ("senior", "sr", "senior level"),
    ("level", Posting.Level.LEAD): ("lead", "team lead"),
}


class Value(NamedTuple):
    """A value of a filter."""

    facet: str
    value: str


@cache
def _fixed_values() -> dict[Phrase, tuple[Value, ...]]:
    pairs = [(name, Value(*value)) for value, names in NAMES.items() for name in names]
    # Also written as one word: onsite, fulltime, Homeoffice.
    pairs += [("".join(name.split()), value) for name, value in pairs if " " in name]
    pairs += [(label, Value("workplace", value)) for value, label in Posting.Workplace.choices]
    pairs += [(label, Value("type", value)) for value, label in Posting.EmploymentType.choices]
    pairs += [(label, Value("level", value)) for value, label in Posting.Level.choices]
    pairs += [(name, Value("country", code)) for name, code in country_phrases().items()]
    return _group(pairs)


def find_values(rows: Mapping[str, Mapping[str, Any]]) -> dict[Phrase, tuple[Value, ...]]:
    """Return the values that each phrase names. `rows`: teams, locations and tags by facet and slug."""
    pairs = []
    for facet, by_slug in rows.items():
        for slug, row in by_slug.items():
            pairs += [(name, Value(facet, slug)) for name in _names(row)]
    values: dict[Phrase, tuple[Value, ...]] = defaultdict(tuple, _fixed_values())
    for phrase, named in _group(pairs).items():
        values[phrase] = tuple(dict.fromkeys((*values[phrase], *named)))
    return dict(values)


def _names(row: Any) -> list[str]:
    if not isinstance(row, Location):
        return [row.name]
    return [row.name, row.city, *row.other_names]


def group_synonyms(pairs: Iterable[tuple[str, str]]) -> dict[Phrase, tuple[Phrase, ...]]:
    """Return the phrases that are searched for together with each phrase. `pairs`: what is typed, and what it finds."""
    synonyms: dict[Phrase, dict[Phrase, None]] = defaultdict(dict)
    for typed, found in pairs:
        phrase, other = tuple(split_words(typed)), tuple(split_words(found))
        if phrase and other and phrase != other:
            synonyms[phrase][other] = None
    return {phrase: tuple(others) for phrase, others in synonyms.items()}


def _group(pairs: Iterable[tuple[str, Value]]) -> dict[Phrase, tuple[Value, ...]]:
    values: dict[Phrase, dict[Value, None]] = defaultdict(dict)
    for name, value in pairs:
        words = tuple(split_words(str(name)))
        if words and len(words) <= MAX_PHRASE:
            values[words][value] = None
    return {phrase: tuple(named) for phrase, named in values.items()}
