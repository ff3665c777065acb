"""The history of a row: what changed in each entry, and restoring the inline rows of an earlier version."""

import dataclasses
import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.utils.text import capfirst
from simple_history.template_utils import HistoricalRecordContextHelper, ObjDiffDisplay

from .conflicts import ANOTHER_TEAM, format_value, get_author_name, is_hidden_team

EMPTY = "(empty)"
# Characters of a changed text. The middle of a longer text is left out.
MAX_LENGTH = 300
ACTIONS = {"+": "added", "~": "changed", "-": "deleted"}


class ShortenedDiff(ObjDiffDisplay):
    """The difference of two long texts, starting shortly before the first change."""

    def shortened_str(self, prefix: str, num_skipped_chars: int, suffix: str) -> str:
        return f"{prefix} … {suffix}"


class EditableChangesHelper(HistoricalRecordContextHelper):
    """Texts for the changes of editable fields. Fields that the site computes are left out."""

    def __init__(self, model: Any, entry: Any, request: Any, zone: dt.tzinfo | None = None) -> None:
        """`zone`: of times; default: the employer's."""
        super().__init__(model, entry, max_displayed_delta_change_chars=MAX_LENGTH)
        self.request = request
        self.zone = zone or request.employer.zone

    def get_obj_diff_display(self) -> Any:
        return ShortenedDiff(max_length=self.max_displayed_delta_change_chars)

    def context_for_delta_changes(self, delta: Any) -> list[dict[str, Any]]:
        changes = [change for change in delta.changes if self.model._meta.get_field(change.field).editable]
        return super().context_for_delta_changes(dataclasses.replace(delta, changes=changes))

    def prepare_delta_change_value(self, change: Any, value: Any) -> Any:
        field = self.model._meta.get_field(change.field)
        prepared = super().prepare_delta_change_value(change, value)
        if is_hidden_team(field, prepared, self.request.user):
            return ANOTHER_TEAM
        is_text = isinstance(prepared, str) and field.is_relation
        return prepared if is_text else format_value(field, prepared, self.zone) or EMPTY


class RowChange(NamedTuple):
    """A change to an inline row, such as a section of a posting. `author`: only if the page itself has another."""

    action: str
    model_label: str
    title: str
    changes: list[dict[str, Any]]
    author: str = ""


def differences(now: Any, entry: Any, request: Any, zone: dt.tzinfo) -> list[dict[str, Any]]:
    """Return what restoring `entry` would change: dicts with `field`, `old` and `new`. `now`: the latest entry."""
    delta = entry.diff_against(now, foreign_keys_are_objs=True)
    return EditableChangesHelper(entry.instance_type, entry, request, zone).context_for_delta_changes(delta)


def attach_row_changes(entries: Iterable[Any], inlines: Iterable[Any], request: Any) -> None:
    """Set `row_changes` on each entry of one row's history: the changes to its inline rows.

    `entries`: newest first. `inlines`: those of the page. Makes a query for each inline, and one more.
    """
    entries = list(entries)
    for entry in entries:
        entry.row_changes = []
    if not entries:
        return
    later = _find_next_entry(entries[0])
    for inline in inlines:
        if not hasattr(inline.model, "history"):
            continue
        last: dict[int, Any] = {}
        for record in _row_history(inline, entries[0].id, later):
            before, last[record.id] = last.get(record.id), record
            # A page is saved before its inline rows, so a change belongs to the latest entry before it.
            entry = next((entry for entry in entries if entry.history_date <= record.history_date), None)
            if entry and (change := _row_change(inline.model, record, before, request)):
                is_other = record.history_user_id != entry.history_user_id
                entry.row_changes.append(change._replace(author=_get_author(record)) if is_other else change)


def _get_author(record: Any) -> str:
    return get_author_name(record) if record.history_user else "nobody signed in"


def _find_next_entry(entry: Any) -> Any:
    """Return the next later entry of the same row, or None."""
    return type(entry).objects.filter(id=entry.id, history_date__gt=entry.history_date).order_by("history_date").first()


def _row_history(inline: Any, pk: int, later: Any = None) -> Any:
    """Return the history of the inline rows of one page, oldest first. `later`: the entry before which it ends."""
    records = inline.model.history.filter(**{f"{_parent_field(inline)}_id": pk})
    if later:
        records = records.filter(history_date__lt=later.history_date)
    return records.select_related("history_user").order_by("history_date", "history_id")


def _parent_field(inline: Any) -> str:
    """Return the name of the foreign key from an inline row to its parent."""
    parent = inline.parent_model
    return str(next(field.name for field in inline.model._meta.fields if field.related_model is parent))


def _row_change(model: Any, record: Any, before: Any, request: Any) -> RowChange | None:
    changes: list[dict[str, Any]] = []
    if record.history_type == "~" and before:
        delta = record.diff_against(before, foreign_keys_are_objs=True)
        changes = EditableChangesHelper(model, record, request).context_for_delta_changes(delta)
        if not changes:
            return None
    return RowChange(ACTIONS[record.history_type], get_model_label(record), get_row_title(record), changes)


def get_model_label(entry: Any) -> str:
    """Return the name of the model of an entry: Posting, Section."""
    return capfirst(str(entry.instance_type._meta.verbose_name))


def get_row_title(entry: Any) -> str:
    """Return the title of a row in an entry of its history."""
    names = (getattr(entry, name, "") for name in ("title", "heading", "name"))
    return next(filter(None, names), "")


def describe_action(entry: Any) -> str:
    """Return what happened, inside a sentence: “closed: cancelled” for a transition, else “changed”."""
    reason = entry.history_change_reason or ""
    return reason[:1].lower() + reason[1:] or ACTIONS[entry.history_type]


def rows_at(entry: Any, inline: Any) -> list[Any]:
    """Return the inline rows of a page as they were just before the next entry, in their order."""
    last = {record.id: record for record in _row_history(inline, entry.id, _find_next_entry(entry))}
    existing = [record for record in last.values() if record.history_type != "-"]
    return sorted(existing, key=lambda record: (record.position, record.id))


def restore_rows(entry: Any, inline: Any) -> None:
    """Restore the inline rows of a page as they were at an entry of its history."""
    model, parent_field = inline.model, _parent_field(inline)
    wanted = {record.id: record.instance for record in rows_at(entry, inline)}
    stored = {row.pk: row for row in model.objects.filter(**{f"{parent_field}_id": entry.id})}
    for pk in stored.keys() - wanted.keys():
        stored[pk].delete()
    names = [field.attname for field in model._meta.fields]
    for pk, row in wanted.items():
        if pk not in stored or any(getattr(row, name) != getattr(stored[pk], name) for name in names):
            row.save()
