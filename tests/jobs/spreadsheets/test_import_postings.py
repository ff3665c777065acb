"""`manage.py import_postings`: its messages, and that it imports all rows of a file or none."""

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from jobs.management.commands.import_postings import CREATE
from jobs.models import Posting
from teams.models import Team

from .files import EMPTY, RECORD, make_csv, read_tables

REASON = ["--reason", "Pay follows."]
MISSING_HINT = "Correct it, or let the import create it."


@pytest.fixture
def postings(tmp_path):
    """Write these records to a file, and return its path."""

    def write(*records):
        path = tmp_path / "postings.csv"
        path.write_bytes(records[0] if isinstance(records[0], bytes) else make_csv(*records))
        return path

    return write


def import_and_fail(capsys, *arguments):
    """Return the lines of the error output and the message of the failed command."""
    with pytest.raises(CommandError) as caught:
        call_command("import_postings", *arguments, *REASON)
    return [*capsys.readouterr().err.splitlines(), str(caught.value)]


def test_import_reports_created_updated_and_unchanged_rows(db, capsys, postings):
    path = postings({"tags": "A; B"}, {"team": "Cellar"})
    call_command("import_postings", path, "--create-missing", *REASON)
    assert capsys.readouterr().out.splitlines() == [
        "Imported 2 postings: 2 created, 0 updated, 0 unchanged.",
        "Created with them: 2 teams, 1 place, 2 labels.",
    ]
    before = read_tables()

    call_command("import_postings", path)
    assert capsys.readouterr().out.splitlines() == ["Imported 2 postings: 0 created, 0 updated, 2 unchanged."]
    assert read_tables() == before

    call_command("import_postings", postings({"title": "Cook"}), *REASON)
    assert capsys.readouterr().out.splitlines() == ["Imported 1 posting: 0 created, 1 updated, 0 unchanged."]
    assert set(Posting.objects.values_list("title", flat=True)) == {"Baker", "Cook"}


def test_dry_run_command_reports_and_stores_nothing(db, capsys, postings):
    call_command("import_postings", postings({}), "--create-missing", "--dry-run")

    assert capsys.readouterr().out.splitlines() == [
        "Dry run, nothing is stored: 1 posting: 1 created, 0 updated, 0 unchanged.",
        "Created with them: 1 team, 1 place.",
    ]
    assert not Posting.objects.exists()
    assert not Team.objects.exists()


def test_bad_rows_are_listed_in_file_order_and_nothing_is_imported(db, capsys, postings):
    *_others, last = make_csv({"reference": "R-9", "level": "x"}).splitlines(keepends=True)
    path = postings(make_csv({}, {"title": ""}) + b"R-3,Baker\r\n" + last)

    assert import_and_fail(capsys, path, "--create-missing") == [
        f"line 3, column title: {EMPTY}",
        "line 4: There are 2 cells here and 19 columns. Put every text that has a comma in quotation marks.",
        "line 5, column level: “x” is not one of: student, entry, mid, senior, lead.",
        "Nothing was imported: 3 rows have to be corrected first.",
    ]
    assert not Posting.objects.exists()
    assert not Team.objects.exists()


def test_record_of_another_length_stops_the_import(db, capsys, postings):
    path = postings(make_csv({}) + b"R-2,Baker\r\n")

    assert (
        import_and_fail(capsys, path, "--create-missing")[-1]
        == "Nothing was imported: 1 row has to be corrected first."
    )
    assert not Posting.objects.exists()


def test_missing_teams_and_locations_are_reported_with_a_hint(db, capsys, postings):
    assert import_and_fail(capsys, postings({})) == [
        f"line 2, column team: There is no team “{RECORD['team']}”. {MISSING_HINT}",
        f"line 2, column locations: There is no place “{RECORD['locations']}”. {MISSING_HINT}",
        f"Nothing was imported: 1 row has to be corrected first.{CREATE}",
    ]


def test_missing_or_unreadable_file_is_reported_in_one_sentence(db, capsys, tmp_path, postings):
    nowhere = tmp_path / "none.csv"
    assert import_and_fail(capsys, nowhere) == [f"{nowhere} cannot be read: No such file or directory."]
    assert import_and_fail(capsys, tmp_path) == [f"{tmp_path} cannot be read: Is a directory."]
    path = postings(b"\xff")
    assert import_and_fail(capsys, path) == [
        f"{path}: One of the first lines must name the columns. Missing: reference, title, team. Unknown: ÿ."
    ]


@pytest.mark.django_db(transaction=True)
def test_database_error_stores_nothing(capsys, postings, monkeypatch):
    save = Posting.save

    def fail(posting, **kwargs):
        if posting.reference == "R-2":
            return Posting.objects.filter(reference="R-1").update(team_id=None)
        return save(posting, **kwargs)

    monkeypatch.setattr(Posting, "save", fail)

    first, last = import_and_fail(capsys, postings({}, {}, {}), "--create-missing")
    assert first.startswith("line 3: Unexpected IntegrityError(")
    assert last == "Nothing was imported: 1 row has to be corrected first."
    assert not Posting.objects.exists()
    assert not Team.objects.exists()


@pytest.mark.parametrize(
    ("function", "message"),
    [
        ("PostingResource.fetch", "Nothing was imported: gone"),
        ("PostingResource.import_data", "Nothing was imported: the database did not take it (gone)."),
    ],
)
def test_database_error_is_reported_in_one_sentence(db, capsys, postings, monkeypatch, function, message):
    def fail(*args, **kwargs):
        raise DatabaseError("gone")

    monkeypatch.setattr(f"jobs.spreadsheets.resources.{function}", fail)

    assert import_and_fail(capsys, postings({}), "--create-missing") == [message]
