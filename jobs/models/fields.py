"""Column types of a posting that Django does not bring along."""

import datetime as dt
import zoneinfo
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.lookups import Contains
from django.utils import timezone

from teams.models.folding import fold

from .local_time import format_end


class ClosingMomentField(models.DateTimeField):
    """The moment something ends. The end of a day is told as that day, not as the first moment of the next."""

    def format_value(self, value: dt.datetime, zone: zoneinfo.ZoneInfo) -> str:
        return format_end(value, zone)

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateTimeField", args, kwargs


class ChoiceSetField(models.CharField):
    """Several values out of a fixed list, kept as one text: ` full-time contract `.

    In Python a tuple in the order of the list. The blanks around each value let the database find one
    exactly, on either engine and without a join: `filter(employment_types__has="contract")`.
    A row needs no further query to show them. Values outside the list are refused by `full_clean()`.
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
        chosen = set(value.split() if isinstance(value, str) else value or ())
        known = [option for option in self.options() if option in chosen]
        return (*known, *sorted(chosen.difference(known)))

    def validate(self, value: Iterable[str], model_instance: models.Model | None) -> None:
        if unknown := [one for one in value if one not in self.options()]:
            raise ValidationError("“%(value)s” is not one of the choices.", params={"value": ", ".join(unknown)})
        if not value and not self.blank:
            raise ValidationError(self.error_messages["blank"], code="blank")

    def run_validators(self, value: Any) -> None:
        """The list of values bounds the length already."""

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
        # CharField would add max_length, which a field of choices does not take.
        return models.Field.formfield(self, **{**defaults, **kwargs})


@ChoiceSetField.register_lookup
class Has(Contains):
    """Match rows that hold this one value."""

    lookup_name = "has"

    def get_prep_lookup(self) -> str:
        return f" {str(self.rhs).strip()} "

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        return connection.operators["contains"] % rhs


class FoldedField(models.CharField):
    """A copy of another text without case and accents, to sort by; filled whenever the row is written."""

    def __init__(self, *args: Any, source: str = "", **kwargs: Any) -> None:
        self.source = source
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        folded = fold(getattr(model_instance, self.source))[: self.max_length]
        setattr(model_instance, self.attname, folded)
        return folded


class FirstPublishedField(models.DateTimeField):
    """The first moment a posting was open: follows `published_from` until that moment has come, then never moves."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"null": True, "editable": False}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateTimeField", args, kwargs

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        first, now = getattr(model_instance, self.attname), timezone.now()
        if first is None and not add:
            # An earlier version that is restored does not know yet what became of the posting.
            stored = type(model_instance)._base_manager.filter(pk=model_instance.pk)
            first = stored.values_list(self.attname, flat=True).first()
        first = self.following(model_instance, first, now, add=add)
        setattr(model_instance, self.attname, first)
        return first

    @staticmethod
    def following(posting: Any, first: Any, now: dt.datetime, *, add: bool = False) -> Any:
        """What the first moment, as stored, becomes when a posting is written as it is now."""
        if first is not None and first <= now:
            return first
        opens = posting.published_from if posting.team.is_published else None
        # A row that was stored without having been open cannot have opened before this moment.
        return opens if opens is None or add else max(opens, now)
