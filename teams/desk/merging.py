"""Merging the changes of two users to data without history: a form saves only the fields that were changed in it.

The form carries the initial value of each field. A field that the user did not change keeps the stored value. For
many-to-many fields, such as the recruiters of a team, only additions and removals are saved.
"""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from teams.models.text_cleaning import CleanTextForm
from teams.models.validators import ROW_ID

from .deleted_rows import DeletedRowsFormSet, SubmittedRow


class SafeMultipleChoiceField(forms.ModelMultipleChoiceField):
    """Refuses values that cannot be an id. SQLite would fail on an id with thirty digits."""

    def _check_values(self, value: Any) -> Any:
        for pk in value:
            if not ROW_ID.fullmatch(str(pk)):
                raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": pk})
        return super()._check_values(value)  # type: ignore[misc]  # Django calls this private method


class HiddenInitialInput(forms.HiddenInput):
    """The initial value of a field, without ARIA attributes: users never see it."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        attrs = {key: text for key, text in (attrs or {}).items() if not key.startswith("aria-")}
        return super().get_context(name, value, attrs)


class HiddenInitialChoices(forms.MultipleHiddenInput):
    """The initial rows of a field. An empty value means that there were none, unlike a missing input."""

    def format_value(self, value: Any) -> list[Any]:
        return ["", *(super().format_value(value) or [])]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return [pk for pk in super().value_from_datadict(data, files, name) or [] if ROW_ID.fullmatch(pk)]


class MergingMultipleChoiceField(SafeMultipleChoiceField):
    """A choice of rows to which two users may add and from which they may remove at the same time."""

    hidden_widget = HiddenInitialChoices

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"show_hidden_initial": True, **kwargs})


class MergingFormMixin(CleanTextForm, forms.ModelForm):
    """A form that saves a field with `show_hidden_initial` only if the user changed it."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        # Rows that were added and removed, by the name of a many-to-many field.
        self.row_changes: dict[str, tuple[list[Any], list[Any]]] = {}
        if self.instance.pk:
            for name, field in self.fields.items():
                if name not in cleaned or not field.show_hidden_initial:
                    continue
                if isinstance(field, MergingMultipleChoiceField):
                    self.row_changes[name] = self._get_row_changes(name, field, cleaned[name])
                elif name not in self.changed_data:
                    cleaned[name] = self[name].initial
        return cleaned

    def _get_row_changes(self, name: str, field: MergingMultipleChoiceField, rows: Any) -> tuple[list[Any], list[Any]]:
        """Return the rows that were added and removed. Rows that the form does not offer are never removed."""
        initial = field.hidden_widget().value_from_datadict(self.data, self.files, self[name].html_initial_name)
        offered = list(cast("QuerySet[Any]", field.queryset).filter(pk__in=initial))
        return [row for row in rows if str(row.pk) not in initial], [row for row in offered if row not in rows]

    def _save_m2m(self) -> None:
        """Add and remove rows, without touching rows that someone else adds at the same time."""
        for name, (added, removed) in self.row_changes.items():
            del self.cleaned_data[name]
            rows = getattr(self.instance, name)
            rows.add(*added)
            rows.remove(*removed)
        super()._save_m2m()  # type: ignore[misc]  # Django calls this private method


class MergingForm(MergingFormMixin):
    """A form that merges all of its fields, for a model without history."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.show_hidden_initial = not field.disabled
            if field.hidden_widget is forms.HiddenInput:
                field.hidden_widget = HiddenInitialInput


class MergingFormSet(DeletedRowsFormSet):
    """Inline rows of a model without history."""

    def describe_deleted(self, row: SubmittedRow) -> tuple[bool, str]:
        form = self.form(data=self.data, files=self.files, prefix=row.prefix)
        return not form.has_changed(), "Someone else deleted"
