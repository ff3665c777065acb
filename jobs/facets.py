"""How many open positions each option would give: exact, and all of them in one query."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, Count, F, Q, QuerySet, Value
from django.db.models.functions import Cast

from .fields import fold
from .filters import FacetFilter, PostingFilter

FOLD_AFTER = 8


@dataclass
class Option:
    """A value of a facet. `count` is the total one gets with it as its facet's only value."""

    facet: str
    value: str
    label: str
    count: int
    chosen: bool

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
    counted = _count(frame, {name: (one, asked.matching(but=name)) for name, one in filters.items()})
    missing = {
        name: (one, Q(pk__in=[]))
        for name, one in filters.items()
        if set(asked.chosen.get(name, ())) - {value for value, _label in counted[name]}
    }
    if missing:
        for name, values in _count(everywhere, missing).items():
            chosen_elsewhere = {key: 0 for key in values if key[0] in asked.chosen[name]}
            counted[name] = chosen_elsewhere | counted[name]
    return [_facet(name, one, counted[name], asked.chosen.get(name, [])) for name, one in filters.items()]


def _count(frame: QuerySet[Any], wanted: dict[str, tuple[FacetFilter, Q]]) -> dict[str, dict[tuple[str, str], int]]:
    """Count the matches of `frame` by facet and by (value, label)."""
    queries = [
        frame.order_by()
        .filter(**({f"{one.path}__gt": ""} if one.choices else {f"{one.path}__isnull": False}))
        .annotate(
            facet=Value(name, CharField()),
            carried=Cast(one.path, CharField()),
            label=F(one.label_path) if one.label_path else Value("", CharField()),
        )
        .values_list("facet", "carried", "label")
        .annotate(matches=Count("pk", filter=condition or None))
        for name, (one, condition) in wanted.items()
    ]
    counted: dict[str, dict[tuple[str, str], int]] = defaultdict(lambda: defaultdict(int))
    for name, carried, label, count in queries[0].union(*queries[1:], all=True):
        one = wanted[name][0]
        # A posting of several employment types stands in the count of each.
        for value in carried.split() if one.choices else [carried]:
            counted[name][value, label or _choice_label(one, value)] += count
    return counted


def _choice_label(one: FacetFilter, value: str) -> str:
    return dict(one.choices.choices).get(value, value)


def _facet(name: str, one: FacetFilter, counted: dict[tuple[str, str], int], chosen: list[str]) -> Facet:
    options = [Option(name, value, label, count, value in chosen) for (value, label), count in counted.items()]
    if one.choices:
        order = one.choices.values
        options = [option for option in options if option.value in order]
        options.sort(key=lambda option: order.index(option.value))
    else:
        options.sort(key=lambda option: (fold(option.label), option.value))
    return Facet(name, str(one.label), options)
