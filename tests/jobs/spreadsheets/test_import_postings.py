"""`manage.py import_postings`: what it says, and that a file is taken whole or not at all."""

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from jobs.management.commands.import_postings import CREATE
from jobs.models import Posting
from teams.models import Team

from .files import EMPTY, RECORD, make_csv, read_tables

WHY = ["--reason", "Pay follows."]


@pytest.fixture
def postings(tmp_path):
    """Write these records to a file, and return its path."""

    def write(*records):
        path = tmp_path / "postings.csv"
        path.write_bytes(records[0] if isinstance(records[0], bytes) else make_csv(*records))
        return path

    return write


def refused(capsys, *arguments):
    """What the command says on the way out, line by line."""
    with pytest.raises(CommandError) as caught:
        call_command("import_postings", *arguments, *WHY)
    return [*capsys.readouterr().err.splitlines(), str(caught.value)]


def test_import_says_what_was_created_updated_and_left_alone(db, capsys, postings):
    path = postings({"tags": "A; B"}, {"team": "Cellar"})
    call_command("import_postings", path, "--create-missing", *WHY)
    assert capsys.readouterr().out.splitlines() == [
        "Imported 2 postings: 2 created, 0 updated, 0 unchanged.",
        "Created with them: 2 teams, 1 place, 2 labels.",
    ]
    before = read_tables()

    call_command("import_postings", path)
    assert capsys.readouterr().out.splitlines() == ["Imported 2 postings: 0 created, 0 updated, 2 unchanged."]
    assert read_tables() == before

    call_command("import_postings", postings({"title": "Cook"}), *WHY)
    assert capsys.readouterr().out.splitlines() == ["Imported 1 posting: 0 created, 1 updated, 0 unchanged."]
    assert set(Posting.objects.values_list("title", flat=True)) == {"Baker", "Cook"}


def test_dry_run_says_what_would_happen_and_stores_nothing(db, capsys, postings):
    call_command("import_postings", postings({}), "--create-missing", "--dry-run")

    assert capsys.readouterr().out.splitlines() == [
        "Dry run, nothing is stored: 1 posting: 1 created, 0 updated, 0 unchanged.",
        "Created with them: 1 team, 1 place.",
    ]
    assert not Posting.objects.exists()
    assert not Team.objects.exists()


def test_every_bad_row_is_listed_in_the_order_of_the_file_and_none_is_taken(db, capsys, postings):
    *_others, last = make_csv({"reference": "R-9", "level": "x"}).splitlines(keepends=True)
    path = postings(make_csv({}, {"title": ""}) + b"R-3,Baker\r\n" + last)

    assert refused(capsys, path, "--create-missing") == [
        f"line 3, column title: {EMPTY}",
        "line 4: There are 2 cells here and 19 columns. Put every text that has a comma in quotation marks.",
        "line 5, column level: “x” is not one of: student, entry, mid, senior, lead.",
        "Nothing was imported: 3 rows have to be corrected first.",
    ]
    assert not Posting.objects.exists()
    assert not Team.objects.exists()


def test_record_of_another_length_alone_keeps_the_file_out(db, capsys, postings):
    path = postings(make_csv({}) + b"R-2,Baker\r\n")

    assert refused(capsys, path, "--create-missing")[-1] == "Nothing was imported: 1 row has to be corrected first."
    assert not Posting.objects.exists()


def test_missing_teams_and_places_are_named_with_the_way_to_create_them(db, capsys, postings):
    assert refused(capsys, postings({})) == [
        f"line 2, column team: There is no team “{RECORD['team']}”. Correct it, or let the import create it.",
        f"line 2, column locations: There is no place “{RECORD['locations']}”. Correct it, or let the import create it.",
        f"Nothing was imported: 1 row has to be corrected first.{CREATE}",
    ]


def test_file_that_is_not_there_or_not_understood_is_said_in_one_sentence(db, capsys, tmp_path, postings):
    nowhere = tmp_path / "none.csv"
    assert refused(capsys, nowhere) == [f"{nowhere} cannot be read: No such file or directory."]
    assert refused(capsys, tmp_path) == [f"{tmp_path} cannot be read: Is a directory."]
    path = postings(b"\xff")
    assert refused(capsys, path) == [
        f"{path}: Line 1 is not UTF-8 text. Save the sheet as “CSV UTF-8 (comma delimited)”."
    ]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_stored_when_the_database_fails_in_the_middle(capsys, postings, monkeypatch):
    save = Posting.save

    def fail(posting, **kwargs):
        if posting.reference == "R-2":
            return Posting.objects.filter(reference="R-1").update(team_id=None)
        return save(posting, **kwargs)

    monkeypatch.setattr(Posting, "save", fail)

    first, last = refused(capsys, postings({}, {}, {}), "--create-missing")
    assert first.startswith("line 3: Unexpected IntegrityError(")
    assert last == "Nothing was imported: 1 row has to be corrected first."
    assert not Posting.objects.exists()
    assert not Team.objects.exists()


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("PostingResource.fetch", "Nothing was imported: gone"),
        ("PostingResource.import_data", "Nothing was imported: the database did not take it (gone)."),
    ],
)
def test_database_that_does_not_answer_is_said_in_one_sentence(db, capsys, postings, monkeypatch, place, said):
    def fail(*args, **kwargs):
        raise DatabaseError("gone")

    monkeypatch.setattr(f"jobs.spreadsheets.resources.{place}", fail)

    assert refused(capsys, postings({}), "--create-missing") == [said]
