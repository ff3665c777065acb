"""The places of a posting: a search instead of thousands of check boxes, and a city that is missing is added there.

A form sends the ids of places, and names of new ones: “Porto, , PT”, as imports write them. What was typed and not
chosen is sent too, so that it works without a script. A new place is stored with the posting, and not before.
"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.forms import Script
from django.urls import reverse_lazy
from js_asset import Media

from jobs.models import Location
from jobs.spreadsheets.lookups import LocationName
from teams.desk.merging import SafeMultipleChoiceField
from teams.models.folding import fold
from teams.models.validators import ROW_ID

from .finding import Choice, PlaceFinder, find_choices, name_new_place, name_place

# A site with at most so many places shows them all.
FEW = 8
# At most so many names in one form, each with so many characters.
MAX_NAMES, MAX_LENGTH = 20, 250


class PlacesWidget(forms.CheckboxSelectMultiple):
    """The chosen places as check boxes, and a text field to add others. `suggestions`: offered, but not chosen."""

    template_name = "teams/widgets/places.html"
    suggestions: Sequence[Choice] = ()
    unresolved: Sequence[str] = ()

    @property
    def media(self) -> Media:
        return Media(js=[Script("js/admin/places.js", type="module")])

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        values = (str(value).replace("\x00", "").strip() for value in super().value_from_datadict(data, files, name))
        return list(dict.fromkeys(filter(None, values)))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        # Not `super()`: it would make an option of every place.
        context = forms.Widget.get_context(self, name, None, attrs)
        values = [str(getattr(row, "pk", row)) for row in value or ()]
        ids = [text for text in values if ROW_ID.fullmatch(text)]
        rows = self.choices.queryset.order_by("name", "id")  # type: ignore[attr-defined]
        all_rows = list(rows[: FEW + 1])
        places = list(rows.filter(pk__in=ids)) if len(all_rows) > FEW else all_rows
        chosen = [Choice(str(place.pk), name_place(place)) for place in places]
        names = {text: _parse(text) for text in values if text not in self.unresolved and not ROW_ID.fullmatch(text)}
        chosen += [Choice(text, name_new_place(parsed), is_new=True) for text, parsed in names.items() if parsed]
        offered = [choice for choice in self.suggestions if choice.value not in {known.value for known in chosen}]
        context["widget"] |= {
            "options": [(choice, choice.value in values) for choice in [*chosen, *offered]],
            "typed": "; ".join(self.unresolved),
            "is_invalid": "aria-invalid" in context["widget"]["attrs"],
            "address": reverse_lazy("admin:jobs_location_find"),
        }
        return context


class PlacesField(SafeMultipleChoiceField):
    """Places by id, and by name. Those that the site lacks have a negative id until `PlacesFormMixin` stores them."""

    widget = PlacesWidget
    checked: tuple[list[str], Any] | None = None

    def has_changed(self, initial: Any, data: Any) -> bool:
        values = list(data or ())
        ids = [text for text in values if ROW_ID.fullmatch(text)]
        return len(ids) < len(values) or super().has_changed(initial, ids)

    def clean(self, value: Any) -> Any:
        values = list(value or ())
        # The form of a posting reads the field twice.
        if self.checked is None or self.checked[0] != values:
            self.checked = (values, self._clean(values))
        return self.checked[1]

    def _clean(self, values: list[str]) -> Any:
        names = [text for text in values if not ROW_ID.fullmatch(text)]
        if not names:
            return super().clean(values)
        # Shown again, whatever is wrong.
        self.widget.unresolved = [text[:MAX_LENGTH] for text in names if _parse(text) is None]
        ids = [text for text in values if ROW_ID.fullmatch(text)]
        places = list(super().clean(ids)) if ids else []
        parts = [part for name in names for part in name.split(";") if part.strip()]
        # Looking for one takes a quarter of a second.
        if len(parts) > MAX_NAMES or any(len(text) > MAX_LENGTH for text in names):
            raise ValidationError("Write fewer and shorter names of places.")
        finder = PlaceFinder()
        errors: list[ValidationError] = []
        unresolved, suggestions = [], []
        # Names with a country first: they answer what was asked about the others.
        for name in sorted(names, key=lambda text: "," not in text):
            for part in filter(None, map(str.strip, name.split(";"))):
                try:
                    places += finder.clean(part)
                except ValidationError as error:
                    choices = find_choices(part, self.queryset)  # type: ignore[arg-type]
                    if not _is_answered(part, choices, values, places):
                        unresolved.append(part)
                        suggestions += choices
                        errors.append(ValidationError(_describe(part, choices, error)))
        self.widget.unresolved, self.widget.suggestions = unresolved, list(dict.fromkeys(suggestions))
        if errors:
            # Parts of one input are shown as one.
            self.widget.unresolved = [*unresolved, *(name for name in names if ";" in name)]
            raise ValidationError(errors)
        return sorted(dict.fromkeys(places), key=lambda place: (place.name, place.pk < 0, abs(place.pk)))


def _is_answered(part: str, choices: Sequence[Choice], values: Sequence[str], places: Sequence[Location]) -> bool:
    """Return whether one of the places that a name may mean was chosen."""
    is_chosen = any(choice.value in values for choice in choices)
    return is_chosen or any(fold(part) in (fold(place.name), fold(place.city)) for place in places)


def _describe(part: str, choices: Sequence[Choice], error: ValidationError) -> str:
    if any(choice.is_new for choice in choices) and all(choice.is_new for choice in choices):
        return f"There is no place “{part}” yet. Tick the one you mean to add it, or write its city and country."
    if choices:
        return f"“{part}” is no place yet, or can be any of several. Tick the one you mean, or write city and country."
    if "," in part:
        return " ".join(error.messages)
    return f"There is no place “{part}” yet. Write its city and country to add it: {part}, Portugal."


def _parse(text: str) -> LocationName | None:
    try:
        return LocationName.parse(text)
    except ValidationError:
        return None


class PlacesFormMixin(forms.ModelForm):
    """Stores the new places of a form with it. `new_places`: those that it added."""

    new_places: Sequence[Location] = ()

    def _save_m2m(self) -> None:
        places = self.cleaned_data.get("locations") or ()
        if any(place.pk < 0 for place in places):
            new = [place for place in places if place.pk < 0]
            stored = {place: _store(place) for place in new}
            self.cleaned_data["locations"] = [stored.get(place, place) for place in places]
            self.new_places = list(stored.values())
        super()._save_m2m()  # type: ignore[misc]  # Django calls this private method


def _store(place: Location) -> Location:
    """Store a new place. If somebody else has added it since it was read, return that one."""
    stored = Location(**{field.attname: getattr(place, field.attname) for field in place._meta.concrete_fields[1:]})
    try:
        with transaction.atomic():
            stored.save()
    except IntegrityError:
        same = Location.objects.filter(city=place.city, region=place.region, country=place.country).first()
        if same is None:
            raise
        return same
    return stored
