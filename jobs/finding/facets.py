"""How many open positions each option would give: exact, from the index in memory."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from teams.models.validators import countries

from .filters import FacetFilter, PostingFilter
from .index import Index
from .selection import Selection

COLLAPSE_AFTER = 8


@dataclass(slots=True)
class Option:
    """A value of a facet. `count` is the total one gets with it as its facet's only value.

    `detail` tells it from another of the same name, `group` is what it is listed under. `in_frame`:
    whether some position of the frame carries it, and not only one elsewhere. `folded`: behind “Show all”.
    """

    facet: str
    value: str
    label: str
    detail: str = ""
    group: str = ""
    count: int = 0
    is_selected: bool = False
    is_in_frame: bool = True
    is_collapsed: bool = False

    @property
    def id(self) -> str:
        return f"{self.facet}-{self.value}"


@dataclass(frozen=True)
class Group:
    """Options that stand under one label."""

    label: str
    options: list[Option]


@dataclass
class Facet:
    """A parameter with the values that some open position of the frame carries.

    `others`: code and name of the countries that only remote work from anywhere is open to.
    """

    name: str
    label: str
    options: list[Option] = field(default_factory=list)
    is_select: bool = False
    other_countries: list[tuple[str, str]] = field(default_factory=list)

    @property
    def selected_count(self) -> int:
        return sum(option.is_selected for option in self.options)

    @property
    def selected_option(self) -> Option | None:
        """The choice that a select shows, which can show one."""
        return next((option for option in self.options if option.is_selected), None)

    @property
    def other_selected_options(self) -> list[Option]:
        """The other choices, which an address may bring."""
        return [option for option in self.options if option.is_selected][1:]

    @property
    def is_long(self) -> bool:
        return any(option.is_collapsed for option in self.options)

    @cached_property
    def groups(self) -> list[Group]:
        """The options under what they are listed under, in order."""
        return [Group(label, list(options)) for label, options in groupby(self.options, lambda one: one.group)]


def build_facets(filterset: PostingFilter) -> list[Facet]:
    """Return the facets of the open positions in the frame of `filterset`, under what is filterset.

    A value chosen here but carried only by open positions elsewhere is added with the count 0.
    """
    index, frame = filterset.queryset.index, filterset.queryset
    everywhere = Selection(index, frame.at, index.open_at(frame.at))
    every = filterset.matching()
    found = []
    for name, one in filterset.filters.items():
        if name not in index.values:
            continue
        chosen = filterset.selected.get(name, [])
        others = filterset.matching(excluding=name) if chosen else every
        options = []
        for value, label, detail, group in _named(one, index):
            offered = index.ordinals_offering(name, value)
            in_frame = frame.ordinals.intersect(offered)
            if in_frame or (value in chosen and everywhere.ordinals.intersect(offered)):
                count = others.ordinals.intersection_cardinality(index.ordinals_with(name, value))
                options.append(Option(name, value, label, detail, group, count, value in chosen, in_frame))
        _tell_apart(options)
        _fold(options)
        facet = Facet(name, str(one.label), options, one.is_select)
        if name == "country":
            _add_from_anywhere(facet, frame, others, chosen)
        found.append(facet)
    return found


def _named(one: FacetFilter, index: Index) -> Iterator[tuple[str, str, str, str]]:
    """Each value with its label, what tells it from another of that label, and its group, in the order of lists."""
    if one.choices:
        for value, label in one.choices.choices:
            yield value, label, "", ""
    else:
        yield from index.labels[one.name]


def _tell_apart(options: list[Option]) -> None:
    names = Counter(option.label for option in options)
    for option in options:
        if names[option.label] > 1 and option.detail:
            option.label = f"{option.label}, {option.detail}"


def _fold(options: list[Option]) -> None:
    for place, option in enumerate(options):
        option.is_collapsed = place >= COLLAPSE_AFTER and not option.is_selected


def _add_from_anywhere(facet: Facet, frame: Selection, others: Selection, chosen: list[str]) -> None:
    """Countries that no position names can be chosen too, while some position can be done from anywhere."""
    anywhere, named = frame.index.anywhere, {option.value for option in facet.options}
    count = others.ordinals.intersection_cardinality(anywhere)
    facet.options += [
        Option("country", code, countries()[code], count=count, is_selected=True)
        for code in chosen
        if code in countries() and code not in named
    ]
    if frame.ordinals.intersect(anywhere):
        facet.other_countries = [(code, name) for code, name in countries().items() if code not in named.union(chosen)]
