"""What the forms of the admin have in common: rows in an order, and nobody's words lost."""

import secrets
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Max
from django.forms import BaseInlineFormSet
from django.utils.datastructures import MultiValueDict

from .conflicts import UNSEEN, VersionedForm, said_by, same, value_of
from .merging import Merging
from .models import Employer
from .validators import NUMBER


class DeskForm(Merging, VersionedForm):
    """The form of a page of the desk. `once`: the mark of this page, by which it is stored once (`teams.saving`)."""

    once = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        if entry := getattr(self.instance, "_history", None):
            # An earlier version is to be restored, so with what it was connected with then.
            for field in entry._history_m2m_fields:
                self.initial[field.name] = value_of(entry, field)

    def get_initial_for_field(self, field: Any, field_name: str) -> Any:
        return secrets.token_urlsafe() if field_name == "once" else super().get_initial_for_field(field, field_name)


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
        self.gone: list[str] = []
        if self.is_bound and self.management_form.is_valid():
            if self.instance.pk and connection.in_atomic_block:
                # So that a row that is saved on a page of its own is not missed.
                list(self.model._base_manager.select_for_update().filter(**{self.fk.name: self.instance}))
            self._rescue()

    def _rescue(self) -> None:
        """Turn rows that are here no more into new ones, so that the words in them are kept."""
        total, stored = self.total_form_count(), self.initial_form_count()
        known = {str(row.pk) for row in self.get_queryset()}
        rows = [_Row(self, number) for number in range(total)]
        kept = [row for row in rows[:stored] if row.get("id") in known]
        if len(kept) == stored:
            return
        gone = [row for row in rows[:stored] if row not in kept and not row.get("DELETE")]
        entries = {row: self._last_entry(row.get("id")) for row in gone}
        written = [row for row in gone if not self._is_untouched(row, entries[row])]
        for row in written:
            entry = entries[row]
            deleted = entry is None or entry.history_type == "-"
            self.gone.append(f"{said_by(entry)} deleted" if deleted else "Somebody else took away")
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

    def _last_entry(self, number: str) -> Any:
        """What history said last of a row while it was on this page."""
        if not NUMBER.fullmatch(number):
            return None
        return self.model.history.filter(id=number, **{self.fk.name: self.instance}).first()

    def _is_untouched(self, row: "_Row", entry: Any) -> bool:
        """Whether what was sent for a row is what history has of it."""
        if entry is None:
            return False
        for name, field in self.form.base_fields.items():
            if name in UNSEEN or name == "position" or not hasattr(entry, name):
                continue
            sent = field.widget.value_from_datadict(self.data, self.files, f"{row.prefix}{name}")
            before = getattr(entry, name)
            if isinstance(field, forms.FileField):
                if row.files.get(name):
                    return False
            elif isinstance(before, str):
                if not same(self.model._meta.get_field(name), before, sent or ""):
                    return False
            elif field.has_changed(before, sent):
                return False
        return True

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
        for what_happened in self.gone:
            raise ValidationError(
                f"{what_happened} a row of these after you had opened the page. Your words stand in a new row: "
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
        self.prefix = prefix = f"{formset.add_prefix(number)}-"
        self.data, self.files = (
            {key[len(prefix) :]: source.getlist(key) for key in source if key.startswith(prefix)}
            for source in (formset.data, formset.files)
        )

    def get(self, name: str) -> str:
        return str(self.data.get(name, [""])[-1])

    def drop(self, *names: str) -> None:
        for name in names:
            self.data.pop(name, None)
