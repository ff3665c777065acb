"""Gives the columns of a table values of their types, so that a migration can add the constraint on them."""

from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.text import slugify

from .types import CONDITIONS, get_types

# ruff: noqa: S608  # every name here is our own


def repair_columns(model: type[models.Model], connection: Any) -> None:
    """Change what another program has stored in columns of other types.

    Bytes become the text that they are. Numbers that are none become empty, or the default. If there is none, the row
    is deleted: nobody could read it.
    """
    fields = {field.name: field for field in model._meta.local_concrete_fields}
    for name, described in get_types(fields.values()).items():
        field, quote = fields[name], connection.ops.quote_name
        kind, size = described if isinstance(described, tuple) else (described, 0)
        table, column = quote(model._meta.db_table), quote(field.column)
        condition = CONDITIONS[connection.vendor](column, kind, size)
        if not condition:
            continue
        wrong = f"WHERE NOT coalesce({condition}, true)"
        with connection.cursor() as cursor:
            if kind in ("text", "slug"):
                # SQLite has a number for each row, even where its key is a text. PostgreSQL has no wrong texts.
                key = "rowid" if connection.vendor == "sqlite" else quote(model._meta.pk.column)
                _write_texts(cursor, (table, key, column), kind, wrong)
            elif kind == "boolean":
                cursor.execute(f"UPDATE {table} SET {column} = (CAST({column} AS real) <> 0) {wrong}")
            elif kind in ("array", "object"):
                cursor.execute(f"UPDATE {table} SET {column} = '{'[]' if kind == 'array' else '{}'}' {wrong}")
            elif field.null:
                cursor.execute(f"UPDATE {table} SET {column} = NULL {wrong}")
            elif field.has_default():
                cursor.execute(f"UPDATE {table} SET {column} = {int(field.get_default())} {wrong}")
            else:
                cursor.execute(f"DELETE FROM {table} {wrong}")


def _write_texts(cursor: Any, names: tuple[str, str, str], kind: str, wrong: str) -> None:
    table, key, column = names
    cursor.execute(f"SELECT {key}, {column} FROM {table} {wrong}")
    for number, value in cursor.fetchall():
        read = value if isinstance(value, str) else bytes(value).decode(errors="replace")
        text = "".join(letter for letter in read if letter.isprintable() or letter in "\n\t")
        if kind == "slug":
            text = slugify(text) or str(number)
        for unique in (text, f"{text}-{number}"):
            try:
                with transaction.atomic():
                    cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", [unique, number])
                break
            except IntegrityError:
                # Another row has the same text, or it may not be empty.
                continue
