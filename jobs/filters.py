"""What can be asked of a list of open positions, how it is labelled, and how it is taken away again."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.http import QueryDict

from .models import Posting

# Longer than any slug. How many values there may be, Django bounds with the parameters of a request.
MAX_LENGTH = 120


class ValuesField(forms.Field):
    """All values of a repeated parameter, in the order given, each once."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Iterable[str] | None) -> list[str]:
        values = (one.strip()[:MAX_LENGTH] for one in value or ())
        return list(dict.fromkeys(filter(None, values)))


class FacetFilter(django_filters.Filter):
    """A parameter that may be repeated; a posting matches when it has one of the values.

    `path` leads from a posting to the value, `label_path` to its name where that is a row of its own,
    and `choices` to its name where it is one of a fixed list. `detail` tells apart values of the same
    name. Matching never joins, so that facets can be combined and counted without a posting counting
    twice.
    """

    field_class = ValuesField

    def __init__(
        self,
        path: str,
        *,
        label: str,
        matches: Callable[[list[str]], Q],
        label_path: str = "",
        detail: Any = None,
        choices: Any = None,
    ) -> None:
        super().__init__(field_name=path, label=label)
        self.path, self.label_path, self.detail = path, label_path, detail
        self.choices, self.matches = choices, matches

    def filter(self, qs: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        return qs.filter(self.matches(value)) if value else qs


def _has_any_type(values: list[str]) -> Q:
    known = [value for value in values if value in Posting.EmploymentType.values]
    return Q(*[("employment_types__has", value) for value in known], _connector=Q.OR) if known else Q(pk__in=[])


class PostingFilter(django_filters.FilterSet):
    """The filter of every list, feed and calendar: OR inside one parameter, AND between them.

    Unknown parameters are ignored. An unknown value matches nothing and takes nothing away from the
    known values beside it. `without` names the parameter that a frame (a team's page, a place) has
    already decided.
    """

    team = FacetFilter(
        "team__slug", label="Team", label_path="team__name", matches=lambda slugs: Q(team__slug__in=slugs)
    )
    location = FacetFilter(
        "locations__slug",
        label="Location",
        label_path="locations__name",
        detail=Coalesce(NullIf("locations__region", Value("")), "locations__country"),
        matches=lambda slugs: Q(
            pk__in=Posting.locations.through.objects.filter(location__slug__in=slugs).values("posting")
        ),
    )
    workplace = FacetFilter(
        "workplace", label="Workplace", choices=Posting.Workplace, matches=lambda values: Q(workplace__in=values)
    )
    type = FacetFilter(
        "employment_types", label="Employment type", choices=Posting.EmploymentType, matches=_has_any_type
    )
    level = FacetFilter(
        "level", label="Experience level", choices=Posting.Level, matches=lambda values: Q(level__in=values)
    )
    tag = FacetFilter(
        "tags__slug",
        label="Label",
        label_path="tags__name",
        matches=lambda slugs: Q(pk__in=Posting.tags.through.objects.filter(tag__slug__in=slugs).values("posting")),
    )

    class Meta:
        model = Posting
        fields: list[str] = []

    def __init__(self, data: QueryDict, queryset: QuerySet[Any], *, without: str = "", **kwargs: Any) -> None:
        super().__init__(data, queryset, **kwargs)
        self.filters.pop(without, None)

    @property
    def chosen(self) -> dict[str, list[str]]:
        """The values asked for, by parameter, without the parameters left empty."""
        self.form.errors  # noqa: B018  # cleans the data on first access
        return {name: values for name in self.filters if (values := self.form.cleaned_data.get(name))}

    def matching(self, but: str = "") -> Q:
        """The condition of all parameters asked for, or of all `but` one."""
        condition = Q()
        for name, values in self.chosen.items():
            if name != but:
                condition &= self.filters[name].matches(values)
        return condition

    def query(self, changes: Mapping[str, str] | None = None, *, drop: tuple[str, str] | None = None) -> str:
        """Return a query string of what is asked for now.

        `changes` adds parameters such as `sort` or `page`, or leaves them out when empty; `drop` is a
        parameter and the one value to leave out.
        """
        query = QueryDict(mutable=True)
        for name, values in self.chosen.items():
            query.setlist(name, [value for value in values if (name, value) != drop])
        for name, value in (changes or {}).items():
            if value:
                query[name] = value
        return query.urlencode()
