"""Two people at what history does not know: a page stores what was changed on it, and nothing else.

The page carries what its fields were opened with. A field that was not changed there keeps what is stored
now; of several rows, such as the recruiters of a team, those given and those taken away are what counts.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from .validators import NUMBER


class SeveralRows(forms.ModelMultipleChoiceField):
    """Rows by their numbers. What cannot be one is refused; SQLite would fail on thirty digits."""

    def _check_values(self, value: Any) -> Any:
        for one in value:
            if not NUMBER.fullmatch(str(one)):
                raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": one})
        return super()._check_values(value)  # type: ignore[misc]  # it is there, for `clean` and `to_python` alike


class OpenedWith(forms.MultipleHiddenInput):
    """The rows a page was opened with. An empty value says that there were none, rather than that nobody knows."""

    def format_value(self, value: Any) -> list[Any]:
        return ["", *(super().format_value(value) or [])]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return [one for one in super().value_from_datadict(data, files, name) or [] if NUMBER.fullmatch(one)]


class MergedRows(SeveralRows):
    """Rows of which two people may each give and take away some at once."""

    hidden_widget = OpenedWith

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"show_hidden_initial": True, **kwargs})

    def merged(self, sent: Any, opened: list[str], stored: Any) -> Any:
        """The rows stored now, without those taken away on the page, and those given there.

        Parameters: the rows `sent` by the page, the numbers of those it was `opened` with, the rows `stored` now.
        Rows that the page does not offer are not for it to take away.
        """
        given = {row.pk for row in sent}
        taken = {row.pk for row in self.queryset.filter(pk__in=opened)} - given
        kept = {row.pk for row in stored} - taken
        return self.queryset.model._base_manager.filter(pk__in=kept | given - {int(number) for number in opened})


class Merging(forms.ModelForm):
    """A form whose fields with `show_hidden_initial` store what was changed on their page."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk:
            for name, field in self.fields.items():
                if field.show_hidden_initial and name in cleaned:
                    cleaned[name] = self._merged(name, field, cleaned[name])
        return cleaned

    def _merged(self, name: str, field: forms.Field, sent: Any) -> Any:
        stored = self[name].initial
        if isinstance(field, MergedRows):
            opened = field.hidden_widget().value_from_datadict(self.data, self.files, self[name].html_initial_name)
            return field.merged(sent, opened, stored)
        return sent if name in self.changed_data else stored


class MergedForm(Merging):
    """A form of a row without history: what was not changed on its page stays as somebody else has left it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.show_hidden_initial = not field.disabled
