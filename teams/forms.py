"""What the forms of the admin have in common: rows in an order, and nobody's words lost."""

import re
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db.models import CharField, Max, TextField
from django.forms import BaseInlineFormSet
from django.utils.datastructures import MultiValueDict

from .conflicts import VersionedForm, said_by, same, value_of
from .models import Employer


class DeskForm(VersionedForm):
    """The form of a page of the desk."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        if entry := getattr(self.instance, "_history", None):
            # An earlier version is to be restored, so with what it was connected with then.
            for field in entry._history_m2m_fields:
                self.initial[field.name] = value_of(entry, field)


class OrderedForm(VersionedForm):
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


class OrderedFormSet(BaseInlineFormSet):
    """The rows of a page, some of which somebody else may have changed or deleted meanwhile."""

    employer: Employer  # set by the page that shows the rows
    model: Any
    data: Any
    files: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.deleted_by_others: list[str] = []
        if self.is_bound and self.management_form.is_valid():
            self._rescue()

    def _rescue(self) -> None:
        """Turn rows that are stored no more into new ones, so that the words in them are kept."""
        total, stored = self.total_form_count(), self.initial_form_count()
        known = {str(row.pk) for row in self.get_queryset()}
        rows = [_Row(self, number) for number in range(total)]
        kept = [row for row in rows[:stored] if row.get("id") in known]
        if len(kept) == stored:
            return
        gone = [row for row in rows[:stored] if row not in kept and not row.get("DELETE")]
        entries = {row: self._deletion(row.get("id")) for row in gone}
        written = [row for row in gone if not self._is_untouched(row, entries[row])]
        self.deleted_by_others = [said_by(entries[row]) for row in written]
        for row in written:
            row.drop("id", "version", "decided")
        self._renumber([*kept, *written, *rows[stored:]], len(kept))

    def _renumber(self, rows: list["_Row"], stored: int) -> None:
        own = f"{self.prefix}-"
        for name in ("data", "files"):
            old = cast("MultiValueDict[str, Any]", getattr(self, name))
            new = old.copy()
            for key in [key for key in old if key.startswith(own) and key[len(own) :].split("-")[0].isdigit()]:
                del new[key]
            for number, row in enumerate(rows):
                for field, values in getattr(row, name).items():
                    new.setlist(f"{own}{number}-{field}", values)
            setattr(self, name, new)
        self.data[f"{own}TOTAL_FORMS"], self.data[f"{own}INITIAL_FORMS"] = str(len(rows)), str(stored)
        del self.management_form

    def _deletion(self, number: str) -> Any:
        """The entry of history that says who deleted a row of this page, and what it said then."""
        if not re.fullmatch("[0-9]{1,18}", number):
            return None
        deletions = self.model.history.filter(history_type="-", **{self.fk.name: self.instance})
        return deletions.filter(id=number).first()

    def _is_untouched(self, row: "_Row", entry: Any) -> bool:
        texts = [field for field in self.model._meta.fields if isinstance(field, CharField | TextField)]
        sent = [field for field in texts if field.name in row.data]
        return entry is not None and all(
            same(field, getattr(entry, field.attname), row.get(field.name)) for field in sent
        )

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.employer = self.employer
        form.newest = self._newest.get(form.instance.pk)

    @property
    def _newest(self) -> dict[Any, int]:
        """The newest entry in the history of each row, by one query."""
        if not hasattr(self, "_newest_by_row"):
            rows = [row.pk for row in self.get_queryset()] if self.instance.pk else []
            entries = self.model.history.filter(id__in=rows).order_by() if rows else self.model.history.none()
            self._newest_by_row = dict(entries.values_list("id").annotate(Max("history_id")))
        return self._newest_by_row

    def clean(self) -> None:
        super().clean()
        for who in self.deleted_by_others:
            raise ValidationError(
                f"{who} deleted a row of these after you had opened the page. Your words stand in a new row: "
                "save again to bring it back, or remove it."
            )
        if any(cast(OrderedForm, form).is_in_conflict for form in self.deleted_forms):
            raise ValidationError(
                "A row that you delete was changed by somebody else after you had opened the page. Read it below; "
                "save again to delete it all the same."
            )


class _Row:
    """What was sent for one row, by the names of its fields."""

    def __init__(self, formset: OrderedFormSet, number: int) -> None:
        prefix = f"{formset.add_prefix(number)}-"
        self.data, self.files = (
            {key[len(prefix) :]: source.getlist(key) for key in source if key.startswith(prefix)}
            for source in (formset.data, formset.files)
        )

    def get(self, name: str) -> str:
        return str(self.data.get(name, [""])[-1])

    def drop(self, *names: str) -> None:
        for name in names:
            self.data.pop(name, None)
