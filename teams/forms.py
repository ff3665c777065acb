"""What the forms of the admin have in common: rows in an order, and nobody's words lost."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from .models import Employer


class DeskForm(forms.ModelForm):
    """A form that notices when somebody else has saved the row since it was opened.

    The page carries the number of the newest entry in the row's history. When another is newest as the
    form comes back, nothing is stored: the recruiter reads who changed what, still has every word, and
    decides.
    """

    employer: Employer  # set by the page that shows the form

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        newest = self._newest_entry()
        if newest:
            self.initial["version"] = newest.pk

    def _newest_entry(self) -> Any:
        return self.instance.history.first() if self.instance.pk else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        seen, newest = cleaned.get("version"), self._newest_entry()
        if seen and newest and newest.pk != seen:
            # Saving once more is the answer to this message, so the page returns with today's number.
            sent = cast(QueryDict, self.data).copy()
            sent[self.add_prefix("version")] = str(newest.pk)
            self.data = sent
            self.add_error(None, ValidationError(self._conflict(newest, seen), code="conflict"))
        return cleaned

    def _conflict(self, newest: Any, seen: int) -> str:
        who = newest.history_user or "Somebody else"
        when = newest.history_date.astimezone(self.employer.zone).strftime("%H:%M")
        before = self.instance.history.filter(pk=seen).first()
        names = newest.diff_against(before).changed_fields if before else []
        fields = [self.instance._meta.get_field(name) for name in names]
        labels = [str(field.verbose_name) for field in fields if field.editable]
        changed = f" Changed: {', '.join(labels)}." if labels else ""
        return (
            f"{who} saved this at {when}, after you had opened it.{changed} Nothing of yours is stored yet, and every "
            "word you typed stands below. Save again to replace that version with yours, or leave the page to keep it."
        )


class OrderedForm(forms.ModelForm):
    """A row of a list whose order the recruiter sets. The script writes the positions; without it they are typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["position"].required = False
        self.fields["position"].help_text = "The smallest number stands first."

    def clean_position(self) -> int:
        return self.cleaned_data["position"] or 0

    def has_changed(self) -> bool:
        # An empty row that was only moved is still an empty row.
        moved_only = self.changed_data == ["position"]
        return bool(self.changed_data) and not (moved_only and self.instance._state.adding)
