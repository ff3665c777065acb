"""Rows of a page that somebody else has deleted meanwhile: the words in them are kept."""

import re
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import connection
from django.forms import BaseInlineFormSet
from django.utils.datastructures import MultiValueDict

# What a page carries of a field: what is typed into it, and what it was opened with (`show_hidden_initial`).
KINDS = ("", "initial-")


class SubmittedRow:
    """What was sent for one row: by kind and name of each field, its values."""

    def __init__(self, formset: Any, number: int) -> None:
        self.prefix = formset.add_prefix(number)
        begins = {kind: f"{kind}{self.prefix}-" for kind in KINDS}
        self.data, self.files = (
            {
                (kind, key[len(begin) :]): source.getlist(key)
                for kind, begin in begins.items()
                for key in source
                if key.startswith(begin)
            }
            for source in (formset.data, formset.files)
        )

    def get(self, name: str) -> str:
        return str(self.data.get(("", name), [""])[-1])

    def drop(self, *names: str) -> None:
        for name in names:
            self.data.pop(("", name), None)


class DeletedRowsFormSet(BaseInlineFormSet):
    """The rows of a page, some of which may be here no more."""

    model: Any
    data: Any
    files: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gone: list[str] = []
        if self.is_bound and self.management_form.is_valid():
            if self.instance.pk and connection.in_atomic_block:
                # So that a row that is saved on a page of its own is not missed.
                list(self.model._base_manager.select_for_update(no_key=True).filter(**{self.fk.name: self.instance}))
            self._restore_deleted()

    def describe_deleted(self, row: SubmittedRow) -> tuple[bool, str]:
        """Whether a row that is gone was sent as it was opened, and how to say that it is gone."""
        raise NotImplementedError

    def _restore_deleted(self) -> None:
        """Turn rows that are here no more into new ones, so that the words in them are kept."""
        total, stored = self.total_form_count(), self.initial_form_count()
        known = {str(row.pk) for row in self.get_queryset()}
        rows = [SubmittedRow(self, number) for number in range(total)]
        kept = [row for row in rows[:stored] if row.get("id") in known]
        if len(kept) == stored:
            return
        written = []
        for row in [row for row in rows[:stored] if row not in kept and not row.get("DELETE")]:
            is_untouched, told = self.describe_deleted(row)
            if not is_untouched:
                written.append(row)
                self.gone.append(told)
                row.drop("id", "version", "decided")
        self._renumber([*kept, *written, *rows[stored:]], len(kept))

    def _renumber(self, rows: list[SubmittedRow], stored: int) -> None:
        own = f"{self.prefix}-"
        numbered = re.compile(f"(?:{'|'.join(KINDS)}){re.escape(own)}[0-9]+-")
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
        for what_happened in self.gone:
            raise ValidationError(
                f"{what_happened} a row of these after you had opened the page. Your words stand in a new row: "
                "save again to bring it back, or remove it."
            )
