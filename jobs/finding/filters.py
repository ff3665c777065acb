"""What can be asked of a list of open positions, how it is labelled, and how it is taken away again."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.http import QueryDict
from pyroaring import BitMap

from jobs.models import Posting
from teams.models.validators import countries

from .index import Index
from .search import Hits
from .selection import Selection
from .words import MAX_QUERY, parse

# Longer than any slug, so that what is cut equals none. How many values there may be, Django bounds with the
# parameters of a request.
MAX_LENGTH = 130
# More than anybody earns, in any currency.
MAX_DIGITS = 15
UNSTATED = "unstated"


class ValuesField(forms.Field):
    """All values of a repeated parameter, in the order given, each once."""

    widget = forms.MultipleHiddenInput

    def __init__(self, *, max_length: int = MAX_LENGTH, **kwargs: Any) -> None:
        self.max_length = max_length
        super().__init__(**kwargs)

    def clean(self, value: Iterable[str] | None) -> list[str]:
        values = (one.strip()[: self.max_length] for one in value or ())
        return list(dict.fromkeys(filter(None, values)))


class FacetFilter(django_filters.Filter):
    """A parameter that may be repeated; a posting matches when it has one of the values.

    `choices` names the values of a fixed list; those of other facets are named after their rows.
    `is_select`: offered as a list to choose one from, not as boxes to tick.
    """

    field_class = ValuesField

    def __init__(self, name: str, *, label: str, choices: Any = None, is_select: bool = False) -> None:
        super().__init__(field_name=name, label=label)
        self.name, self.choices, self.is_select = name, choices, is_select

    def normalize(self, values: list[str]) -> list[str]:
        """The values as the addresses of this site write them."""
        return values

    def matching_ordinals(self, index: Index, values: list[str]) -> BitMap:
        """The ordinals that have one of the values, open or not."""
        return BitMap.union(BitMap(), *(index.ordinals_with(self.name, value) for value in values))


class CountryFilter(FacetFilter):
    """From where a job can be done: codes of countries, in any case."""

    def normalize(self, values: list[str]) -> list[str]:
        return list(dict.fromkeys(value.upper() if value.upper() in countries() else value for value in values))

    def matching_ordinals(self, index: Index, values: list[str]) -> BitMap:
        return super().matching_ordinals(index, [value for value in values if value in countries()])


class WordsFilter(FacetFilter):
    """Words to be found in title, reference, team, places, tags and text."""

    def __init__(self, name: str, *, label: str) -> None:
        super().__init__(name, label=label)
        self.extra["max_length"] = MAX_QUERY

    def normalize(self, values: list[str]) -> list[str]:
        """Several fields of words are one question. Without a single word there is none."""
        question = " ".join(values)[:MAX_QUERY]
        return [question] if parse(question) else []


class PayFilter(FacetFilter):
    """The least yearly pay, in whole units of the employer's currency; `unstated` adds those that do not say."""

    def normalize(self, values: list[str]) -> list[str]:
        amounts = [int(value) for value in values if _is_amount(value)]
        return [str(min(amounts)), *[UNSTATED for value in values if value == UNSTATED]] if amounts else []

    def matching_ordinals(self, index: Index, values: list[str]) -> BitMap:
        found = index.yearly_pay.at_least(int(values[0]))
        return found | self.without_comparable_pay(index) if UNSTATED in values else found

    def without_comparable_pay(self, index: Index) -> BitMap:
        """The ordinals whose pay cannot be compared: it is not stated, or in a currency without a rate."""
        return index.all_ordinals - index.yearly_pay.at_least(0)


def _is_amount(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= MAX_DIGITS


class PostingFilter(django_filters.FilterSet):
    """The filter of every list, feed and calendar: OR inside one parameter, AND between them.

    Unknown parameters are ignored. An unknown value matches nothing and takes nothing away from the
    known values beside it. `without` names the parameter that a frame (a team's page, a place) has
    already decided.
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

    @cached_property
    def submitted(self) -> dict[str, list[str]]:
        """The values in the address, by parameter, without the parameters left empty."""
        self.form.errors  # noqa: B018  # cleans the data on first access
        return {name: values for name in self.filters if (values := self.form.cleaned_data.get(name))}

    @cached_property
    def selected(self) -> dict[str, list[str]]:
        """The same as they are understood, without what is not."""
        understood = {name: self.filters[name].normalize(values) for name, values in self.submitted.items()}
        return {name: values for name, values in understood.items() if values}

    @property
    def words(self) -> str:
        return self.selected.get("q", [""])[0]

    @property
    def invalid_pay(self) -> str:
        """The first pay typed that is no amount, if any."""
        wrong = (value for value in self.submitted.get("pay", []) if value != UNSTATED and not _is_amount(value))
        return next(wrong, "")

    @cached_property
    def hits(self) -> Hits | None:
        """Where the words are found: asked of the database once. None without words."""
        return Hits(self.queryset.index, parse(self.words)) if self.words else None

    @cached_property
    def conditions(self) -> dict[str, BitMap]:
        """The ordinals that each parameter asked for lets pass."""
        index = self.queryset.index
        found = {
            name: self.filters[name].matching_ordinals(index, values)
            for name, values in self.selected.items()
            if name != "q"
        }
        return found | ({"q": self.hits.ordinals} if self.hits else {})

    def matching(self, excluding: str = "", instead: BitMap | None = None) -> Selection:
        """What all parameters asked for let pass, or all `but` one, `instead` of which something else does."""
        selection: Selection = self.queryset
        for name, positions in self.conditions.items():
            if name != excluding:
                selection = selection.within(positions)
        return selection if instead is None else selection.within(instead)

    def filter_queryset(self, queryset: Selection) -> Selection:
        """What matches, with the hits of the words at hand. django-filter calls this for `qs`."""
        return self.matching().ordered(queryset.order, self.hits)

    def build_query(
        self, changes: Mapping[str, str | list[str]] | None = None, *, drop: tuple[str, str] | None = None
    ) -> str:
        """Return a query string of what is asked for now.

        `changes` adds parameters such as `sort` or `page`, or leaves them out when empty; `drop` is a
        parameter and the one value to leave out. Without an amount, `unstated` pay means nothing.
        """
        query = QueryDict(mutable=True)
        for name, values in self.selected.items():
            kept = [value for value in values if (name, value) != drop]
            query.setlist(name, kept if kept != [UNSTATED] else [])
        for name, value in (changes or {}).items():
            if value:
                query.setlist(name, value if isinstance(value, list) else [value])
        return query.urlencode()
