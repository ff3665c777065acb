"""How many open positions each option would give: exact, and all of them in one query."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import CharField, Count, F, Q, QuerySet, Value
from django.db.models.functions import Cast

from .fields import fold
from .filters import FacetFilter, PostingFilter

FOLD_AFTER = 8


@dataclass
class Option:
    """A value of a facet. `count` is the total one gets with it as its facet's only value.

    `detail` tells it from another of the same name. `in_frame`: whether some position of the frame
    carries it, and not only one elsewhere.
    """

    facet: str
    value: str
    label: str
    detail: str = ""
    count: int = 0
    chosen: bool = False
    in_frame: bool = True

    @property
    def id(self) -> str:
        return f"{self.facet}-{self.value}"


@dataclass
class Facet:
    """A parameter with the values that some open position of the frame carries."""

    name: str
    label: str
    options: list[Option] = field(default_factory=list)

    @property
    def chosen(self) -> int:
        return sum(option.chosen for option in self.options)

    @property
    def head(self) -> list[Option]:
        """The options shown at once: the first few, and every chosen one."""
        return [option for place, option in enumerate(self.options) if place < FOLD_AFTER or option.chosen]

    @property
    def rest(self) -> list[Option]:
        """The options behind “Show all”."""
        return [option for place, option in enumerate(self.options) if place >= FOLD_AFTER and not option.chosen]


def facets(frame: QuerySet[Any], asked: PostingFilter, everywhere: QuerySet[Any]) -> list[Facet]:
    """Return the facets of the open positions in `frame`, under what is `asked`.

    One query: for each facet a GROUP BY that counts, per value, the postings of the frame and among
    them those that match every other facet. A value chosen here but carried only by positions elsewhere
    (in `everywhere`) is added with the count 0, at the price of a second query.
    """
    filters: dict[str, FacetFilter] = asked.filters
    found = _options(frame, {name: (one, asked.matching(but=name)) for name, one in filters.items()})
    missing = {
        name: (filters[name], Q(pk__in=[]))
        for name, values in asked.chosen.items()
        if not found[name].keys() >= set(values)
    }
    if missing:
        for name, options in _options(everywhere, missing).items():
            for value in options.keys() & set(asked.chosen[name]) - found[name].keys():
                found[name][value] = replace(options[value], in_frame=False)
    for name, values in asked.chosen.items():
        for value in found[name].keys() & set(values):
            found[name][value].chosen = True
    return [Facet(name, str(one.label), _sorted(one, found[name].values())) for name, one in filters.items()]


def _options(frame: QuerySet[Any], wanted: dict[str, tuple[FacetFilter, Q]]) -> dict[str, dict[str, Option]]:
    """Return the options of each facet by value, counting what matches the condition beside it."""
    queries = [
        frame.order_by()
        .filter(**({f"{one.path}__gt": ""} if one.choices else {f"{one.path}__isnull": False}))
        .annotate(
            facet=Value(name, CharField()),
            carried=Cast(one.path, CharField()),
            label=F(one.label_path) if one.label_path else Value("", CharField()),
            detail=one.detail or Value("", CharField()),
        )
        .values_list("facet", "carried", "label", "detail")
        .annotate(matches=Count("pk", filter=condition or None))
        for name, (one, condition) in wanted.items()
    ]
    found: dict[str, dict[str, Option]] = {name: {} for name in wanted}
    for name, carried, label, detail, count in queries[0].union(*queries[1:], all=True):
        one = wanted[name][0]
        labels = dict(one.choices.choices) if one.choices else {carried: label}
        # A posting of several employment types stands in the count of each.
        for value in carried.split() if one.choices else [carried]:
            if value in labels:
                option = found[name].setdefault(value, Option(name, value, labels[value], detail))
                option.count += count
    return found


def _sorted(one: FacetFilter, options: Iterable[Option]) -> list[Option]:
    """In the order of the list they come from, else by name; equal names are told apart."""
    if one.choices:
        return sorted(options, key=lambda option: one.choices.values.index(option.value))
    by_name = sorted(options, key=lambda option: (fold(option.label), option.value))
    names = Counter(option.label for option in by_name)
    return [
        replace(option, label=f"{option.label}, {option.detail}")
        if names[option.label] > 1 and option.detail
        else option
        for option in by_name
    ]
