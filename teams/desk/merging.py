"""Two people at what history does not know: a page stores what was changed on it, and nothing else.

The page carries what its fields were opened with. A field that was not changed there keeps what is stored
now; of several rows, such as the recruiters of a team, those given and those taken away are what counts.
"""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from teams.models.text_cleaning import CleanTextForm
from teams.models.validators import ROW_ID

from .deleted_rows import DeletedRowsFormSet, SubmittedRow


class SafeMultipleChoiceField(forms.ModelMultipleChoiceField):
    """Rows by their numbers. What cannot be one is refused; SQLite would fail on thirty digits."""

    def _check_values(self, value: Any) -> Any:
        for one in value:
            if not ROW_ID.fullmatch(str(one)):
                raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": one})
        return super()._check_values(value)  # type: ignore[misc]  # it is there, for `clean` and `to_python` alike


class HiddenInitialInput(forms.HiddenInput):
    """What a field was opened with. Nobody reads it, so nothing describes it, though Django would say what does."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        own = {key: kept for key, kept in (attrs or {}).items() if not key.startswith("aria-")}
        return super().get_context(name, value, own)


class HiddenInitialChoices(forms.MultipleHiddenInput):
    """The rows a page was opened with. An empty value says that there were none, rather than that nobody knows."""

    def format_value(self, value: Any) -> list[Any]:
        return ["", *(super().format_value(value) or [])]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return [one for one in super().value_from_datadict(data, files, name) or [] if ROW_ID.fullmatch(one)]


class MergingMultipleChoiceField(SafeMultipleChoiceField):
    """Rows of which two people may each give and take away some at once."""

    hidden_widget = HiddenInitialChoices

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"show_hidden_initial": True, **kwargs})


class MergingFormMixin(CleanTextForm, forms.ModelForm):
    """A form whose fields with `show_hidden_initial` store what was changed on their page."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        # By the name of a field of several rows: those given and those taken away, as two lists.
        self.moved: dict[str, tuple[list[Any], list[Any]]] = {}
        if self.instance.pk:
            for name, field in self.fields.items():
                if name not in cleaned or not field.show_hidden_initial:
                    continue
                if isinstance(field, MergingMultipleChoiceField):
                    self.moved[name] = self._moved(name, field, cleaned[name])
                elif name not in self.changed_data:
                    cleaned[name] = self[name].initial
        return cleaned

    def _moved(self, name: str, field: MergingMultipleChoiceField, sent: Any) -> tuple[list[Any], list[Any]]:
        """What the page gives and takes away. Rows that it does not offer are not for it to take away."""
        opened = field.hidden_widget().value_from_datadict(self.data, self.files, self[name].html_initial_name)
        offered = list(cast("QuerySet[Any]", field.queryset).filter(pk__in=opened))
        return [row for row in sent if str(row.pk) not in opened], [row for row in offered if row not in sent]

    def _save_m2m(self) -> None:
        """Give and take away, and leave alone what somebody else gives in the same second."""
        for name, (given, taken) in self.moved.items():
            del self.cleaned_data[name]
            rows = getattr(self.instance, name)
            rows.add(*given)
            rows.remove(*taken)
        super()._save_m2m()  # type: ignore[misc]  # it is there: Django calls it as it saves


class MergingForm(MergingFormMixin):
    """A form of a row without history: what was not changed on its page stays as somebody else has left it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.show_hidden_initial = not field.disabled
            if field.hidden_widget is forms.HiddenInput:
                field.hidden_widget = HiddenInitialInput


class MergingFormSet(DeletedRowsFormSet):
    """Rows without history."""

    def describe_deleted(self, row: SubmittedRow) -> tuple[bool, str]:
        sent = self.form(data=self.data, files=self.files, prefix=row.prefix)
        return not sent.has_changed(), "Somebody else deleted"
