"""The facets of a list: their options, and how many open positions each option gives. The counts are exact."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from jobs.models.pay import format_minimum
from teams.models.folding import fold
from teams.models.geography.country_groups import inhabited
from teams.models.validators import countries

from .filters import UNSTATED, FacetFilter, PostingFilter
from .index import Index
from .selection import Selection

COLLAPSE_AFTER = 8


@dataclass(slots=True)
class Option:
    """A value of a facet. `count`: the positions that match if only this value of its facet is selected.

    `detail` distinguishes options with the same label. `group`: the country of a place. `is_in_frame`: whether a
    position of the frame has the value, not only positions elsewhere. `is_collapsed`: hidden until the visitor opens
    “Show all”. `heading`: the group, if it stands above the option.
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
    heading: str = ""


@dataclass(frozen=True)
class Group:
    """Options under one heading."""

    label: str
    options: list[Option]


@dataclass
class Facet:
    """A parameter, with the values that open positions of the frame have.

    `other_countries`: code and name of the countries that only remote positions from anywhere are open to.
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
        """The option that a select shows. A select shows one."""
        return next((option for option in self.options if option.is_selected), None)

    @property
    def other_selected_options(self) -> list[Option]:
        """The other selected options. An address may select several."""
        return [option for option in self.options if option.is_selected][1:]

    @property
    def is_long(self) -> bool:
        return any(option.is_collapsed for option in self.options)

    @property
    def is_open(self) -> bool:
        """Whether the facet is of use: some value has positions, or is chosen."""
        return any(option.count or option.is_selected for option in self.options) or bool(self.other_countries)

    @cached_property
    def groups(self) -> list[Group]:
        """The options by heading, in order. The options that come first have none."""
        return [Group(label, list(options)) for label, options in groupby(self.options, lambda option: option.heading)]


def build_facets(filterset: PostingFilter) -> list[Facet]:
    """Return the facets of the frame of `filterset`, counted under its filters. No queries.

    A selected value that only open positions outside the frame have is an option with the count 0.
    """
    index, frame = filterset.queryset.index, filterset.queryset
    all_open = index.open_at(frame.at)
    matching = filterset.matching()
    facets = []
    for name, facet_filter in filterset.filters.items():
        if name not in index.values:
            continue
        selected = filterset.selected.get(name, [])
        # The positions that match all other facets.
        others = filterset.matching(excluding=name) if selected else matching
        options = []
        for value, label, detail, group in _labels(facet_filter, index):
            offering = index.ordinals_offering(name, value)
            is_in_frame = frame.ordinals.intersect(offering)
            if is_in_frame or (value in selected and all_open.intersect(offering)):
                count = others.ordinals.intersection_cardinality(index.ordinals_with(name, value))
                options.append(Option(name, value, label, detail, group, count, value in selected, is_in_frame))
        _make_labels_unique(options)
        _set_headings(options)
        for rank, option in enumerate(options):
            option.is_collapsed = rank >= COLLAPSE_AFTER and not option.is_selected
        facet = Facet(name, str(facet_filter.label), options, facet_filter.is_select)
        if name == "country":
            _add_countries_from_anywhere(facet, frame, others, selected)
        facets.append(facet)
    return facets


def _labels(facet_filter: FacetFilter, index: Index) -> Iterable[tuple[str, str, str, str]]:
    """Return value, label, detail and group of each possible option, in the order of the list."""
    if facet_filter.choices:
        return ((value, label, "", "") for value, label in facet_filter.choices.choices)
    return index.labels[facet_filter.name]


def describe_filters(filterset: PostingFilter) -> str:
    """Return the filters in use in words: “nurse”, Remote or Hybrid, from €60,000 a year. "" without filters."""
    index, parts = filterset.queryset.index, []
    for name, values in filterset.selected.items():
        if name == "q":
            parts.append(f"“{values[0]}”")
        elif name == "pay":
            unstated = " or not stated" if UNSTATED in values else ""
            parts.append(f"{format_minimum(int(values[0]), index.rates.home)}{unstated}")
        else:
            labels = _get_labels(filterset.filters[name], index)
            parts.append(" or ".join(labels.get(value, value) for value in values))
    return ", ".join(parts)


def _get_labels(facet_filter: FacetFilter, index: Index) -> dict[str, str]:
    if facet_filter.name == "country":
        return dict(countries())
    return {value: label for value, label, _detail, _group in _labels(facet_filter, index)}


def _make_labels_unique(options: list[Option]) -> None:
    counts = Counter(option.label for option in options)
    for option in options:
        if counts[option.label] > 1 and option.detail:
            option.label = f"{option.label}, {option.detail}"


def _set_headings(options: list[Option]) -> None:
    """Make a country the heading of its places if it has several. Places that are alone in theirs come first."""
    if not any(option.group for option in options):
        return
    places = Counter(option.group for option in options)
    for option in options:
        option.heading = option.group if places[option.group] > 1 else ""
    options.sort(key=lambda option: (True,) if option.heading else (False, fold(option.label)))


def _add_countries_from_anywhere(facet: Facet, frame: Selection, others: Selection, selected: list[str]) -> None:
    """Offer the countries that no position names, if a position can be done from anywhere."""
    index, named = frame.index, {option.value for option in facet.options}
    for code in selected:
        if code in countries() and code not in named:
            count = others.ordinals.intersection_cardinality(index.ordinals_with("country", code))
            facet.options.append(Option("country", code, countries()[code], count=count, is_selected=True))
    if frame.ordinals.intersect(index.anywhere):
        excluded = named.union(selected)
        facet.other_countries = [(code, name) for code, name in inhabited().items() if code not in excluded]
