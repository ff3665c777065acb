"""Constraints on the columns of moments and days: a range, and on SQLite that the text is one."""

import datetime as dt
from typing import Any

from django.db.models import BaseConstraint, BooleanField, CheckConstraint, F, Func, Q

from teams.moments.ranges import FIRST_DAY, FIRST_MOMENT, LAST_DAY, LAST_MOMENT, OUT_OF_RANGE


class IsDay(Func):
    """Whether a column holds a day as Django writes it. SQLite takes any text: `2026-13-45`, `x`.

    A column of PostgreSQL holds nothing else, so there it is always true.
    """

    arity = 1
    output_field = BooleanField()
    # Adding nothing makes SQLite count: 31 February becomes 3 March, which is another text.
    sqlite = "coalesce(date({0}, '+0 days') = {0}, 0)"

    def as_sql(self, *_args: Any, **_kwargs: Any) -> Any:
        return "true", []

    def as_sqlite(self, compiler: Any, connection: Any, **extra_context: Any) -> Any:
        sql, parameters = compiler.compile(self.get_source_expressions()[0])
        return self.sqlite.format(sql), [*parameters] * self.sqlite.count("{0}")


class IsMoment(IsDay):
    """The same for a moment, with a fraction of up to six digits."""

    # Without the fraction: SQLite would round it up to the next second. `substr` ends at a NUL, Python does not.
    sqlite = (
        "coalesce(datetime(substr({0}, 1, 19), '+0 days') = substr({0}, 1, 19)"
        " AND rtrim(substr({0}, 20), '0123456789') IN ('', '.') AND length({0}) IN (19, 21, 22, 23, 24, 25, 26)"
        " AND instr({0}, char(0)) = 0, 0)"
    )


def days_in_range(prefix: str, *names: str) -> list[BaseConstraint]:
    """Return a constraint for each field of days. `prefix` begins the names of the constraints."""
    return [_limit(prefix, name, is_day(name)) for name in names]


def moments_in_range(prefix: str, *names: str) -> list[BaseConstraint]:
    """Return a constraint for each field of moments. `prefix` begins the names of the constraints."""
    return [_limit(prefix, name, is_moment(name)) for name in names]


def is_day(name: str) -> Q:
    """Return the condition that a column is empty or holds a day within the range."""
    return _is_within(name, FIRST_DAY, LAST_DAY, IsDay(F(name)))


def is_moment(name: str) -> Q:
    """Return the condition that a column is empty or holds a moment within the range."""
    return _is_within(name, FIRST_MOMENT, LAST_MOMENT, IsMoment(F(name)))


def _is_within(name: str, first: dt.date, last: dt.date, is_readable: IsDay) -> Q:
    return Q(**{f"{name}__isnull": True}) | (Q(**{f"{name}__gte": first, f"{name}__lte": last}) & Q(is_readable))


def _limit(prefix: str, name: str, condition: Q) -> CheckConstraint:
    return CheckConstraint(
        condition=condition,
        name=f"{prefix}_{name}_is_in_range",
        violation_error_message=f"{OUT_OF_RANGE.removesuffix('.')} for “{name.replace('_', ' ')}”.",
    )
