"""Import and export of rows as the records of a spreadsheet: what all resources share."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice
from operator import attrgetter
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import MaxLengthValidator
from django.db.models import QuerySet, TextField
from import_export.results import Result

from .base_resource import cell_text
from .constraints import constraints_to_validate
from .faults import Fault
from .lookups import MISSING
from .preview import Preview
from .spreadsheet import COMPUTED
from .storing import CHECK, BlockResource
from .workbook import Computed

# Databases limit the number of parameters of a query.
CHUNK = 500
REQUIRED = "Fill in this cell. It is required."


class SpreadsheetResource(BlockResource):
    """Imports all records or none, and leaves unchanged rows alone.

    A cell that equals its export changes nothing, even if the stored value is invalid.

    `create`: columns whose missing teams, locations or tags are created.
    `lines`: the line of the file in which each record begins; by default each record is one line.
    `user`: whose rows to read and write; None has access to everything.
    `read_only`: fields of stored rows that the user may not change.
    `reason`: why to ignore the `warnings` that an import collects.
    `progress`: called with CHECK, the number of records checked so far and of all, then the same with STORE.
    """

    def __init__(
        self,
        create: Collection[str] = (),
        lines: Sequence[int] = (),
        user: Any = None,
        read_only: Collection[str] = (),
        reason: str = "",
        progress: Callable[[str, int, int], None] = lambda phase, done, total: None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.create = create
        self.lines = lines
        self.user = user
        self.read_only = read_only
        self.reason = reason.strip()
        self.progress = progress
        self.warnings: list[Fault] = []
        self.notes: list[Fault] = []  # what was changed in texts
        self.lookups = {}
        self.preview = Preview()
        self.is_loaded = False

    def line_number(self, number: int) -> int:
        """Return the line in which a record begins. `number` counts the records of the present block from 1."""
        index = self.block[number - 1] if self.block else number - 1
        return self.lines[index] if self.lines else index + 2

    def faults(self, result: Result) -> list[Fault]:
        """Return the errors of single records, in the order of the file, except formulas: the reader reports them."""
        faults = []
        for row in result.invalid_rows:
            for column, errors in row.error.error_dict.items():
                name = "" if column == NON_FIELD_ERRORS else column
                line = self.line_number(row.number)
                faults += [
                    Fault(line, name, text, error.code == MISSING)
                    for error in errors
                    for text in error.messages
                    if text != COMPUTED
                ]
        for number, errors in result.row_errors():
            faults += [Fault(self.line_number(number), "", f"Unexpected {error.error!r}.") for error in errors]
        return sorted(faults, key=attrgetter("line"))

    def created_counts(self) -> dict[str, int]:
        """Return how many related rows the import created, by column."""
        return {column: len(lookup.created) for column, lookup in self.lookups.items()}

    def has_missing_rows(self) -> bool:
        """Return whether cells named related rows that do not exist and were not created."""
        return any(lookup.missing for lookup in self.lookups.values())

    # --- Import ----------------------------------------------------------------------------------

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        try:
            if self.dry_run:
                self.known_columns().check(dataset.headers or [])
                self.present = set(dataset.headers)
                self._set_up_columns(dataset)
            self.first_numbers: dict[Any, int] = {}
            self.number = len(dataset)
            self.load_rows(dataset)
            self.is_loaded = True
        except Exception:
            del dataset[:]  # Otherwise every record reports an error too.
            raise

    def _set_up_columns(self, dataset: Any = None) -> None:
        self.attributes = {field.column_name: field.attribute for field in self.get_import_fields()}
        self.set_up_lookups(dataset)
        for column, lookup in self.lookups.items():
            self.fields[column].widget = lookup

    def fetch(self, field: str, values: Iterable[Any]) -> Iterator[Any]:
        """Yield the user's rows with these values of a field. Lock them unless this is a dry run."""
        rows = self.get_queryset()
        if self.user and hasattr(rows, "visible_to"):
            rows = rows.visible_to(self.user)
        if not self.dry_run:
            rows = rows.select_for_update(of=("self",), no_key=True)
        for chunk in _chunks(values):
            yield from rows.filter(**{f"{field}__in": chunk})

    def foreign_values(self, field: str, values: Iterable[Any], own: Collection[Any]) -> set[Any]:
        """Return those values of a unique field that belong to rows the user may not see."""
        rows, stored = self._meta.model.objects.all(), set()
        for chunk in _chunks(values if self.user else ()):
            stored.update(rows.filter(**{f"{field}__in": chunk}).values_list(field, flat=True))
        return stored.difference(own)

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        if self.dry_run:
            self.progress(CHECK, kwargs["row_number"], self.number)

    def get_instance(self, instance_loader: Any, row: Any) -> Any:
        return self.find_row(row)

    def after_init_instance(self, instance: Any, new: bool, row: Any, **kwargs: Any) -> None:
        self.instance = instance
        self.prepare(instance)
        self.old_values = None if new else {column: self.get_value(instance, column) for column in self.columns}
        self.old_texts = {} if self.old_values is None else self.render(self.old_values)

    def render(self, values: dict[str, Any]) -> dict[str, str]:
        """Return the text of each value, by column."""
        return {column: self.fields[column].widget.render(value) for column, value in values.items()}

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        is_new, number = self.old_values is None, kwargs["row_number"]
        errors: dict[str, list[ValidationError]] = {}
        self.values: dict[str, Any] = {}
        for column in self.columns:
            try:
                self.values[column] = self._clean(column, row)
            except ValidationError as error:
                errors[column] = error.error_list
                continue
            self.set_value(instance, column, self.values[column])
        first = self.first_numbers.setdefault(instance.pk or self.duplicate_key(row), number)
        if first != number and self.key_column not in errors:
            errors[self.key_column] = [ValidationError(self.duplicate_message(self.line_number(first)))]
        can_write = not is_new or self._can_add()
        messages = self.key_errors(instance, is_new) if can_write else [self.not_found_message()]
        if messages:
            errors.setdefault(self.key_column, [ValidationError(message) for message in messages])
        if errors:
            raise ValidationError(errors)

    def _can_add(self) -> bool:
        options = self._meta.model._meta
        return self.user is None or self.user.has_perm(f"{options.app_label}.add_{options.model_name}")

    def _clean(self, column: str, record: Any) -> Any:
        if column not in self.present:
            return self.missing_value(column) if self.old_values is None else self.old_values[column]
        if isinstance(record[column], Computed):
            raise ValidationError(COMPUTED)
        text = cell_text(record[column])
        if self.old_values is not None and _normalize_newlines(text) == _normalize_newlines(self.old_texts[column]):
            return self.old_values[column]
        value = self.fields[column].widget.clean(text, row=record)
        if column in self.required and not value:
            raise ValidationError(REQUIRED)
        if self.old_values is not None and self.attributes[column] in self.read_only:
            if self.is_equal(column, self.old_values[column], value):
                return self.old_values[column]
            raise ValidationError(f"Your account may not change this. It stays “{self.old_texts[column]}”.")
        return value

    def _changed(self) -> list[str]:
        old = self.old_values
        if old is None:
            return list(self.columns)
        return [column for column in self.columns if not self.is_equal(column, old[column], self.values[column])]

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        return not (import_validation_errors or self.old_values is None or self._changed())

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """Raise ValidationError, by column, if the row may not be saved."""
        errors = dict(import_validation_errors or {})
        columns = {attribute: column for column, attribute in self.attributes.items()} | self.columns_by_field
        invalid = {attribute for attribute, column in columns.items() if column in errors}
        # The lookup has found the team, so validating it would only repeat the query.
        excluded = {field.name for field in instance._meta.concrete_fields}.difference(columns) | {"team", "id"}
        try:
            instance.clean_fields(exclude=excluded | invalid)
        except ValidationError as error:
            errors |= {columns[name]: messages for name, messages in error.error_dict.items()}
        for field in instance._meta.concrete_fields:
            # Only forms check the length of a TextField.
            if (
                isinstance(field, TextField)
                and field.max_length
                and field.name in columns
                and field.name not in invalid
            ):
                try:
                    MaxLengthValidator(field.max_length)(getattr(instance, field.name))
                except ValidationError as error:
                    errors.setdefault(columns[field.name], error.error_list)
        for constraint in instance._meta.constraints if invalid else constraints_to_validate(instance):
            try:
                constraint.validate(type(instance), instance, exclude=invalid)
            except ValidationError as error:
                column = self.columns_by_constraint.get(constraint.name, NON_FIELD_ERRORS)
                errors.setdefault(column, []).extend(error.error_list)
        for column, message in self.cross_column_errors(instance).items():
            if not errors.keys() & self.related_columns(column):
                errors[column] = [ValidationError(message)]
        if errors:
            raise ValidationError(errors)

    def save_instance(self, instance: Any, is_create: bool, row: Any, **kwargs: Any) -> None:
        if not self.dry_run:
            for column, lookup in self.lookups.items():
                if lookup.store(self.values[column]):
                    self.set_value(instance, column, self.values[column])
            super().save_instance(instance, is_create, row, **kwargs)

    def save_m2m(self, instance: Any, row: Any, **kwargs: Any) -> None:
        if not self.dry_run:
            self.save_related(instance)

    def after_import_row(self, row: Any, row_result: Any, **kwargs: Any) -> None:
        changed = self._changed()
        new = self.render({column: self.values[column] for column in changed})
        old = None if self.old_values is None else self.old_texts
        shown = {column: self._show(column) for column in changed if hasattr(self.fields[column].widget, "show")}
        line, key = self.line_number(kwargs["row_number"]), cell_text(row.get(self.key_column))
        for column in new:
            self.notes += [Fault(line, column, note) for note in getattr(self.fields[column].widget, "notes", ())]
        self.preview.add_row(line, key, str(self.instance), old, new, self.outcome(self.instance), shown)

    def _show(self, column: str) -> tuple[str, str]:
        """Return the old and the new value of a column as the pages of the desk write them."""
        show = self.fields[column].widget.show
        return "" if self.old_values is None else show(self.old_values[column]), show(self.values[column])

    def after_import(self, dataset: Any, result: Result, **kwargs: Any) -> None:
        # Do not call super(): it resets sequences, which races with other writers. No ids are imported.
        if self.is_loaded:
            self.finish()

    # --- Export ----------------------------------------------------------------------------------

    def export_rows(self, queryset: QuerySet[Any] | None = None) -> Iterator[list[str]]:
        """Yield the texts of each row, in the order of the columns, not yet escaped."""
        self._set_up_columns()
        for instance in (self.get_queryset() if queryset is None else queryset).iterator(chunk_size=CHUNK):
            self.prepare(instance)
            yield list(self.render({column: self.get_value(instance, column) for column in self.columns}).values())


def _chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    remaining = iter(values)
    while chunk := list(islice(remaining, CHUNK)):
        yield chunk


def with_and_without_spaces(cells: Iterable[Any]) -> list[str]:
    """Return the texts of cells as they are and without spaces around them, each once."""
    texts = [cell_text(cell) for cell in cells]
    # No row has a NUL, and PostgreSQL refuses queries with one.
    return [text for text in dict.fromkeys([*texts, *map(str.strip, texts)]) if "\x00" not in text]


def _normalize_newlines(text: str) -> str:
    """Return `text` with line feeds only. Spreadsheet programs change line breaks."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
