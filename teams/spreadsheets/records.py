"""Rows of a model as the records of a spreadsheet, in and out: what every kind of them has in common."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from operator import attrgetter
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import MaxLengthValidator
from django.db.models import Q, QuerySet, TextField
from import_export.results import Result

from teams.models import edition

from .base_resource import BaseResource, cell_text
from .faults import Fault
from .preview import OutdatedPreview, Preview, ReasonRequired
from .spreadsheet import COMPUTED, check_columns
from .workbook import Computed

# Rows asked for at once: databases bound the number of parameters.
CHUNK = 500


class SpreadsheetResource(BaseResource):
    """Takes all records or none; one whose row says the same already is left alone.

    A cell that reads as it would be exported changes nothing, whatever is stored.

    `create`: columns whose teams, places or tags are made where they do not exist (teams are then published).
    `lines`: the line of the file each record begins in; without it records are taken to be one line each.
    `user`: on whose behalf; only rows of that person's teams exist then. None: somebody who may do everything.
    `read_only`: fields of stored rows that this person may not change.
    `reason`: why to go on in spite of `warnings`, which an import fills.
    """

    def __init__(
        self,
        create: Collection[str] = (),
        lines: Sequence[int] = (),
        user: Any = None,
        read_only: Collection[str] = (),
        reason: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.create = create
        self.lines = lines
        self.user = user
        self.read_only = read_only
        self.reason = reason.strip()
        self.warnings: list[Fault] = []
        self.lookups = {}
        self.preview = Preview()
        self.dry_run = self.is_ready = False

    def line(self, number: int) -> int:
        """The line in which the record of that number, counted from 1, begins."""
        return self.lines[number - 1] if self.lines else number + 1

    def faults(self, result: Result) -> list[Fault]:
        """What `result` found wrong with single records, in the order of the file; of formulas, its reader tells."""
        faults = []
        for row in result.invalid_rows:
            for column, messages in row.error_dict.items():
                name = "" if column == NON_FIELD_ERRORS else column
                told = [message for message in messages if message != COMPUTED]
                faults += [Fault(self.line(row.number), name, message) for message in told]
        for failed in result.row_errors():
            faults += [Fault(self.line(failed[0]), "", f"Unexpected {error.error!r}.") for error in failed[1]]
        return sorted(faults, key=attrgetter("line"))

    def created(self) -> dict[str, int]:
        """How many rows of other tables the import made, by column."""
        return {column: len(lookup.created) for column, lookup in self.lookups.items()}

    def missing(self) -> bool:
        """Whether the import named rows of other tables that do not exist and were not to be made."""
        return any(lookup.missing for lookup in self.lookups.values())

    def digest(self) -> str:
        """A name for what the import did or would do."""
        made = [(column, sorted(map(str, one.created))) for column, one in self.lookups.items()]
        return self.preview.digest(made, self.warnings)

    # --- Import ----------------------------------------------------------------------------------

    def import_data(self, dataset: Any, *args: Any, expected: str | None = None, **kwargs: Any) -> Result:
        """Import all or nothing. A dry run reads, compares and checks, and writes no row.

        Raises Outdated when the outcome is not that of the digest `expected`, Unexplained when there are warnings
        and no reason; nothing is stored then.
        """
        self.dry_run = kwargs.get("dry_run", False)
        kwargs |= {"use_transactions": True, "rollback_on_validation_errors": True}
        if self.dry_run:
            return super().import_data(dataset, *args, **kwargs)
        with edition.batch():
            result = super().import_data(dataset, *args, **kwargs)
            if expected is not None and result.base_errors:
                raise result.base_errors[0].error
            is_sound = not (result.has_errors() or result.has_validation_errors())
            if expected is not None and not (is_sound and self.digest() == expected):
                raise OutdatedPreview
            if is_sound and self.warnings and not self.reason:
                raise ReasonRequired
        return result

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        try:
            check_columns(list(dataset.headers or []), self.columns)
            self._set_up_columns(dataset)
            self.seen: dict[Any, int] = {}
            self.load_rows(dataset)
            self.is_ready = True
        except Exception:
            del dataset[:]  # or every record would be reported as well
            raise

    def _set_up_columns(self, dataset: Any = None) -> None:
        self.attributes = {field.column_name: field.attribute for field in self.get_import_fields()}
        self.set_up_lookups(dataset)
        for column, lookup in self.lookups.items():
            self.fields[column].widget = lookup

    def fetch(self, field: str, values: Iterable[Any]) -> Iterator[Any]:
        """This person's rows with these values of a field, and all an import compares.

        Those that are to be written are locked until the transaction ends.
        """
        rows = self.get_queryset()
        if self.user:
            rows = rows.visible_to(self.user)
        if not self.dry_run:
            rows = rows.select_for_update(of=("self",), no_key=True)
        waiting = iter(values)
        while chunk := list(islice(waiting, CHUNK)):
            yield from rows.filter(**{f"{field}__in": chunk})

    def others(self, field: str, values: Iterable[Any], own: Collection[Any]) -> set[Any]:
        """Which of these values of a unique field stand in rows that are not this person's."""
        rows, waiting, found = self._meta.model.objects.all(), iter(values), set()
        while self.user and (chunk := list(islice(waiting, CHUNK))):
            found.update(rows.filter(**{f"{field}__in": chunk}).values_list(field, flat=True))
        return found.difference(own)

    def get_instance(self, instance_loader: Any, row: Any) -> Any:
        return self.find_row(row)

    def after_init_instance(self, instance: Any, new: bool, row: Any, **kwargs: Any) -> None:
        self.instance = instance
        self.prepare(instance)
        self.old = None if new else {column: self.get_value(instance, column) for column in self.columns}
        self.said = {} if self.old is None else self.texts(self.old)

    def texts(self, values: dict[str, Any]) -> dict[str, str]:
        return {column: self.fields[column].widget.render(value) for column, value in values.items()}

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        new = self.old is None
        errors: dict[str, list[ValidationError]] = {}
        self.values: dict[str, Any] = {}
        for column in self.columns:
            cell = cell_text(row[column])
            try:
                if isinstance(row[column], Computed):
                    raise ValidationError(COMPUTED)  # nothing it says is a value, so nothing else is wrong with it
                self.values[column] = self._value(column, cell, row)
            except ValidationError as error:
                errors[column] = error.error_list
                continue
            self.set_value(instance, column, self.values[column])
        first = self.seen.setdefault(instance.pk or self.duplicate_key(row), kwargs["row_number"])
        if first != kwargs["row_number"] and self.key_column not in errors:
            errors[self.key_column] = [ValidationError(self.duplicate_message(self.line(first)))]
        found = [self.not_found_message()] if new and not self._may_add() else self.key_errors(instance, new)
        if found:
            errors.setdefault(self.key_column, [ValidationError(one) for one in found])
        if errors:
            raise ValidationError(errors)

    def _may_add(self) -> bool:
        options = self._meta.model._meta
        return self.user is None or self.user.has_perm(f"{options.app_label}.add_{options.model_name}")

    def _value(self, column: str, cell: str, row: Any) -> Any:
        if self.old is not None and _breaks(cell) == _breaks(self.said[column]):
            return self.old[column]
        value = self.fields[column].widget.clean(cell, row=row)
        if column in self.required and not value:
            raise ValidationError(f"Fill in this cell: no {self._meta.model._meta.verbose_name} goes without.")
        if self.old is not None and self.attributes[column] in self.read_only:
            if self.is_equal(column, self.old[column], value):
                return self.old[column]
            raise ValidationError(f"Your account may not change this. It stays “{self.said[column]}”.")
        return value

    def _changed(self) -> list[str]:
        old = self.old
        if old is None:
            return list(self.columns)
        return [column for column in self.columns if not self.is_equal(column, old[column], self.values[column])]

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        return not (import_validation_errors or self.old is None or self._changed())

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """Raise ValidationError, by column, unless the row may be stored as it is now."""
        errors = dict(import_validation_errors or {})
        columns = {attribute: column for column, attribute in self.attributes.items()} | self.columns_by_field
        bad = {attribute for attribute, column in columns.items() if column in errors}
        # The team was found by its row, so it need not be looked for again.
        unasked = {field.name for field in instance._meta.concrete_fields}.difference(columns) | {"team", "id"}
        try:
            instance.clean_fields(exclude=unasked | bad)
        except ValidationError as error:
            errors |= {columns[name]: found for name, found in error.error_dict.items()}
        for field in instance._meta.concrete_fields:
            # Of a text of several lines, only forms check the length.
            if isinstance(field, TextField) and field.max_length and field.name in columns and field.name not in bad:
                try:
                    MaxLengthValidator(field.max_length)(getattr(instance, field.name))
                except ValidationError as error:
                    errors.setdefault(columns[field.name], error.error_list)
        for constraint in [] if not bad and _keeps_all_constraints(instance) else instance._meta.constraints:
            try:
                constraint.validate(type(instance), instance, exclude=bad)
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
            super().save_instance(instance, is_create, row, **kwargs)

    def save_m2m(self, instance: Any, row: Any, **kwargs: Any) -> None:
        if not self.dry_run:
            self.save_related(instance)

    def after_import_row(self, row: Any, row_result: Any, **kwargs: Any) -> None:
        new = self.texts({column: self.values[column] for column in self._changed()})
        old = None if self.old is None else self.said
        line, key = self.line(kwargs["row_number"]), cell_text(row[self.key_column])
        self.preview.note(line, key, str(self.instance), old, new, self.outcome(self.instance))

    def after_import(self, dataset: Any, result: Result, **kwargs: Any) -> None:
        # Leave sequences alone: no ids are imported, and resetting them races with other writers.
        if self.is_ready:
            self.finish()

    # --- Export ----------------------------------------------------------------------------------

    def records(self, queryset: QuerySet[Any] | None = None) -> Iterator[list[str]]:
        """The texts of each row, in the order of the columns and not yet escaped."""
        self._set_up_columns()
        for instance in (self.get_queryset() if queryset is None else queryset).iterator(chunk_size=CHUNK):
            self.prepare(instance)
            yield list(self.texts({column: self.get_value(instance, column) for column in self.columns}).values())


def spellings(cells: Iterable[Any]) -> list[str]:
    """What rows may be called by, each once: as the cells say, with and without blanks around it."""
    said = [cell_text(cell) for cell in cells]
    # No row has a NUL, and PostgreSQL refuses to be asked for one.
    return [one for one in dict.fromkeys([*said, *map(str.strip, said)]) if "\x00" not in one]


def _keeps_all_constraints(instance: Any) -> bool:
    """Whether a row breaks no rule of its table: one question to the database, where each rule alone is another."""
    options = instance._meta
    together = Q(*(constraint.condition for constraint in options.constraints))
    unasked = {field.name for field in options.concrete_fields} - together.referenced_base_fields
    return together.check(instance._get_field_expression_map(options, unasked | {"pk"}))


def _breaks(cell: str) -> str:
    """Spreadsheet programs write line breaks their own way."""
    return cell.replace("\r\n", "\n").replace("\r", "\n")
