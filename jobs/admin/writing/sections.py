"""The sections of a posting on its form. A new posting begins with the headings of its team, else of the employer."""

from collections.abc import Set as AbstractSet
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest

from jobs.models import Section
from jobs.publishing import check
from jobs.publishing.rules import NO_SECTIONS
from teams.desk.base import OrderedInline
from teams.desk.forms import OrderedForm, OrderedFormSet

from .defaults import get_first_headings, get_section_headings

# What a user who only takes a heading over has not changed.
NOT_TYPED = {"heading", "position"}


class SectionForm(OrderedForm):
    # Of all teams that the user sees, because the user may have chosen another team since the page was opened.
    given_headings: AbstractSet[str] = frozenset()

    def has_changed(self) -> bool:
        """A new row with a heading that the page has given, and without a text, is empty."""
        is_given = self.instance._state.adding and self["heading"].value() in self.given_headings
        return super().has_changed() and not (is_given and NOT_TYPED.issuperset(self.changed_data))


class SectionFormSet(OrderedFormSet):
    """The sections of a posting. A posting that is or will be open needs at least one."""

    given_headings: AbstractSet[str] = frozenset()

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.given_headings = self.given_headings

    def clean(self) -> None:
        super().clean()
        sections = [form for form in self.forms if form.has_changed() or form.instance.pk]
        if check.is_or_will_be_open(self.instance) and not set(sections).difference(self.deleted_forms):
            raise ValidationError(NO_SECTIONS.message, code=NO_SECTIONS.code)


class SectionInline(OrderedInline):
    model = Section
    form = SectionForm
    formset = SectionFormSet
    fields = ["heading", "body", "position"]
    is_open = True
    is_restored = True

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 0 if obj else len(self.get_initial_rows(request)) or 1

    def get_initial_rows(self, request: HttpRequest) -> list[dict[str, str]]:
        """Return the rows that a new posting begins with."""
        return [{"heading": heading} for heading in get_first_headings(request)]

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        if obj is None:
            given = get_section_headings(request).values()
            formset.given_headings = frozenset(heading for headings in given for heading in headings)
        return formset
