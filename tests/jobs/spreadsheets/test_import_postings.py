"""`manage.py import_postings`: its messages, and that it imports all rows of a file or none."""

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from jobs.management.commands import import_postings
from jobs.management.commands.import_postings import CREATE, NO_REASON
from jobs.models import Posting
from jobs.spreadsheets.resources import PostingResource
from teams.models import Team
from teams.spreadsheets import storing

from .files import EMPTY, RECORD, make_csv, read_tables

REASON = ["--reason", "Pay follows."]
HIDDEN = "The new teams are not published, so neither are their postings."
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
        HIDDEN,
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
        HIDDEN,
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


def test_without_a_reason_the_command_says_first_what_it_will_need(db, capsys, postings):
    path = postings({})
    with pytest.raises(CommandError, match="say why to import these anyway, with --reason"):
        call_command("import_postings", path, "--create-missing")
    first, *warnings = capsys.readouterr().err.splitlines()
    assert first == NO_REASON
    assert warnings

    call_command("import_postings", path, "--create-missing", *REASON)
    call_command("import_postings", path, "--dry-run")
    assert NO_REASON not in capsys.readouterr().err


@pytest.mark.parametrize("publish", [True, False])
def test_new_teams_are_published_on_request(db, capsys, postings, publish):
    call_command("import_postings", postings({}), "--create-missing", *(["--publish-teams"] * publish), *REASON)
    assert Team.objects.get().is_published == publish
    assert (HIDDEN in capsys.readouterr().out) == (not publish)


@pytest.mark.parametrize(("smallest", "shown"), [(3, True), (4, False)])
def test_progress_is_shown_for_many_rows(db, capsys, postings, monkeypatch, smallest, shown):
    monkeypatch.setattr(import_postings, "MIN_PROGRESS", smallest)
    call_command("import_postings", postings({}, {}, {}), "--create-missing", *REASON)
    lines = capsys.readouterr().err.splitlines()
    assert ("3 of 3 rows checked" in lines, "3 of 3 rows stored" in lines) == (shown, shown)


@pytest.mark.parametrize(
    ("stops_at", "message", "stored"),
    [
        (0, "Stopped. Nothing was imported.", 0),
        (1, "Stopped. 1 row was stored before. Run the same command again to complete it.", 1),
        (2, "Stopped. 2 rows were stored before. Run the same command again to complete it.", 2),
    ],
)
def test_stopped_command_ends_with_a_sentence(db, postings, monkeypatch, stops_at, message, stored):
    store_block = PostingResource._store_block

    def stop(resource, *arguments):
        if resource.number_stored == stops_at:
            raise KeyboardInterrupt
        return store_block(resource, *arguments)

    monkeypatch.setattr(storing, "FIRST_BLOCK", 1)
    monkeypatch.setattr(storing, "MAX_BLOCK", 1)
    monkeypatch.setattr(storing, "PAUSES", dict.fromkeys(storing.PAUSES, 0))
    monkeypatch.setattr(PostingResource, "_store_block", stop)
    with pytest.raises(CommandError) as caught:
        call_command("import_postings", postings({}, {}, {}), "--create-missing", *REASON)
    assert (str(caught.value), caught.value.returncode, Posting.objects.count()) == (message, 130, stored)


def test_columns_that_are_not_imported_are_listed(db, capsys, postings):
    content = make_csv({"Hiring manager": "Ann"}, columns=(*RECORD, "Hiring manager"))
    call_command("import_postings", postings(content), "--create-missing", *REASON)
    assert "Not imported, because no column here is called so: “Hiring manager”." in capsys.readouterr().err
