"""The check constraints of a model, checked for one row after another by a statement that is made once."""

from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import BaseConstraint, BooleanField, CheckConstraint, Expression, Q, Value
from django.db.models.expressions import SQLiteNumericMixin
from django.db.models.functions import Coalesce
from django.db.models.sql import Query


class Parameter(SQLiteNumericMixin, Expression):
    """The value that a field of a row has when the statement is run."""

    def __init__(self, field: Any) -> None:
        super().__init__(output_field=field)

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]

    def read(self, row: models.Model, connection: Any) -> Any:
        return self.output_field.get_db_prep_value(getattr(row, self.output_field.attname), connection)


def constraints_to_validate(row: models.Model) -> list[BaseConstraint]:
    """Return the constraints of a row that may be violated: none that is known to be satisfied."""
    constraints = list(row._meta.constraints)
    return [item for item in constraints if not isinstance(item, CheckConstraint)] if are_valid(row) else constraints


def are_valid(row: models.Model) -> bool:
    """Return whether a row satisfies all check constraints of its model.

    The same as `Q.check`, which makes a new statement for each row: that takes longer than all other checks of it.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    sql, parameters = _make_statement(type(row), connection.vendor)
    values = [part.read(row, connection) if isinstance(part, Parameter) else part for part in parameters]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone() is not None


@cache
def _make_statement(model: type[models.Model], _vendor: str) -> tuple[str, tuple[Any, ...]]:
    checks = [item for item in model._meta.constraints if isinstance(item, CheckConstraint)]
    condition = Q(*(check.condition for check in checks))
    query = Query(None)
    for name in condition.referenced_base_fields:
        query.add_annotation(Parameter(model._meta.get_field(name)), name, select=False)
    query.add_annotation(Value(1), "_check")
    query.add_q(Q(Coalesce(condition, True, output_field=BooleanField())))
    sql, parameters = query.get_compiler(using=DEFAULT_DB_ALIAS).as_sql()
    return sql, tuple(parameters)
