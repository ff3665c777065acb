"""A constraint that the columns of a table hold values of their types. SQLite stores any value in any column.

PostgreSQL checks types itself, but stores NaN in a column of decimals, and any JSON where a list or an object belongs.
"""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import models

Model = TypeVar("Model", bound=type[models.Model])

TEXTS = ("CharField", "TextField", "SlugField", "FileField")
KEYS = ("AutoField", "BigAutoField", "BigIntegerField", "ForeignKey", "OneToOneField")
# SQLite has one type of numbers for these. PostgreSQL has these limits.
INTEGERS = {"PositiveSmallIntegerField": 2**15 - 1, "PositiveIntegerField": 2**31 - 1}


def describe_type(field: Any) -> Any:
    """Return the type of a field's column as a migration names it: "text", or ("decimal", 10) with ten digits before
    the point. None for moments and days, which `teams.moments` limits. Raises TypeError for a kind of field that has no
    rule yet.
    """
    kind = field.get_internal_type()
    if kind == "SlugField" and field.unique:
        # Part of an address. With a text that no address has, every page with a link to the row would stop.
        return "slug"
    if kind in TEXTS:
        return "text"
    if kind in KEYS:
        return "integer"
    if kind in INTEGERS:
        return ("integer", INTEGERS[kind])
    if kind == "BooleanField":
        return "boolean"
    if kind == "DecimalField":
        return ("decimal", field.max_digits - field.decimal_places)
    if kind == "JSONField":
        return "array" if field.default is list else "object"
    if kind in ("DateField", "DateTimeField"):
        return None
    raise TypeError(f"Say in {__name__} which values a column of {kind} may hold.")


def _sqlite(column: str, kind: str, size: int) -> str:
    """Return a condition that is false for a wrong value. It is true, or unknown, for NULL."""

    def has_type(*names: str) -> str:
        return f"typeof({column}) IN ({', '.join(map(repr, (*names, 'null')))})"

    if kind == "integer":
        return has_type("integer") + (f" AND {column} BETWEEN 0 AND {size}" if size else "")
    if kind == "boolean":
        return f"{has_type('integer')} AND {column} IN (0, 1)"
    if kind == "decimal":
        return f"{has_type('integer', 'real')} AND {column} > -1e{size} AND {column} < 1e{size}"
    if kind in ("array", "object"):
        return f"{has_type('text')} AND CASE WHEN json_valid({column}) THEN json_type({column}) = '{kind}' ELSE 0 END"
    if kind == "slug":
        return f"{has_type('text')} AND {column} <> '' AND {column} NOT GLOB '*[^-a-zA-Z0-9_]*'"
    return has_type("text")


def _postgresql(column: str, kind: str, _size: int) -> str:
    if kind == "decimal":
        return f"{column} <> 'NaN'"
    if kind == "slug":
        return f"{column} ~ '^[-a-zA-Z0-9_]+$'"
    return f"jsonb_typeof({column}) = '{kind}'" if kind in ("array", "object") else ""


CONDITIONS = {"sqlite": _sqlite, "postgresql": _postgresql}


class ColumnTypes(models.BaseConstraint):
    """A check constraint on all columns of a table. `types`: what `describe_type` returns for each, by field.

    Forms and imports need no message of it: their fields give only values of these types.
    """

    def __init__(self, *, types: dict[str, Any], name: str) -> None:
        self.types = types
        super().__init__(name=name)

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "types": self.types}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ColumnTypes) and (self.name, self.types) == (other.name, other.types)

    __hash__ = None  # type: ignore[assignment]  # as in Django's constraints

    def conditions(self, model: type[models.Model], connection: Any) -> list[str]:
        """Return what must be true of a row, as SQL for a database. Often [] on PostgreSQL."""
        make = CONDITIONS[connection.vendor]
        found = []
        for name, described in self.types.items():
            kind, size = described if isinstance(described, tuple) else (described, 0)
            field: Any = model._meta.get_field(name)
            found.append(make(connection.ops.quote_name(field.column), kind, size))
        return list(filter(None, found))

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        conditions = self.conditions(model, schema_editor.connection)
        return schema_editor._check_sql(self.name, " AND ".join(conditions)) if conditions else None

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        conditions = self.conditions(model, schema_editor.connection)
        return schema_editor._create_check_sql(model, self.name, " AND ".join(conditions)) if conditions else None

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        has_conditions = self.conditions(model, schema_editor.connection)
        return schema_editor._delete_check_sql(model, self.name) if has_conditions else None

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Accept every row: see the class."""


def get_types(fields: Iterable[Any]) -> dict[str, Any]:
    """Return the types of the columns of fields by name, without moments and days."""
    types = {field.name: describe_type(field) for field in fields}
    return {name: described for name, described in types.items() if described}


def limit_types(model: Model) -> Model:
    """Add the constraint to a model. Use it as a decorator: a model does not know its own fields in its `Meta`."""
    options: Any = model._meta
    constraint = ColumnTypes(
        types=get_types(options.local_concrete_fields), name=f"{options.model_name}_columns_hold_their_types"
    )
    # Migrations read the constraints that a `Meta` names.
    options.constraints = options.original_attrs["constraints"] = [*options.constraints, constraint]
    return model
