"""Inline rows that someone else has deleted while they were edited: the user's changes are kept."""

import re
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import connection
from django.forms import BaseInlineFormSet
from django.utils.datastructures import MultiValueDict

# Prefixes of the two inputs of a field: its value, and its initial value (`show_hidden_initial`).
INPUT_PREFIXES = ("", "initial-")


class SubmittedRow:
    """The submitted data and files of one inline row: lists of values by (input prefix, field name)."""

    def __init__(self, formset: Any, number: int) -> None:
        self.prefix = formset.add_prefix(number)
        prefixes = {kind: f"{kind}{self.prefix}-" for kind in INPUT_PREFIXES}
        self.data, self.files = (
            {
                (kind, key[len(prefix) :]): source.getlist(key)
                for kind, prefix in prefixes.items()
                for key in source
                if key.startswith(prefix)
            }
            for source in (formset.data, formset.files)
        )

    def get(self, name: str) -> str:
        return str(self.data.get(("", name), [""])[-1])

    def drop(self, *names: str) -> None:
        for name in names:
            self.data.pop(("", name), None)


class DeletedRowsFormSet(BaseInlineFormSet):
    """A formset that keeps the changes to rows that someone else has deleted."""

    model: Any
    data: Any
    files: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.deletions: list[str] = []
        if self.is_bound and self.management_form.is_valid():
            if self.instance.pk and connection.in_atomic_block:
                # A row may also be saved on its own page at the same time.
                rows = self.model._base_manager.filter(**{self.fk.name: self.instance}).order_by("pk")
                list(rows.select_for_update(no_key=True))
            self._restore_deleted()

    def describe_deleted(self, row: SubmittedRow) -> tuple[bool, str]:
        """Return whether a deleted row is unchanged in the form, and who deleted it: “Ann deleted”."""
        raise NotImplementedError

    def _restore_deleted(self) -> None:
        """Turn deleted rows that the user has changed into new rows."""
        total, stored = self.total_form_count(), self.initial_form_count()
        existing_ids = {str(row.pk) for row in self.get_queryset()}
        rows = [SubmittedRow(self, number) for number in range(total)]
        existing = [row for row in rows[:stored] if row.get("id") in existing_ids]
        if len(existing) == stored:
            return
        restored = []
        for row in [row for row in rows[:stored] if row not in existing and not row.get("DELETE")]:
            is_unchanged, description = self.describe_deleted(row)
            if not is_unchanged:
                restored.append(row)
                self.deletions.append(description)
                row.drop("id", "version", "decided")
        self._renumber([*existing, *restored, *rows[stored:]], len(existing))

    def _renumber(self, rows: list[SubmittedRow], stored: int) -> None:
        """Replace the submitted data by that of `rows`. The first `stored` rows exist in the database."""
        own = f"{self.prefix}-"
        numbered = re.compile(f"(?:{'|'.join(INPUT_PREFIXES)}){re.escape(own)}[0-9]+-")
        for name in ("data", "files"):
            old = cast("MultiValueDict[str, Any]", getattr(self, name))
            new = old.copy()
            for key in filter(numbered.match, old):
                del new[key]
            for number, row in enumerate(rows):
                for (kind, field), values in getattr(row, name).items():
                    new.setlist(f"{kind}{own}{number}-{field}", values)
            setattr(self, name, new)
        self.data[f"{own}TOTAL_FORMS"], self.data[f"{own}INITIAL_FORMS"] = str(len(rows)), str(stored)
        del self.management_form

    def clean(self) -> None:
        super().clean()
        for description in self.deletions:
            raise ValidationError(
                f"{description} a row of these after you opened the page. What you typed is now in a new row. "
                "Save again to keep it, or remove it."
            )
