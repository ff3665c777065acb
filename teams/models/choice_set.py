"""Model fields for several values of a fixed list, and for countries."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.lookups import Contains

from .geography.country_groups import GROUPS, expand_groups
from .validators import countries


class ChoiceSetField(models.CharField):
    """Several values from a fixed list, stored as one text: ` full-time contract `.

    In Python a tuple in the order of the list. The spaces around each value let both databases match a whole value
    without a join: `filter(employment_types__has="contract")`. `full_clean()` refuses values outside the list.
    """

    def __init__(self, *args: Any, values: Any = (), **kwargs: Any) -> None:
        """`values`: a `Choices` class, or a function that returns a dict of labels by value."""
        self.values = values
        kwargs.setdefault("default", tuple)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def options(self) -> dict[str, str]:
        return dict(self.values.choices) if hasattr(self.values, "choices") else self.values()

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        # Migrations need the column only: a new value or country changes no schema.
        if kwargs.pop("default", None) is tuple:
            kwargs["default"] = ""
        return name, "django.db.models.CharField", args, kwargs

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> tuple[str, ...]:
        return tuple((value or "").split())

    def to_python(self, value: Any) -> tuple[str, ...]:
        values = set(value.split() if isinstance(value, str) else value or ())
        listed = [option for option in self.options() if option in values]
        return (*listed, *sorted(values.difference(listed)))

    def validate(self, value: Iterable[str], model_instance: models.Model | None) -> None:
        if unknown := [item for item in value if item not in self.options()]:
            raise ValidationError("“%(value)s” is not one of the choices.", params={"value": ", ".join(unknown)})
        if not value and not self.blank:
            raise ValidationError(self.error_messages["blank"], code="blank")

    def run_validators(self, value: Any) -> None:
        """Run none: the list of values already limits the length."""

    def get_prep_value(self, value: Any) -> str:
        values: tuple[str, ...] = self.to_python(value)
        return f" {' '.join(values)} " if values else ""

    def value_to_string(self, obj: models.Model) -> str:
        values: Any = self.value_from_object(obj)
        return " ".join(values)

    def formfield(self, **kwargs: Any) -> Any:
        defaults = {
            "form_class": forms.MultipleChoiceField,
            "choices": list(self.options().items()),
            "widget": forms.CheckboxSelectMultiple,
            "required": not self.blank,
        }
        # Not CharField.formfield(): it passes max_length, which choice fields do not accept.
        return models.Field.formfield(self, **{**defaults, **kwargs})


@ChoiceSetField.register_lookup
class Has(Contains):
    """Matches rows that contain this value."""

    lookup_name = "has"

    def get_prep_lookup(self) -> str:
        return f" {str(self.rhs).strip()} "

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        return connection.operators["contains"] % rhs


class CountrySetField(ChoiceSetField):
    """Countries as ISO 3166-1 codes. Its form also offers groups of countries, and stores the countries of each."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": 800, **kwargs, "values": countries})

    def formfield(self, **kwargs: Any) -> Any:
        groups = [(group.value, group.label) for group in GROUPS]
        return super().formfield(
            **{"form_class": CountriesFormField, "choices": [*groups, *self.options().items()], **kwargs}
        )


class CountriesFormField(forms.MultipleChoiceField):
    def clean(self, value: Any) -> list[str]:
        return expand_groups(super().clean(value))
