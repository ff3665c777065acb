"""The filters of a list of open positions: their parameters, labels and values."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from pyroaring import BitMap

from jobs.models import Posting
from jobs.models.pay import parse_amount
from teams.models.validators import countries

from . import named_values
from .hits import Hits, find_hits
from .index import Index
from .selection import Selection
from .words.queries import MAX_QUERY, parse

# Longer than any slug, so a value that was cut matches none. Django limits the number of values.
MAX_LENGTH = 130
# No yearly pay is larger, in any currency.
MAX_YEARLY = Decimal(10**15 - 1)
UNSTATED = "unstated"


class ValuesField(forms.Field):
    """All values of a repeated parameter, in order, without duplicates."""

    widget = forms.MultipleHiddenInput

    def __init__(self, *, max_length: int = MAX_LENGTH, **kwargs: Any) -> None:
        self.max_length = max_length
        super().__init__(**kwargs)

    def clean(self, value: Iterable[str] | None) -> list[str]:
        stripped = (text.strip()[: self.max_length] for text in value or ())
        return list(dict.fromkeys(filter(None, stripped)))


class FacetFilter(django_filters.Filter):
    """A parameter that may be repeated. A posting matches if it has one of the values.

    `choices`: values and labels of a fixed list. Without it, the rows of teams, locations or tags give the
    labels. `is_select`: shown as a select, not as checkboxes.
    """

    field_class = ValuesField

    def __init__(self, name: str, *, label: str, choices: Any = None, is_select: bool = False) -> None:
        super().__init__(field_name=name, label=label)
        self.name, self.choices, self.is_select = name, choices, is_select

    def normalize(self, values: list[str]) -> list[str]:
        """Return the values as this site writes them in addresses, without those it does not understand."""
        return values

    def matching_ordinals(self, index: Index, values: list[str]) -> BitMap:
        """Return the ordinals that have one of the values, open or not."""
        return BitMap.union(BitMap(), *(index.ordinals_with(self.name, value) for value in values))


class CountryFilter(FacetFilter):
    """The countries that a person can do the job from: ISO 3166-1 codes in any case."""

    def normalize(self, values: list[str]) -> list[str]:
        return list(dict.fromkeys(value.upper() if value.upper() in countries() else value for value in values))

    def matching_ordinals(self, index: Index, values: list[str]) -> BitMap:
        return super().matching_ordinals(index, [value for value in values if value in countries()])


class WordsFilter(FacetFilter):
    """Words to find in title, reference, team, locations, tags and text."""

    def __init__(self, name: str, *, label: str) -> None:
        super().__init__(name, label=label)
        self.extra["max_length"] = MAX_QUERY

    def normalize(self, values: list[str]) -> list[str]:
        """Join all values to one query. A query without a word is left out."""
        query = " ".join(values)[:MAX_QUERY]
        return [query] if parse(query) else []


class PayFilter(FacetFilter):
    """The least yearly pay, in whole units of the employer's currency. `unstated` adds postings without pay."""

    home = ""  # that currency

    def parse(self, value: str) -> int | None:
        """Return an amount in whole units; None for a text that is none, or in another currency."""
        try:
            amount, currency = parse_amount(value, MAX_YEARLY)
        except ValidationError:
            return None
        return int(amount) if currency in ("", self.home) else None

    def normalize(self, values: list[str]) -> list[str]:
        amounts = [amount for value in values if (amount := self.parse(value)) is not None]
        return [str(min(amounts)), *[UNSTATED for value in values if value == UNSTATED]] if amounts else []

    def matching_ordinals(self, index: Index, values: list[str]) -> BitMap:
        ordinals = index.yearly_pay.at_least(int(values[0]))
        return ordinals | self.without_comparable_pay(index) if UNSTATED in values else ordinals

    def without_comparable_pay(self, index: Index) -> BitMap:
        """Return the ordinals that state no pay, or pay in a currency without a rate."""
        return index.all_ordinals - index.yearly_pay.at_least(0)


class PostingFilter(django_filters.FilterSet):
    """The filter of every list, feed and calendar: OR inside one parameter, AND between parameters.

    It ignores unknown parameters. An unknown value matches nothing; known values beside it still match.
    `without`: the parameter that the page of a team or location sets itself, left out here.
    """

    q = WordsFilter("q", label="Words")
    country = CountryFilter("country", label="Country", is_select=True)
    team = FacetFilter("team", label="Team")
    location = FacetFilter("location", label="Location")
    workplace = FacetFilter("workplace", label="Workplace", choices=Posting.Workplace)
    type = FacetFilter("type", label="Employment type", choices=Posting.EmploymentType)
    level = FacetFilter("level", label="Experience level", choices=Posting.Level)
    pay = PayFilter("pay", label="Pay")
    tag = FacetFilter("tag", label="Label")

    def __init__(self, data: QueryDict, queryset: Selection, *, without: str = "", **kwargs: Any) -> None:
        super().__init__(data, queryset, **kwargs)
        self.filters.pop(without, None)
        self.filters["pay"].home = queryset.index.rates.home

    @cached_property
    def submitted(self) -> dict[str, list[str]]:
        """The values in the address, by parameter, without empty parameters."""
        self.form.errors  # noqa: B018  # the first access cleans the data
        return {name: values for name in self.filters if (values := self.form.cleaned_data.get(name))}

    @cached_property
    def selected(self) -> dict[str, list[str]]:
        """The normalized values, by parameter, without those that are not understood."""
        normalized = {
            name: self.filters[name].normalize(self._replace_former(name, values))
            for name, values in self.submitted.items()
        }
        return {name: values for name, values in normalized.items() if values}

    def _replace_former(self, name: str, values: list[str]) -> list[str]:
        """Replace the former slugs of values that the list offers. The others stay unknown, so that none shows."""
        index = self.queryset.index
        if name not in index.rows:
            return values
        is_open = index.open_at(self.queryset.at)
        current = ((value, index.current_slug(name, value)) for value in values)
        known = (new if is_open.intersect(index.ordinals_with(name, new)) else value for value, new in current)
        return list(dict.fromkeys(known))

    @property
    def words(self) -> str:
        return self.selected.get("q", [""])[0]

    @property
    def invalid_pay(self) -> str:
        """The first submitted pay that is no amount; "" if there is none."""
        amounts = (value for value in self.submitted.get("pay", []) if value != UNSTATED)
        return next((value for value in amounts if self.filters["pay"].parse(value) is None), "")

    @property
    def hits(self) -> Hits | None:
        """The postings that have the words; None without words."""
        return self.all_hits[0] if self.words else None

    @cached_property
    def all_hits(self) -> list[Hits]:
        """The hits of the words, and those of the words without each phrase that names a value. One query."""
        index, query = self.queryset.index, parse(self.words)
        return find_hits(index, [query, *(rest.query for rest in named_values.find_rests(query, index))])

    @cached_property
    def conditions(self) -> dict[str, BitMap]:
        """The matching ordinals of each parameter in use."""
        index = self.queryset.index
        conditions = {
            name: self.filters[name].matching_ordinals(index, values)
            for name, values in self.selected.items()
            if name != "q"
        }
        return conditions | ({"q": self.hits.ordinals} if self.hits else {})

    def matching(self, excluding: str = "", replacement: BitMap | None = None) -> Selection:
        """Return the positions that match all parameters, or all but one. `replacement`: its ordinals instead."""
        selection: Selection = self.queryset
        for name, ordinals in self.conditions.items():
            if name != excluding:
                selection = selection.within(ordinals)
        return selection if replacement is None else selection.within(replacement)

    def filter_queryset(self, queryset: Selection) -> Selection:
        """Return the matching positions, with the hits of the words. django-filter calls this for `qs`."""
        return self.matching().ordered(queryset.order, self.hits)

    def build_query(
        self, changes: Mapping[str, str | list[str]] | None = None, *, drop: tuple[str, str] | None = None
    ) -> str:
        """Return the filters as a query string.

        `changes`: parameters to set, such as `sort` or `page`; empty ones are left out. `drop`: a parameter and
        the value of it to leave out. The value `unstated` of pay is left out when no amount remains.
        """
        query = QueryDict(mutable=True)
        for name, values in self.selected.items():
            remaining = [value for value in values if (name, value) != drop]
            query.setlist(name, remaining if remaining != [UNSTATED] else [])
        for name, value in (changes or {}).items():
            if value:
                query.setlist(name, value if isinstance(value, list) else [value])
        return query.urlencode()
