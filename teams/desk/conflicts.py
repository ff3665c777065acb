"""Conflicts: two users edit the same row, and neither overwrites the other's changes unread.

A form carries the id of the latest entry in the row's history. If there is a later entry when the form is
submitted, a field that only somebody else changed keeps the stored value, and the page says so. The page shows each
field that both changed, with three values: before, stored now, and submitted. Nothing is saved until the user has
decided on each of them.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import FileField
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import capfirst, get_text_list

from teams.brand.fonts.fields import FontField
from teams.models import Employer, Team
from teams.models.rich_text import RichTextField
from teams.models.text_cleaning import CleanTextForm
from teams.pages.metadata import to_plain_text
from teams.texts.cleaning import sanitize

MINE, THEIRS = "mine", "theirs"
CONFLICT = "conflict"
UNKNOWN = "(not known)"
ANOTHER_TEAM = "another team"
LOST_FILE = "Choose the file again. Browsers do not keep files when a form is shown again."
# Hidden fields that the user does not fill in.
META_FIELDS = ("version", "decided", "idempotency_token")
# Characters shown of a rich text, enough to see what differs.
MAX_LENGTH = 2000


@dataclass(frozen=True)
class Difference:
    """A field that someone else has changed. `name`: of the input with the decision. `choice`: MINE or THEIRS."""

    name: str
    label: str
    before: str
    theirs: str
    mine: str
    choice: str

    @property
    def is_mine_kept(self) -> bool:
        return self.choice == MINE


class VersionedForm(CleanTextForm, forms.ModelForm):
    """A form that detects whether someone else has saved the row since the page was opened."""

    # Set by DeskAdmin.get_form and OrderedInline.get_formset.
    employer: Employer
    user: Any = None

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    # The version that the user saw when deciding.
    decided = forms.IntegerField(required=False, widget=forms.HiddenInput)

    # Fields that say something only together, by what they say: if both users changed some of them, they must decide.
    field_groups: ClassVar[dict[str, tuple[str, ...]]] = {}

    differences: tuple[Difference, ...] = ()
    # Fields that only somebody else has changed.
    merged: tuple[str, ...] = ()
    # What somebody else has changed and the form keeps, in a sentence.
    merged_message = ""

    @cached_property
    def latest_entry_id(self) -> int | None:
        """The id of the latest entry in the row's history. A formset sets it for all rows with one query."""
        return self.instance.history.values_list("history_id", flat=True).first() if self.instance.pk else None

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        return self.latest_entry_id if field_name == "version" else super().get_initial_for_field(field, field_name)

    @cached_property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if name not in META_FIELDS]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        # Without a version, the form counts as outdated.
        if self.latest_entry_id and self.latest_entry_id != cleaned.get("version"):
            self._compare(cleaned, cleaned.get("version") or 0)
        return cleaned

    def _compare(self, cleaned: dict[str, Any], version: int) -> None:
        """Find the fields in conflict, apply decisions, and ask for those that are missing."""
        history = self.instance.history
        opened = history.filter(pk=version).first() if 0 < version < 2**63 else None
        entry = history.get(pk=self.latest_entry_id)
        # When a version is restored, self.instance is the old version.
        stored = type(self.instance)._base_manager.get(pk=self.instance.pk)
        is_answer = cleaned.get("decided") == self.latest_entry_id
        differences, undecided = [], self.is_restoring and not is_answer
        fields = self._get_tracked_fields()
        own: set[str] = set()
        if opened and not (self.is_restoring or self.is_to_be_deleted):
            own = {
                field.name
                for field in fields
                if not is_same_value(field, cleaned[field.name], get_field_value(opened, field))
            }
            self._merge(cleaned, fields, own, opened, stored)
        for field in fields:
            mine, now = cleaned[field.name], get_field_value(stored, field)
            was = get_field_value(opened, field) if opened else now
            name = self.add_prefix(f"keep_{field.name}")
            choice = self.data.get(name, "") if is_answer else ""
            if is_same_value(field, mine, now):
                if choice == MINE and isinstance(field, FileField) and not is_same_value(field, was, now):
                    self.add_error(field.name, LOST_FILE)
                continue
            if opened and is_same_value(field, was, now):
                continue
            undecided |= choice not in (MINE, THEIRS)
            if choice == THEIRS:
                cleaned[field.name] = get_form_value(stored, field)
            default = THEIRS if opened and is_same_value(field, mine, was) else MINE
            before, theirs, own_text = (self._format_value(field, value) for value in (was, now, mine))
            difference = (name, self._get_label(field), before if opened else UNKNOWN, theirs, own_text)
            differences.append(Difference(*difference, choice or default))
        self.differences = tuple(differences)
        if undecided:
            self._request_decisions(entry)

    def _merge(self, cleaned: dict[str, Any], fields: list[Any], own: set[str], opened: Any, stored: Any) -> None:
        """Keep the stored values of fields that only somebody else has changed. `own`: fields the user has changed."""
        decided_together = {name for group in self.field_groups.values() if own.intersection(group) for name in group}
        merged = []
        for field in fields:
            now = get_field_value(stored, field)
            if field.name in own | decided_together or is_same_value(field, cleaned[field.name], now):
                continue
            cleaned[field.name] = get_form_value(stored, field)
            # If the page is shown again, it shows the stored value.
            self.fields[field.name].bound_data = lambda data, initial: initial  # type: ignore[method-assign]
            merged.append(field)
        if not merged:
            return
        self.merged = tuple(field.name for field in merged)
        # These are no changes of this form, so they neither save a row nor stand in its history.
        self.changed_data = [name for name in self.changed_data if name not in self.merged]
        entries = self.instance.history.filter(history_id__gt=opened.pk).select_related("history_user")
        authors = get_text_list(list(dict.fromkeys(map(self._name_author, reversed(entries)))), "and")
        names = get_text_list(list(dict.fromkeys(self._name_in_sentence(field) for field in merged)), "and")
        self.merged_message = f"{authors} changed {names} meanwhile: kept."

    def _name_author(self, entry: Any) -> str:
        """Return “You” if the user has saved this in another window, or after an answer that was lost."""
        return "You" if self.user and entry.history_user == self.user else get_author_name(entry)

    def _name_in_sentence(self, field: Any) -> str:
        """Return what a field says: “the title”, “the pay”, or a row of a list: “the section “What you get””."""
        if self.prefix:
            return f"the {self.instance._meta.verbose_name} “{self.instance}”"
        group = next((name for name, group in self.field_groups.items() if field.name in group), "")
        label = self._get_label(field)
        return f"the {group or label[:1].lower() + label[1:]}"

    def _get_label(self, field: Any) -> str:
        return capfirst(str(self.fields[field.name].label or field.verbose_name))

    @property
    def is_to_be_deleted(self) -> bool:
        """Whether this is a row that the user deletes: a change of it must be read first."""
        return bool(self.prefix and self.data.get(self.add_prefix("DELETE")))

    @property
    def is_restoring(self) -> bool:
        """Whether the form restores an earlier version. It does not show everything that it restores."""
        return hasattr(self.instance, "_history")

    def _get_tracked_fields(self) -> list[Any]:
        """Return the fields that the form saves and history records, without those that have errors."""
        tracked = type(self.instance).history.model
        names = {field.name for field in tracked._meta.get_fields()} | {
            field.name for field in tracked._history_m2m_fields
        }
        fields = [*self.instance._meta.fields, *self.instance._meta.many_to_many]
        return [
            field
            for field in fields
            if field.name in names and field.name in self.cleaned_data and not field.primary_key
        ]

    def _request_decisions(self, entry: Any) -> None:
        """Add the error that shows the form again, with the choices on it."""
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix("decided")] = str(entry.pk)
        self.data = data
        when = entry.history_date.astimezone(self.employer.zone).strftime("%H:%M")
        message = (
            f"{get_author_name(entry)} saved this at {when}, after you opened it. Your changes are not saved yet, but "
            "they are still below. Choose what to keep, then save again."
        )
        self.add_error(None, ValidationError(message, code=CONFLICT))

    @property
    def is_in_conflict(self) -> bool:
        return self.has_error(NON_FIELD_ERRORS, CONFLICT)

    def _format_value(self, field: Any, value: Any) -> str:
        zone = getattr(self.fields[field.name], "zone", self.employer.zone)
        return (
            ANOTHER_TEAM if is_hidden_team(field, value, self.user) else format_value(field, value, zone) or "(empty)"
        )


def get_author_name(entry: Any) -> str:
    """Return the full name or user name of the author of an entry. Both `entry` and its user may be None."""
    user = entry.history_user if entry else None
    return (user.get_full_name() or str(user)) if user else "Someone else"


def get_field_value(row: Any, field: Any) -> Any:
    """Return the value of a field of a row or of an entry of its history. For many-to-many fields: a list of rows."""
    if not field.many_to_many:
        return getattr(row, field.attname)
    related = getattr(row, field.name).all()
    if isinstance(row, field.model):
        return list(related)
    # Rows in an entry of history may have been deleted since.
    ids = list(related.values_list(f"{field.m2m_reverse_field_name()}_id", flat=True))
    return list(field.related_model._base_manager.filter(pk__in=ids))


def get_form_value(row: Any, field: Any) -> Any:
    """Return the value of a field of a stored row as a form has it cleaned: a row for a foreign key."""
    return get_field_value(row, field) if field.many_to_many else getattr(row, field.name)


def is_same_value(field: Any, first: Any, second: Any) -> bool:
    return bool(_normalize_value(field, first) == _normalize_value(field, second))


def _normalize_value(field: Any, value: Any) -> Any:
    if field.many_to_many:
        return {row.pk for row in value}
    if field.is_relation:
        return getattr(value, "pk", value)
    if isinstance(value, dt.datetime):
        # Forms have no seconds.
        return value.replace(second=0, microsecond=0)
    if isinstance(field, RichTextField):
        return sanitize(value or "")
    if isinstance(value, str | int | float | tuple | dt.date) or value is None:
        return value or None
    return field.get_prep_value(value) or None


def is_hidden_team(field: Any, value: Any, user: Any) -> bool:
    """Whether a value is a team that is not visible to the user or does not exist any more."""
    if field.related_model is not Team or not value:
        return False
    return not Team.objects.visible_to(user).filter(pk=getattr(value, "pk", value)).exists()


def format_value(field: Any, value: Any, zone: dt.tzinfo) -> str:
    """Return the text for a stored value, or "" if it is empty. Times are shown in `zone`."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or value == "":
        return ""
    if field.many_to_many:
        return ", ".join(sorted(str(row) for row in value))
    if field.is_relation:
        model: Any = field.related_model
        return str(model._base_manager.filter(pk=getattr(value, "pk", value)).first() or "")
    if hasattr(field, "format_value"):
        return str(field.format_value(value, zone))
    if isinstance(value, dt.datetime):
        return f"{date_format(value.astimezone(zone), 'j F Y, H:i')} ({zone})"
    if isinstance(value, dt.date):
        return date_format(value, "j F Y")
    labels = field.options() if hasattr(field, "options") else dict(field.flatchoices)
    if isinstance(field, FileField):
        # Stored files have random names.
        kind = "a font" if isinstance(field, FontField) else "a picture"
        return str(value.name) if isinstance(value, UploadedFile) else kind if value else ""
    if isinstance(value, tuple | list):
        return ", ".join(str(labels.get(item, item)) for item in value)
    if isinstance(field, RichTextField):
        return to_plain_text(value, MAX_LENGTH)
    return str(labels.get(value, value))
