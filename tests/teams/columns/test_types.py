"""Every column holds values of its type, whatever program writes them, and a migration repairs what others stored."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import DataError, IntegrityError, connection, models, transaction

from jobs.models import PlaceRule, Synonym
from teams.columns.types import ColumnTypes, get_types
from teams.models import Employer, ExchangeRate, SubmittedForm, Team
from teams.models.addresses import slug_triggers
from tests.factories import make_employer, make_team
from tests.one_row_each import make_one_row_each

MODELS = [model for label in ("jobs", "teams") for model in apps.get_app_config(label).get_models()]
COLUMNS = [
    (model, model._meta.get_field(name), described if isinstance(described, str) else described[0])
    for model in MODELS
    for name, described in get_types(model._meta.local_concrete_fields).items()
]
# Values of other types, by type. PostgreSQL refuses all others by itself.
WRONG = {
    "sqlite": {
        "text": [b"\x00\xff", b"Bytes"],
        "slug": [b"bytes", "a/b", "", "ü", "a b"],
        "integer": ["x", b"1", 1.5, "1e400"],
        "boolean": ["x", b"1", 2, 0.5],
        "decimal": ["x", b"1", 1e300, "1e400", -1e300],
        "object": [b"{}", "{", "5", "[]", "null"],
        "array": [b"[]", "[", "5", "{}"],
    },
    "postgresql": {
        "decimal": ["NaN"],
        "slug": ["a/b", "", "ü", "a b", "a\n"],
        "object": ["5", "[]", "null"],
        "array": ["5", "{}"],
    },
}[connection.vendor]


@pytest.fixture
def rows(db):
    make_one_row_each()


def write(model, column, value, where=""):
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{model._meta.db_table}" SET "{column}" = %s {where}', [value])  # noqa: S608  # names of columns


def find_constraint(model):
    return next(item for item in model._meta.constraints if isinstance(item, ColumnTypes))


def test_every_column_is_limited():
    for model in MODELS:
        limited = set(find_constraint(model).types)
        moments = {field.name for field in model._meta.concrete_fields if isinstance(field, models.DateField)}
        assert limited | moments == {field.name for field in model._meta.concrete_fields}, model


def test_no_column_takes_a_value_of_another_type(rows):
    stored = []
    for model, field, kind in COLUMNS:
        assert model.objects.exists(), model
        for value in WRONG.get(kind, ()):
            try:
                with transaction.atomic():
                    write(model, field.column, value)
            except (IntegrityError, DataError):
                continue
            stored.append((model.__name__, field.name, value))
    assert stored == []


@pytest.fixture
def unlimited(rows):
    """The tables as they were before the constraints, while migrations run."""
    for label in ("jobs", "teams"):
        slug_triggers.drop(apps.get_app_config(label), plan=["any"])
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for model in MODELS:
                for constraint in model._meta.constraints:
                    if not isinstance(constraint, models.UniqueConstraint):
                        cursor.execute(
                            f'ALTER TABLE "{model._meta.db_table}" DROP CONSTRAINT IF EXISTS "{constraint.name}"'
                        )
    yield
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def run_migrations():
    with connection.schema_editor() if connection.vendor == "postgresql" else _Editor() as editor:
        for name in ("teams.migrations.0020_values_of_other_types", "jobs.migrations.0029_values_of_other_types"):
            import_module(name).repair_tables(apps, editor)


class _Editor:
    """What the migrations need. A real one of SQLite begins with no transaction."""

    connection = connection

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        pass


def find_wrong():
    """Return the tables that the constraints would not take."""
    wrong = []
    for model in MODELS:
        with connection.cursor() as cursor:
            for condition in find_constraint(model).conditions(model, connection):
                cursor.execute(
                    f'SELECT count(*) FROM "{model._meta.db_table}" WHERE NOT coalesce({condition}, true)'  # noqa: S608
                )
                if cursor.fetchone() != (0,):
                    wrong.append((model.__name__, condition))
    return wrong


@pytest.mark.parametrize("place", range(max(map(len, WRONG.values()))))
def test_migrations_repair_every_column(unlimited, place):
    Synonym.objects.exclude(typed="dev").delete()
    PlaceRule.objects.exclude(pk=PlaceRule.objects.first().pk).delete()
    for model, field, kind in COLUMNS:
        # A wrong key stops a migration: SQLite checks the references after each.
        is_key = field.primary_key or field.is_relation
        if not is_key and len(WRONG.get(kind, ())) > place:
            write(model, field.column, WRONG[kind][place])
    assert find_wrong() != []

    run_migrations()

    assert find_wrong() == []
    for model in MODELS:
        list(model._base_manager.all())


def test_migrations_keep_what_can_be_read(unlimited):
    if connection.vendor == "postgresql":
        write(ExchangeRate, "rate", "NaN")
        write(Team, "image_renditions", "5")
        run_migrations()
        assert (ExchangeRate.objects.count(), Team.objects.first().image_renditions) == (0, {})
        return
    team, other = Team.objects.get(), make_team("Café")
    write(Employer, "name", "Caf\N{LATIN SMALL LETTER E WITH ACUTE}".encode())
    write(Employer, "employees", "many")
    write(ExchangeRate, "rate", "dear")
    # The same as the text of another row, which bytes are not.
    write(Team, "name", "Café".encode(), f"WHERE id = {team.pk}")
    write(Team, "slug", b"/\xff/", f"WHERE id = {team.pk}")
    write(Team, "position", "first", f"WHERE id = {team.pk}")
    write(Team, "is_published", 2, f"WHERE id = {team.pk}")
    SubmittedForm.objects.create(token="second", digest="d")  # no secret
    write(SubmittedForm, "token", b"second", "WHERE token = 't'")

    run_migrations()

    employer = Employer.objects.get()
    team.refresh_from_db()
    assert (employer.name, employer.employees, ExchangeRate.objects.count()) == ("Café", None, 0)
    assert (team.name, team.slug) == (f"Café-{team.pk}", str(team.pk))
    assert (team.position, team.is_published) == (0, True)
    assert Team.objects.get(pk=other.pk).name == "Café"
    assert {token.partition("-")[0] for token in SubmittedForm.objects.values_list("token", flat=True)} == {"second"}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL stores no such text")
def test_text_that_is_not_utf_8_stops_no_page(client, db):
    make_employer()
    team = make_team("Kites")
    for table, column in (("employer", "name"), ("team", "name")):
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE teams_{table} SET {column} = CAST(x'4b69e974657396' AS text)")  # noqa: S608  # constants

    team.refresh_from_db()
    assert team.name == "Ki�tes�"
    for path in ("/", "/teams/", "/jobs/", "/teams/kites/"):
        assert "Ki�tes�" in client.get(path).text, path
