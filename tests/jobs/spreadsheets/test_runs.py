"""Imports of many rows: a thread checks and stores them in short transactions while everybody else goes on saving."""

import threading
import time
from pathlib import Path

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.storage import storages
from django.db import DatabaseError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from jobs.models import Posting, Tag
from jobs.spreadsheets.resources import PostingResource
from teams.models import Team
from teams.spreadsheets import storing
from teams.spreadsheets.spreadsheet import read
from teams.spreadsheets.storing import ImportInterrupted
from teams.spreadsheets.uploads import runs
from tests.factories import make_location, make_posting, make_team
from tests.importing import confirm, read_messages, read_totals, upload

from .files import import_records, make_csv


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    private = {"BACKEND": "careers.storage.PrivateStorage", "OPTIONS": {"location": str(tmp_path / "imports")}}
    settings.STORAGES = settings.STORAGES | {"imports": private}


@pytest.fixture
def bakery(db):
    make_location(country="PT")
    return make_team("Bakery")


@pytest.fixture
def small_blocks(monkeypatch):
    """Blocks of two rows, however long they take, without pauses."""
    monkeypatch.setattr(storing, "BLOCK_TIMES", dict.fromkeys(storing.BLOCK_TIMES, 60))
    monkeypatch.setattr(storing, "FIRST_BLOCK", 2)
    monkeypatch.setattr(storing, "MAX_BLOCK", 2)
    monkeypatch.setattr(storing, "PAUSES", dict.fromkeys(storing.PAUSES, 0))


def make_resource(content, **options):
    sheet = read(content, PostingResource.known_columns())
    return PostingResource(PostingResource.creatable, sheet.lines, reason="We know.", **options), sheet.records


def make_rows(number, **cells):
    return make_csv(*({"title": f"Job {index}", **cells} for index in range(number)))


def save_in_a_thread():
    """Save a posting on a connection of its own, as another worker does. Return the seconds it took."""
    took = []

    def save():
        began = time.monotonic()
        Posting.objects.get(reference="OTHER").save()
        took.append(time.monotonic() - began)
        connections.close_all()

    thread = threading.Thread(target=save)
    thread.start()
    thread.join(20)
    return took


@pytest.mark.django_db(transaction=True)
def test_a_preview_only_reads(employer):
    resource, records = make_resource(make_rows(3, tags="New", team="New"))
    with CaptureQueriesContext(connection) as queries:
        resource.import_data(records, dry_run=True)
    assert [query["sql"] for query in queries if not query["sql"].lstrip("(").startswith("SELECT")] == []
    assert not any("FOR " in query["sql"] for query in queries if "UPDATE" in query["sql"])


@pytest.mark.django_db(transaction=True)
def test_others_save_at_any_row_of_a_preview(employer):
    make_posting("Other", reference="OTHER")
    saves = []

    def progress(phase, done, total):
        assert phase == storing.CHECK
        saves.append(save_in_a_thread())

    resource, records = make_resource(make_rows(3, team="New", tags="New"), progress=progress)
    result = resource.import_data(records, dry_run=True)

    assert result.totals["new"] == 3
    assert [len(took) for took in saves] == [1, 1, 1]
    assert max(took[0] for took in saves) < 10


@pytest.mark.django_db(transaction=True)
def test_others_save_between_two_blocks(employer, small_blocks):
    make_posting("Other", reference="OTHER")
    saves = []

    def progress(phase, done, total):
        if phase == storing.STORE:
            saves.append((done, len(save_in_a_thread()), Posting.objects.exclude(reference="OTHER").count()))

    resource, records = make_resource(make_rows(5, team="New"), progress=progress)
    resource.import_data(records)

    assert saves == [(0, 1, 0), (2, 1, 2), (4, 1, 4), (5, 1, 5)]


def test_a_fault_in_the_last_row_stores_nothing(bakery, small_blocks):
    _totals, faults = import_records({}, {"tags": "New"}, {}, {}, {"title": ""})
    assert (faults, Posting.objects.count(), Tag.objects.count()) == (
        ["line 6, column title: Fill in this cell. It is required."],
        0,
        0,
    )


def test_related_rows_are_stored_with_the_first_row_that_names_them(bakery, small_blocks):
    import_records({"team": "A", "tags": "X; Y"}, {"team": "B"}, {"team": "A", "tags": "Y; Z"}, {"team": "C"})
    assert {
        posting.reference: (posting.team.name, {tag.name for tag in posting.tags.all()})
        for posting in Posting.objects.all()
    } == {"R-1": ("A", {"X", "Y"}), "R-2": ("B", set()), "R-3": ("A", {"Y", "Z"}), "R-4": ("C", set())}
    assert set(Team.objects.values_list("name", flat=True)) == {"Bakery", "A", "B", "C"}
    assert Tag.objects.count() == 3


@pytest.mark.parametrize("create", [True, False])
def test_an_interrupted_import_is_completed_by_importing_again(bakery, small_blocks, monkeypatch, create):
    content = make_rows(5, **({"team": "New", "tags": "New"} if create else {}))
    store_block, blocks = PostingResource._store_block, []

    def fail_at_the_third(resource, *arguments):
        blocks.append(len(resource.block))
        if len(blocks) == 3:
            raise DatabaseError
        return store_block(resource, *arguments)

    monkeypatch.setattr(PostingResource, "_store_block", fail_at_the_third)
    resource, records = make_resource(content)
    with pytest.raises(ImportInterrupted, match=r"^4 of 5 rows are stored\. Then the database was busy"):
        resource.import_data(records)
    assert set(Posting.objects.values_list("title", flat=True)) == {f"Job {number}" for number in range(4)}

    resource, records = make_resource(content)
    result = resource.import_data(records)
    assert (result.totals["new"], result.totals["skip"]) == (1, 4)
    assert (Posting.objects.count(), Tag.objects.count()) == (5, int(create))


def test_a_row_that_others_change_between_two_blocks_stays_theirs(bakery, small_blocks):
    for number in (1, 4):
        make_posting("Old", team=bakery, reference=f"R-{number}")

    def progress(phase, done, total):
        if (phase, done) == (storing.STORE, 2):
            Posting.objects.filter(reference="R-4").update(title="Changed by another")

    resource, records = make_resource(make_rows(5), progress=progress)
    with pytest.raises(ImportInterrupted, match=r"^2 of 5 rows are stored\. Then came a row that somebody has changed"):
        resource.import_data(records)
    assert set(Posting.objects.values_list("reference", "title")) == {
        ("R-1", "Job 0"),
        ("R-2", "Job 1"),
        ("R-4", "Changed by another"),
    }


def test_unchanged_rows_are_not_stored_again(bakery, small_blocks, monkeypatch):
    content = make_rows(5)
    import_records(*({"title": f"Job {index}"} for index in range(4)))
    stored = []
    store_block = PostingResource._store_block
    monkeypatch.setattr(
        PostingResource,
        "_store_block",
        lambda resource, *arguments: stored.append(list(resource.block)) or store_block(resource, *arguments),
    )
    resource, records = make_resource(content)
    resource.import_data(records)
    assert stored == [[4]]


def test_blocks_adapt_to_the_time_they_take(bakery, monkeypatch):
    clock, blocks = [0.0], []

    def store_block(resource, *_arguments):
        blocks.append(len(resource.block))
        clock[0] += 5  # others write, which makes no block shorter
        resource.locked_at = clock[0]
        clock[0] += len(resource.block) * (0.001 if len(blocks) < 3 else 0.07)
        return resource.get_result_class()()

    monkeypatch.setattr(PostingResource, "_store_block", store_block)
    monkeypatch.setattr(storing.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(storing.time, "sleep", lambda seconds: None)
    monkeypatch.setattr(storing, "BLOCK_TIMES", dict.fromkeys(storing.BLOCK_TIMES, 0.4))
    resource, records = make_resource(make_rows(85))
    resource.import_data(records)
    # Twice as many at most; after a slow one as many as take the time of a block.
    assert blocks == [10, 20, 40, 5, 5, 5]


def follow(client, answer):
    """Read the page of an import again until it shows no progress. Return that page."""
    for _attempt in range(200):
        page = client.get(answer.request["PATH_INFO"] if hasattr(answer, "request") else answer, follow=True)
        if "state" not in (page.context or {}):
            return page
        time.sleep(0.1)
    raise AssertionError("The import did not end.")


@pytest.mark.django_db(transaction=True)
def test_a_long_file_is_checked_and_stored_by_a_thread_while_the_page_shows_progress(desk, monkeypatch):
    monkeypatch.setattr(runs, "BACKGROUND_ROWS", 3)
    make_location(country="PT")
    make_team("Bakery")

    answer = upload(desk, Posting, make_rows(3))
    assert "rows checked" in answer.content.decode() or "plan" in answer.context
    preview = follow(desk, answer)
    assert read_totals(preview) == {"new": 3}
    assert Posting.objects.count() == 0

    answer = confirm(desk, preview)
    assert answer.url == preview.request["PATH_INFO"]
    listed = follow(desk, answer.url)
    assert read_messages(listed) == ["Imported rows.csv: 3 new, 0 changed, 0 unchanged."]
    assert Posting.objects.count() == 3
    assert {posting.history.first().history_user.username for posting in Posting.objects.all()} == {"robin"}
    assert LogEntry.objects.get().user.username == "robin"


@pytest.mark.django_db(transaction=True)
def test_a_long_file_whose_rows_changed_is_shown_again(desk, monkeypatch):
    monkeypatch.setattr(runs, "BACKGROUND_ROWS", 1)
    make_location(country="PT")
    make_posting("Old", team=make_team("Bakery"), reference="R-1")
    preview = follow(desk, upload(desk, Posting, make_rows(1)))
    Posting.objects.update(title="Changed by another")

    again = follow(desk, confirm(desk, preview).url)
    assert "someone has changed this data" in again.content.decode()
    assert Posting.objects.get().title == "Changed by another"


def write_state(text):
    """Write the state of the only upload."""
    storage = storages["imports"]
    [name] = [name for name in storage.listdir("")[1] if "." not in name]
    Path(storage.path(f"{name}.state")).write_text(text)


def test_page_of_a_run_shows_how_far_it_is(desk, bakery):
    preview = upload(desk, Posting, make_rows(2))
    write_state(f'{{"phase": "store", "done": 1200, "total": 4000, "message": "", "at": {time.time()}}}')

    page = desk.get(preview.request["PATH_INFO"])
    text = page.content.decode()
    assert "1,200 of 4,000 rows stored" in text
    assert '<progress id="import-bar" value="1200" max="4000">' in text
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in text
    # Pressing Import again starts no second run.
    assert desk.post(preview.request["PATH_INFO"], {"digest": "x", "reason": "x"}).url == preview.request["PATH_INFO"]
    assert not Posting.objects.exists()


def test_page_of_an_interrupted_run_says_what_is_stored_and_completes_it(desk, bakery):
    preview = upload(desk, Posting, make_rows(3))
    import_records({"title": "Job 0"})
    write_state('{"phase": "store", "done": 1, "total": 3, "message": "", "at": 0}')

    page = desk.get(preview.request["PATH_INFO"])
    assert "The import was interrupted: 1 of 3 rows are stored" in page.content.decode()
    assert read_totals(page) == {"unchanged": 1, "new": 2}
    confirm(desk, page)
    assert Posting.objects.count() == 3


def test_rows_stay_locked_no_longer_than_their_block(bakery, small_blocks):
    states = []

    def progress(phase, done, total):
        states.append((phase, connection.in_atomic_block and len(connection.savepoint_ids)))

    resource, records = make_resource(make_rows(3), progress=progress)
    with transaction.atomic():
        resource.import_data(records)
    assert (len({state for _phase, state in states}), {phase for phase, _state in states}) == (1, {"check", "store"})
