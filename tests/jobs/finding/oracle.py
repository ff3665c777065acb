"""A second implementation of the filters, to compare with: slow, row by row, from the stored rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from types import SimpleNamespace
from unittest import mock

from django.http import QueryDict
from django.utils import timezone

from jobs.finding.filters import PostingFilter
from jobs.finding.selection import Selection
from jobs.finding.words.tokens import parse, split_words
from jobs.models import Posting
from teams.models import Employer, ExchangeRate
from teams.models.validators import countries
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
        codes = set(countries()) if posting.remote_anywhere else set(posting.remote_countries)
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
    """Return the weight of the words of a query in a posting; None if it does not match."""
    sections = [
        piece for section in posting.sections.all() for piece in (section.heading, to_plain_text(section.body, 10**6))
    ]
    places = [
        text for place in posting.locations.all() for text in (place.name, place.city, place.region, place.country_name)
    ]
    fields = [
        (32, [posting.title]),
        (16, [posting.reference]),
        (8, [posting.team.name]),
        (4, places),
        (2, [tag.name for tag in posting.tags.all()]),
        (1, sections),
    ]
    total = 0
    for term in parse(text):
        weights = [weight for weight, texts in fields if any(_has_term(field, term, term.whole) for field in texts)]
        if _has_term(posting.title, term, True):
            weights.append(64)
        if bool(weights) == term.excluded:
            return None
        total += 0 if term.excluded else max(weights)
    return total


def _has_term(text, term, whole):
    words, wanted = split_words(text), list(term.words)
    for start in range(len(words)):
        window = words[start : start + len(wanted)]
        if window == wanted:
            return True
        beginning = not whole and len(window) == len(wanted) and window[:-1] == wanted[:-1]
        if beginning and window[-1].startswith(wanted[-1]):
            return True
    return False


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
        "relevance": lambda row: (-get_score(row, chosen["q"][0]) if chosen.get("q") else 0, *newest(row)),
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
