"""Finding open positions without the code under test: slowly, row by row, from what is stored now."""

from decimal import Decimal
from types import SimpleNamespace

from django.http import QueryDict
from django.utils import timezone

from jobs.finding.filters import PostingFilter
from jobs.finding.selection import Selection
from jobs.finding.words import parse, split_words
from jobs.models import Posting
from teams.models import Employer, ExchangeRate
from teams.models.validators import countries
from teams.pages.metadata import to_plain_text

YEARLY = {"hour": 2080, "day": 260, "week": 52, "month": 12, "year": 1}
FACETS = ("team", "location", "country", "workplace", "type", "level", "tag")


def selection(at=None):
    """The open positions as a request would find them."""
    return Selection.open(SimpleNamespace(employer=Employer.objects.current()), at)


def query(chosen):
    data = QueryDict(mutable=True)
    for name, values in chosen.items():
        data.setlist(name, values)
    return data


def filter_postings(chosen, frame=None, **kwargs):
    data = query(chosen) if isinstance(chosen, dict) else QueryDict(chosen)
    return PostingFilter(data, selection() if frame is None else frame, **kwargs)


def open_now(now=None):
    now = now or timezone.now()
    return [
        posting
        for posting in Posting.objects.select_related("team")
        if posting.team.is_published
        and posting.published_from is not None
        and posting.published_from <= now
        and (posting.closes_at is None or posting.closes_at > now)
    ]


def carried(posting):
    """The values of each facet that a posting has."""
    places = list(posting.locations.all())
    if posting.workplace != "remote":
        lands = {place.country for place in places}
    else:
        lands = set(countries()) if posting.remote_anywhere else set(posting.remote_countries)
    return {
        "team": {posting.team.slug},
        "location": {place.slug for place in places},
        "country": lands,
        "workplace": {posting.workplace},
        "type": set(posting.employment_types),
        "level": {posting.level} - {""},
        "tag": {tag.slug for tag in posting.tags.all()},
    }


def yearly(posting):
    amount = posting.pay_maximum if posting.pay_maximum is not None else posting.pay_minimum
    if amount is None:
        return None
    home = (Employer.objects.first() or Employer()).currency
    rate = ExchangeRate.objects.filter(currency=posting.pay_currency).first()
    if posting.pay_currency != home and rate is None:
        return None
    return amount * YEARLY[posting.pay_period] * (Decimal(1) if posting.pay_currency == home else rate.rate)


def score(posting, question):
    """The weight of the words in a posting; None if it does not match."""
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
    for term in parse(question):
        weights = [weight for weight, texts in fields if any(_holds(text, term, term.whole) for text in texts)]
        if _holds(posting.title, term, True):
            weights.append(64)
        if bool(weights) == term.excluded:
            return None
        total += 0 if term.excluded else max(weights)
    return total


def _holds(text, term, whole):
    found, wanted = split_words(text), list(term.words)
    for start in range(len(found)):
        window = found[start : start + len(wanted)]
        if window == wanted:
            return True
        beginning = not whole and len(window) == len(wanted) and window[:-1] == wanted[:-1]
        if beginning and window[-1].startswith(wanted[-1]):
            return True
    return False


def matches(posting, chosen):
    has = carried(posting)
    if any(chosen.get(name) and not has[name] & set(chosen[name]) for name in FACETS):
        return False
    if chosen.get("pay"):
        pays = yearly(posting)
        if pays is None:
            if "unstated" not in chosen["pay"]:
                return False
        elif pays < int(chosen["pay"][0]):
            return False
    return not chosen.get("q") or score(posting, chosen["q"][0]) is not None


def find_postings(chosen, sort="newest", now=None):
    """The open postings that match, in order."""
    rows = [posting for posting in open_now(now) if matches(posting, chosen)]
    newest = lambda one: (-(one.first_published or one.published_from).timestamp(), -one.pk)  # noqa: E731
    keys = {
        "newest": newest,
        "closing": lambda one: (one.closes_at is None, one.closes_at and one.closes_at.timestamp(), one.pk),
        "title": lambda one: (one.title_folded, one.pk),
        "relevance": lambda one: (-score(one, chosen["q"][0]) if chosen.get("q") else 0, *newest(one)),
    }
    return sorted(rows, key=keys[sort])


def counts(chosen, now=None):
    """For each facet the number beside every value that some open position carries."""
    offered = [carried(posting) for posting in open_now(now)]
    return {
        name: {
            value: len(find_postings(chosen | {name: [value]}, now=now))
            for value in set().union(*(one[name] for one in offered))
        }
        for name in FACETS
    }
