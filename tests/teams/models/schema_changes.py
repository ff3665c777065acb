"""Changes of the database by SQL and by migrations."""

from django.db import connection


def sql(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


def alter(model, name, altered):
    """Alter a field and alter it back, as migrations do. SQLite rebuilds the table each time."""
    field = model._meta.get_field(name)
    altered.set_attributes_from_name(name)
    altered.model = model
    for old, new in ((field, altered), (altered, field)):
        with connection.schema_editor() as editor:
            editor.alter_field(model, old, new, strict=True)
