"""What the forms of the admin have in common: rows in an order, and nobody's words lost."""

import secrets
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Max

from teams.models import Employer
from teams.models.validators import ROW_ID

from .conflicts import META_FIELDS, VersionedForm, get_author_name, get_field_value, is_same_value
from .deleted_rows import DeletedRowsFormSet, SubmittedRow
from .merging import MergingFormMixin


class DeskForm(MergingFormMixin, VersionedForm):
    """The form of a page of the desk. `once`: the token by which it is stored once (`teams.desk.double_submit`)."""

    idempotency_token = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        if entry := getattr(self.instance, "_history", None):
            # An earlier version is to be restored, so with what it was connected with then.
            for field in entry._history_m2m_fields:
                self.initial[field.name] = get_field_value(entry, field)

    def get_initial_for_field(self, field: Any, field_name: str) -> Any:
        return (
            secrets.token_urlsafe()
            if field_name == "idempotency_token"
            else super().get_initial_for_field(field, field_name)
        )


class OrderedForm(VersionedForm):
    """A row of a list whose order the recruiter sets. The script writes the positions; without it they are typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["position"].required = False
        self.fields["position"].label = "Place in the order"
        self.fields["position"].help_text = "The smallest number stands first."

    def clean_position(self) -> int:
        return self.cleaned_data["position"] or 0

    def has_changed(self) -> bool:
        # An empty row that was only moved is still an empty row.
        moved_only = self.changed_data == ["position"]
        return bool(self.changed_data) and not (moved_only and self.instance._state.adding)


class OrderedFormSet(DeletedRowsFormSet):
    """The rows of a page, some of which somebody else may have changed meanwhile."""

    employer: Employer  # set by the page that shows the rows
    user: Any

    def describe_deleted(self, row: SubmittedRow) -> tuple[bool, str]:
        entry = self._last_entry(row.get("id"))
        deleted = entry is None or entry.history_type == "-"
        told = f"{get_author_name(entry)} deleted" if deleted else "Somebody else took away"
        return self._is_untouched(row, entry), told

    def _last_entry(self, number: str) -> Any:
        """What history said last of a row while it was on this page."""
        if not ROW_ID.fullmatch(number):
            return None
        return self.model.history.filter(id=number, **{self.fk.name: self.instance}).first()

    def _is_untouched(self, row: SubmittedRow, entry: Any) -> bool:
        """Whether what was sent for a row is what history has of it."""
        if entry is None:
            return False
        for name, field in self.form.base_fields.items():
            if name in META_FIELDS or name == "position" or not hasattr(entry, name):
                continue
            sent = field.widget.value_from_datadict(self.data, self.files, f"{row.prefix}-{name}")
            before = getattr(entry, name)
            if isinstance(field, forms.FileField):
                if row.files.get(("", name)):
                    return False
            elif isinstance(before, str):
                if not is_same_value(self.model._meta.get_field(name), before, sent or ""):
                    return False
            elif field.has_changed(before, sent):
                return False
        return True

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.employer, form.user = self.employer, self.user
        form.latest_entry_id = self._latest_entry_ids.get(form.instance.pk)

    @property
    def _latest_entry_ids(self) -> dict[Any, int]:
        """The newest entry in the history of each row, by one query."""
        if not hasattr(self, "_latest_entry_ids_cache"):
            rows = [row.pk for row in self.get_queryset()] if self.instance.pk else []
            entries = self.model.history.filter(id__in=rows).order_by() if rows else self.model.history.none()
            self._latest_entry_ids_cache = dict(entries.values_list("id").annotate(Max("history_id")))
        return self._latest_entry_ids_cache

    def clean(self) -> None:
        super().clean()
        if any(cast(OrderedForm, form).is_in_conflict for form in self.deleted_forms):
            raise ValidationError(
                "A row that you delete was changed by somebody else after you had opened the page. Read it below; "
                "save again to delete it all the same."
            )
