"""Base forms of the admin: DeskForm for pages, OrderedForm for inline rows in an order."""

import secrets
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.functional import cached_property

from teams.models import Employer
from teams.models.querysets import next_position
from teams.models.validators import ROW_ID

from .conflicts import META_FIELDS, VersionedForm, get_author_name, get_field_value, is_same_value
from .deleted_rows import DeletedRowsFormSet, SubmittedRow
from .merging import MergingFormMixin

# The position of a new row that was given none: the highest that both databases store.
LAST = 2**31 - 1


class DeskForm(MergingFormMixin, VersionedForm):
    """The form of a page. A second submit with the same token and content saves nothing (`double_submit`)."""

    idempotency_token = forms.CharField(
        required=False, widget=forms.HiddenInput, max_length=64, initial=secrets.token_urlsafe
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        if entry := getattr(self.instance, "_history", None):
            # Restoring an earlier version also restores its many-to-many relations.
            for field in entry._history_m2m_fields:
                self.initial[field.name] = get_field_value(entry, field)


class OrderedForm(VersionedForm):
    """A row with a position. The script sets the position; without JavaScript the user types it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["position"].required = False
        self.fields["position"].label = "Position"
        self.fields["position"].help_text = "The row with the smallest number comes first. Without one, it comes last."
        if self.instance._state.adding:
            self.initial["position"] = None

    def clean_position(self) -> int:
        position = self.cleaned_data["position"]
        # `OrderedFormSet.save_new` puts a new row without a number at the end.
        return position if position is not None else LAST if self.instance._state.adding else 0

    def has_changed(self) -> bool:
        # A new row that was only moved is still empty.
        is_only_moved = self.changed_data == ["position"]
        return bool(self.changed_data) and not (is_only_moved and self.instance._state.adding)


class OrderedFormSet(DeletedRowsFormSet):
    """Ordered rows that someone else may have changed or deleted."""

    employer: Employer  # set by the page that shows the rows
    user: Any

    def save_new(self, form: Any, commit: bool = True) -> Any:
        """Save a new row. Without a number, it comes after the others."""
        if form.instance.position == LAST:
            setattr(form.instance, self.fk.name, self.instance)
            form.instance.position = next_position(self.model, form.instance, self.fk.attname)
        return super().save_new(form, commit)

    def describe_deleted(self, row: SubmittedRow) -> tuple[bool, str]:
        entry = self._get_last_entry(row.get("id"))
        is_deleted = entry is None or entry.history_type == "-"
        description = f"{get_author_name(entry)} deleted" if is_deleted else "Someone else moved away"
        return self._is_unchanged(row, entry), description

    def _get_last_entry(self, pk: str) -> Any:
        """Return the last entry in the history of a row from when it was on this page, or None."""
        if not ROW_ID.fullmatch(pk):
            return None
        return self.model.history.filter(id=pk, **{self.fk.name: self.instance}).first()

    def _is_unchanged(self, row: SubmittedRow, entry: Any) -> bool:
        """Whether the submitted row equals an entry of its history."""
        if entry is None:
            return False
        for name, field in self.form.base_fields.items():
            if name in META_FIELDS or name == "position" or not hasattr(entry, name):
                continue
            value = field.widget.value_from_datadict(self.data, self.files, f"{row.prefix}-{name}")
            before = getattr(entry, name)
            if isinstance(field, forms.FileField):
                if row.files.get(("", name)):
                    return False
            elif isinstance(before, str):
                if not is_same_value(self.model._meta.get_field(name), before, value or ""):
                    return False
            elif field.has_changed(before, value):
                return False
        return True

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.employer, form.user = self.employer, self.user
        form.latest_entry_id = self._latest_entry_ids.get(form.instance.pk)

    @cached_property
    def _latest_entry_ids(self) -> dict[Any, int]:
        """The id of the latest entry in the history of each row, with one query."""
        ids = [row.pk for row in self.get_queryset()] if self.instance.pk else []
        entries = self.model.history.filter(id__in=ids).order_by()
        return dict(entries.values_list("id").annotate(Max("history_id"))) if ids else {}

    def clean(self) -> None:
        super().clean()
        if any(cast(OrderedForm, form).is_in_conflict for form in self.deleted_forms):
            raise ValidationError(
                "Someone else changed a row that you want to delete, after you opened the page. Read it below. "
                "Save again to delete it anyway."
            )
