"""What a resource declares about its model, so that `teams.spreadsheets.records` can import and export its rows."""

from typing import Any

from import_export.resources import ModelResource

from teams.models.querysets import can_manage_every_team

from .columns import Columns
from .lookups import Lookup
from .spreadsheet import unescape


class BaseResource(ModelResource):
    """The columns of one model and its rules."""

    columns: tuple[str, ...]
    # The column that identifies a row, and the columns every row needs.
    key_column: str
    required: tuple[str, ...]
    # By column: how else a file may call it. And the columns in which the link behind a text is the value.
    other_names: dict[str, tuple[str, ...]] = {}
    address_columns: tuple[str, ...] = ()
    # The column that shows the error of a field or constraint without a column of its own.
    columns_by_field: dict[str, str] = {}
    columns_by_constraint: dict[str, str] = {}
    # Columns whose missing rows an import can create, with the permission this needs.
    creatable: dict[str, str] = {}
    max_reason_length = 300
    # Whether teams that an import creates are published.
    publish_teams = False

    # Shown on the import page.
    instructions: tuple[str, ...]
    column_help: dict[str, str]

    # By column: the lookup of its related rows, and its field.
    lookups: dict[str, Lookup]
    attributes: dict[str, str]
    # The columns of the file.
    present: set[str]

    @classmethod
    def known_columns(cls) -> Columns:
        """Return which columns a file may have, and which it must have."""
        return Columns(cls.columns, cls.required, cls.other_names, cls.address_columns)

    @classmethod
    def creatable_columns(cls, user: Any) -> list[str]:
        """Return the columns whose missing rows a user may create. Creating teams needs access to all teams."""
        return [
            column
            for column, permission in cls.creatable.items()
            if user.has_perm(permission) and (column != "team" or can_manage_every_team(user))
        ]

    def set_up_lookups(self, dataset: Any = None) -> None:
        """Read the related rows that cells can name into `lookups`."""

    def load_rows(self, dataset: Any) -> None:
        """Read the stored rows that the records may change. Called once, before the first record."""
        raise NotImplementedError

    def find_row(self, record: Any) -> Any:
        """Return the stored row of a record, or None."""
        raise NotImplementedError

    def key_errors(self, instance: Any, new: bool) -> list[str]:
        """Return why a record cannot have this key."""
        return []

    def prepare(self, instance: Any) -> None:
        """Prepare the widgets for the cells of a row, before they are read or written."""

    def get_value(self, instance: Any, column: str) -> Any:
        return getattr(instance, self.attributes[column])

    def set_value(self, instance: Any, column: str, value: Any) -> None:
        setattr(instance, self.attributes[column], value)

    def missing_value(self, column: str) -> Any:
        """Return the value of a new row in a file that does not have the column."""
        widget = self.fields[column].widget
        return widget.clean(getattr(widget, "absent_column", ""))

    def is_equal(self, column: str, old: Any, new: Any) -> bool:
        return bool(old == new)

    def cross_column_errors(self, instance: Any) -> dict[str, str]:
        """Return the errors of rules across columns and tables, by column."""
        return {}

    def outcome(self, instance: Any) -> str:
        """Describe what happens to a new or changed row if its cells do not show it."""
        return ""

    def save_related(self, instance: Any) -> None:
        """Save related rows after the row itself."""

    def related_columns(self, column: str) -> set[str]:
        """Return the columns that must be valid before a rule across columns reports an error at `column`."""
        return {column}

    def duplicate_key(self, record: Any) -> Any:
        """Return a key that is equal for two records of the same new row."""
        return cell_text(record.get(self.key_column)).strip()

    def duplicate_message(self, line: int) -> str:
        raise NotImplementedError

    def not_found_message(self) -> str:
        """Return the error for a row that does not exist or that the user may not see."""
        raise NotImplementedError

    def finish(self) -> None:
        """Do what remains after the last record."""


class IdColumnMixin(BaseResource):
    """Rows with a column `id`. If its cell is empty, other columns identify the row.

    `stored`: the rows that records may change, by the text of their id. `row_name`: what a message calls a row.
    """

    key_column = "id"
    row_name: str
    stored: dict[str, Any]

    def find_row(self, record: Any) -> Any:
        number = read_id(record)
        return self.stored.get(number) if number else self.find_row_without_id(record)

    def find_row_without_id(self, record: Any) -> Any:
        """Return the stored row of a record with an empty id, or None."""
        raise NotImplementedError

    def after_init_instance(self, instance: Any, new: bool, row: Any, **kwargs: Any) -> None:
        super().after_init_instance(instance, new, row, **kwargs)
        self.has_id = bool(read_id(row))

    def key_errors(self, instance: Any, new: bool) -> list[str]:
        return [self.not_found_message()] if new and self.has_id else []

    def not_found_message(self) -> str:
        return f"There is no {self.row_name} with this id. For a new one, leave the cell empty."

    def get_value(self, instance: Any, column: str) -> Any:
        return str(instance.pk) if column == "id" else super().get_value(instance, column)

    def set_value(self, instance: Any, column: str, value: Any) -> None:
        if column != "id":
            super().set_value(instance, column, value)

    def is_equal(self, column: str, old: Any, new: Any) -> bool:
        """Ignore the id: a row found by other columns has none in the file."""
        return column == "id" or super().is_equal(column, old, new)


def read_id(record: Any) -> str:
    """Return the id of a record; "" if it has none."""
    return cell_text(record.get("id")).strip()


def cell_text(cell: Any) -> str:
    """Return the text of a cell, without the escape character of formulas."""
    return "" if cell is None else unescape(str(cell))


def column_cells(dataset: Any, column: str) -> list[Any]:
    """Return the cells of a column; [] if the file does not have it."""
    return dataset[column] if dataset and column in dataset.headers else []
