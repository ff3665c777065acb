"""A second implementation of the filters, to compare with: slow, row by row, from the stored rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from itertools import pairwise
from types import SimpleNamespace
from unittest import mock

from django.http import QueryDict
from django.utils import timezone

from jobs.finding.expansion import expand, find_clauses, find_title_terms
from jobs.finding.filters import PostingFilter
from jobs.finding.hits import FIELDS
from jobs.finding.selection import Selection
from jobs.finding.words.queries import EMPTY_FORMS, parse
from jobs.finding.words.tokens import find_compounds, join_words, split_words
from jobs.models import Posting
from teams.models import Employer, ExchangeRate
from teams.models.geography.country_groups import inhabited
from teams.pages.metadata import to_plain_text

YEARLY = {"hour": 2080, "day": 260, "week": 52, "month": 12, "year": 1}
FACETS = ("team", "location", "country", "workplace", "type", "level", "tag")


def selection(at=None):
    """Return the open positions as a request selects them."""
    return Selection.open(SimpleNamespace(employer=Employer.objects.current()), at)


def build_query(chosen):
    data = QueryDict(mutable=True)
    for name, values in chosen.items():
        data.setlist(name, values)
    return data


def filter_postings(chosen, frame=None, **kwargs):
    data = build_query(chosen) if isinstance(chosen, dict) else QueryDict(chosen)
    return PostingFilter(data, selection() if frame is None else frame, **kwargs)


def get_open(now=None):
    now = now or timezone.now()
    return [
        posting
        for posting in Posting.objects.select_related("team").prefetch_related("locations", "tags", "sections")
        if posting.team.is_published
        and posting.published_from is not None
        and posting.published_from <= now
        and (posting.closes_at is None or posting.closes_at > now)
    ]


def get_values(posting):
    """Return the values of a posting by facet."""
    places = list(posting.locations.all())
    if posting.workplace != "remote":
        codes = {place.country for place in places}
    else:
        codes = set(inhabited()) if posting.remote_anywhere else set(posting.remote_countries)
    return {
        "team": {posting.team.slug},
        "location": {place.slug for place in places},
        "country": codes,
        "workplace": {posting.workplace},
        "type": set(posting.employment_types),
        "level": {posting.level} - {""},
        "tag": {tag.slug for tag in posting.tags.all()},
    }


def get_yearly_pay(posting):
    amount = posting.pay_maximum if posting.pay_maximum is not None else posting.pay_minimum
    if amount is None:
        return None
    home = (Employer.objects.first() or Employer()).currency
    rate = ExchangeRate.objects.filter(currency=posting.pay_currency).first()
    if posting.pay_currency != home and rate is None:
        return None
    return amount * YEARLY[posting.pay_period] * (Decimal(1) if posting.pay_currency == home else rate.rate)


def get_score(posting, text):
    """Return the rank of a posting among the matches of a query, the higher the better; None if it does not match.

    What else the words can mean comes from the code under test. Matching and order are computed here, one text after
    the other.
    """
    query = parse(text)
    expansions = expand(query, selection().index)
    sections = [
        piece for section in posting.sections.all() for piece in (section.heading, to_plain_text(section.body, 10**6))
    ]
    compounds = [word for piece in sections for word in find_compounds(piece, spaced=False)]
    names = [
        (place.name, place.city, place.region, place.country_name, *place.also_called.split(","))
        for place in posting.locations.all()
    ]
    fields = {
        "title": [join_words(posting.title, *find_compounds(posting.title, spaced=True))],
        "reference": [join_words(posting.reference)],
        "team": [join_words(posting.team.name)],
        "location": [join_words(*texts) for texts in names],
        "tag": [join_words(tag.name) for tag in posting.tags.all()],
        "text": [join_words(*sections, *compounds)],
    }
    found = [_get_fields(number, term, query, expansions, posting, fields) for number, term in enumerate(query.terms)]
    included = [number for number in query.carrying if not query.terms[number].excluded]
    if any(found[number][0] for number, term in enumerate(query.terms) if term.excluded):
        return None
    if not _has_all(query, expansions, found, included):
        return None
    ranked = _group_by_clause(query, expansions, found, included)
    title = fields["title"][0]
    near = _has_phrase(query, range(len(query.terms)), fields["text"][0]) or any(
        set(included) <= set(expansion.span) and _carries(posting, value)
        for expansion in expansions
        for value in expansion.values
    )
    return (
        _count(ranked, lambda names, whole: whole),
        _count(ranked, lambda names, whole: "title" in names),
        _rank_whole_title(query, expansions, posting.title, title),
        _count_adjacent(query, expansions, found, title),
        near,
        *(_count(ranked, lambda names, whole: bool(names & set(FIELDS[:last]))) for last in range(2, len(FIELDS))),  # noqa: B023
    )


def _group_by_clause(query, expansions, found, included):
    """Return for each thing that was asked for its alternatives: what was found of each of their terms."""
    asked = included or range(len(query.terms))
    clauses = [
        [[found[number] for number in span if number in asked] for span in clause]
        for clause in find_clauses(query, expansions)
    ]
    return [clause for clause in clauses if all(clause)]


def _count(ranked, is_found):
    return sum(any(all(is_found(*result) for result in span) for span in clause) for clause in ranked)


def _has_phrase(query, numbers, joined):
    """Return whether a text has at least two terms one after the other."""
    terms = [query.terms[number] for number in numbers if not query.terms[number].excluded]
    return len(terms) > 1 and f" {' '.join(word for term in terms for word in term.words)} " in joined


def _rank_whole_title(query, expansions, written, joined):
    """Return 2 for a title with all words of the query and no other, 1 if the other words carry nothing, else 0.

    Instead of all words it may have those beside an “or”, or those that are no values, such as “remote”.
    """
    rank, words_in_title = 0, split_words(written)
    for numbers in find_title_terms(query, expansions, find_clauses(query, expansions)):
        terms = [query.terms[number] for number in numbers]
        forms = terms[0].forms if len(terms) == 1 else [tuple(word for term in terms for word in term.words)]
        for words in forms:
            if f" {' '.join(words)} " in joined:
                is_whole = _count_carrying(words) == _count_carrying(words_in_title)
                rank = max(rank, is_whole + (len(words) == len(words_in_title)))
    return rank


def _count_carrying(words):
    return sum(word not in EMPTY_FORMS for word in words)


def _count_adjacent(query, expansions, found, title):
    """Return how many neighbours of the query are neighbours in the title. An alternative has all of them or none."""
    numbers = [number for number, term in enumerate(query.terms) if not term.excluded]
    alternatives = [clause for clause in find_clauses(query, expansions) if len(clause) > 1]
    beside_or = {number for clause in alternatives for span in clause for number in span}
    pairs = [pair for pair in pairwise(numbers) if pair[0] not in beside_or]
    count = sum(_has_phrase(query, pair, title) for pair in pairs)
    for clause in alternatives:
        count += any(
            all(_has_phrase(query, pair, title) for pair in pairwise(span))
            if len(span) > 1
            else "title" in found[span[0]][0]
            for span in clause
        )
    return count


def _carries(posting, value):
    return value.value in get_values(posting)[value.facet]


def _get_fields(number, term, query, expansions, posting, fields):
    """Return the names of the fields that have a term, and whether one has it as a whole word."""
    names, whole = set(), False
    mine = [expansion for expansion in expansions if number in expansion.span]
    is_short = any(expansion.replaces_text for expansion in mine)
    for field, texts in fields.items():
        if (field == "text" and is_short) or (term.is_empty and query.carrying):
            continue
        if any(term.is_whole_in(text) for text in texts):
            names.add(field)
            whole = True
        if not is_short and any(term.is_in(text) for text in texts):
            names.add(field if field != "title" or "title" in names else "title otherwise")
    for expansion in mine:
        for value in expansion.values:
            if _carries(posting, value):
                names.add(value.facet if value.facet in fields else "fact")
                whole = True
        for field in ("title", "text"):
            if expansion.forms and any(expansion.term.is_whole_in(text) for text in fields[field]):
                names.add("title otherwise" if field == "title" and expansion.is_synonym else field)
                whole = True
    return names, whole


def _has_all(query, expansions, found, included):
    """Return whether a posting has all that was asked for, or one of the alternatives where “or” stands between."""
    clauses = [
        [[number for number in span if number in included] for span in clause]
        for clause in find_clauses(query, expansions)
    ]
    return all(any(all(found[number][0] for number in span) for span in clause) for clause in clauses if all(clause))


def is_match(posting, chosen):
    values = get_values(posting)
    if any(chosen.get(name) and not values[name] & set(chosen[name]) for name in FACETS):
        return False
    if chosen.get("pay"):
        pay = get_yearly_pay(posting)
        if pay is None:
            if "unstated" not in chosen["pay"]:
                return False
        elif pay < int(chosen["pay"][0]):
            return False
    return not chosen.get("q") or get_score(posting, chosen["q"][0]) is not None


def find_postings(chosen, sort="newest", now=None):
    """Return the open postings that match, in order."""
    rows = [posting for posting in get_open(now) if is_match(posting, chosen)]
    newest = lambda row: (-(row.first_published or row.published_from).timestamp(), -row.pk)  # noqa: E731
    keys = {
        "newest": newest,
        "closing": lambda row: (row.closes_at is None, row.closes_at and row.closes_at.timestamp(), row.pk),
        "title": lambda row: (row.title_folded, row.pk),
        "relevance": lambda row: (
            (*(-part for part in get_score(row, chosen["q"][0]) or ()), *newest(row))
            if chosen.get("q")
            else newest(row)
        ),
    }
    return sorted(rows, key=keys[sort])


def get_counts(chosen, now=None):
    """Return the count beside every value that an open position has, by facet."""
    offered = [get_values(posting) for posting in get_open(now)]
    return {
        name: {
            value: len(find_postings(chosen | {name: [value]}, now=now))
            for value in set().union(*(values[name] for values in offered))
        }
        for name in FACETS
    }


@contextmanager
def caching() -> Iterator[None]:
    """Cache what the functions above read and compute. Use it only while nothing changes."""
    cache = {}

    def cached(function):
        def call(*args):
            key = (function.__name__, *(getattr(arg, "pk", arg) for arg in args))
            if key not in cache:
                cache[key] = function(*args)
            return cache[key]

        return call

    functions = (get_open, get_values, get_yearly_pay, get_score)
    with mock.patch.multiple(__name__, **{function.__name__: cached(function) for function in functions}):
        yield
