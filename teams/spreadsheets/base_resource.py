"""What each kind of row says for itself, so that `teams.spreadsheets.records` can read and write it."""

from typing import Any

from import_export.resources import ModelResource

from teams.models.querysets import can_manage_every_team

from .lookups import Lookup
from .spreadsheet import unescape


class BaseResource(ModelResource):
    """The columns of one model and its rules."""

    columns: tuple[str, ...]
    # The column that names a row, and those that no row goes without.
    key_column: str
    required: tuple[str, ...]
    # Where a message belongs whose field or constraint has no column of that name.
    columns_by_field: dict[str, str] = {}
    columns_by_constraint: dict[str, str] = {}
    # Columns whose rows can be made, with the permission to do so.
    creatable: dict[str, str] = {}
    # How much of a reason to go on in spite of warnings is kept.
    max_reason_length = 300

    # For people: how a row is known and what is left out, and what to write in a column.
    instructions: tuple[str, ...]
    column_help: dict[str, str]

    # The rows that cells name, by column; and the field of each column.
    lookups: dict[str, Lookup]
    attributes: dict[str, str]

    @classmethod
    def creatable_columns(cls, user: Any) -> list[str]:
        """The columns whose missing rows this person may have made. Teams, only who sees every team."""
        return [
            column
            for column, permission in cls.creatable.items()
            if user.has_perm(permission) and (column != "team" or can_manage_every_team(user))
        ]

    def set_up_lookups(self, dataset: Any = None) -> None:
        """Read the other tables that cells name rows of, into `directories`."""

    def load_rows(self, dataset: Any) -> None:
        """Read the rows that the records may be about. Called once, before the first record."""
        raise NotImplementedError

    def find_row(self, row: Any) -> Any:
        """The stored row that a record is about, or None."""
        raise NotImplementedError

    def key_errors(self, instance: Any, new: bool) -> list[str]:
        """Why this record cannot be the row it says to be."""
        return []

    def prepare(self, instance: Any) -> None:
        """Take note of what the cells of this row depend on, before they are read or written."""

    def get_value(self, instance: Any, column: str) -> Any:
        return getattr(instance, self.attributes[column])

    def set_value(self, instance: Any, column: str, value: Any) -> None:
        setattr(instance, self.attributes[column], value)

    def is_equal(self, column: str, old: Any, new: Any) -> bool:
        return bool(old == new)

    def cross_column_errors(self, instance: Any) -> dict[str, str]:
        """What the rules across columns and tables say, by column."""
        return {}

    def outcome(self, instance: Any) -> str:
        """What becomes of a row that is new or changed, in words, if that is not plain from its cells."""
        return ""

    def save_related(self, instance: Any) -> None:
        """Write what stands in other tables, once the row itself has been written."""

    def related_columns(self, column: str) -> set[str]:
        """A rule across columns says nothing as long as one of these is wrong in itself."""
        return {column}

    def duplicate_key(self, row: Any) -> Any:
        """What two records about the same new row have in common."""
        return cell_text(row[self.key_column]).strip()

    def duplicate_message(self, line: int) -> str:
        raise NotImplementedError

    def not_found_message(self) -> str:
        """The words for a row that does not exist, or not for this person."""
        raise NotImplementedError

    def finish(self) -> None:
        """What is left to do after the last record."""


def cell_text(cell: Any) -> str:
    """What a cell of a spreadsheet says."""
    return "" if cell is None else unescape(str(cell))
