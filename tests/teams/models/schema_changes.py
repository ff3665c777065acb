"""The database changed past Django: by SQL, and as a migration does it."""

from django.db import connection


def sql(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


def alter(model, name, altered):
    """What a migration does that alters a field, and back again. SQLite makes such a table anew."""
    field = model._meta.get_field(name)
    altered.set_attributes_from_name(name)
    altered.model = model
    for old, new in ((field, altered), (altered, field)):
        with connection.schema_editor() as editor:
            editor.alter_field(model, old, new, strict=True)
