"""History of imported postings: each entry has the sections, places and labels of its import, and its author."""

from typing import Any

import pytest
from django.test import Client

from jobs.models import Location, Posting, Tag
from jobs.publishing import history
from jobs.spreadsheets.resources import PostingResource
from teams.spreadsheets import spreadsheet
from tests.desk import change_url, make_user, send
from tests.factories import make_location, make_posting, make_tag, make_team
from tests.importing import confirm, make_file, upload

pytestmark = pytest.mark.django_db

OLD, NEW = "<p>What you will do.</p>", "<p>Imported words.</p>"


def describe_entries(client: Client, posting: Posting) -> list[tuple[str, str, list[str]]]:
    """Return author, kind and changes of each entry of the history page, newest first."""
    page = client.get(change_url(posting).replace("change", "history")).context["page_obj"]
    return [
        (
            str(entry.history_user or ""),
            entry.history_type,
            sorted(one["field"] for one in getattr(entry, "history_delta_changes", []))
            + [f"{row.model_label} {row.title} {row.action}" for row in entry.row_changes],
        )
        for entry in page
    ]


def import_records(client: Client, *records: dict[str, str], **options: str) -> None:
    assert confirm(client, upload(client, Posting, make_file(PostingResource, *records), **options)).status_code == 302


def make_record(posting: Posting, **changes: str) -> dict[str, str]:
    [texts] = PostingResource().export_rows(Posting.objects.filter(pk=posting.pk))
    return dict(zip(PostingResource.columns, texts, strict=True)) | changes


@pytest.fixture
def ada(desk: Client) -> Client:
    """A client of another editor than robin of `desk`."""
    client = Client()
    client.force_login(make_user("ada", "Editor"))
    return client


def read_sections(posting: Posting) -> list[tuple[str, str]]:
    return [(section.heading, section.body) for section in posting.sections.all()]


def test_imported_sections_belong_to_the_import(desk: Client, ada: Client) -> None:
    posting = make_posting(published_from=None, sections=2, locations=(make_location(),))
    import_records(ada, make_record(posting, description=f"<h2>Part 1</h2>{NEW}<h2>Part 2</h2>{OLD}<h2>More</h2>{NEW}"))
    send(desk, change_url(posting), title="Engineer")

    assert describe_entries(desk, posting)[:2] == [
        ("robin", "~", ["Title"]),
        ("ada", "~", ["Section Part 1 changed", "Section More added"]),
    ]


def test_removed_sections_belong_to_the_import(desk: Client, ada: Client) -> None:
    posting = make_posting(published_from=None, sections=2, locations=(make_location(),))
    import_records(ada, make_record(posting, description=f"<h2>Part 1</h2>{OLD}"))

    assert describe_entries(desk, posting)[0] == ("ada", "~", ["Section Part 2 deleted"])


def test_version_before_an_import_is_restored_with_its_sections(desk: Client, ada: Client) -> None:
    lisbon, porto = make_location("Lisbon"), make_location("Porto")
    posting = make_posting(published_from=None, sections=2, locations=(lisbon,), tags=(make_tag("Then"),))
    make_tag("Now")
    before = posting.history.first()
    record = make_record(
        posting, description=f"<h2>Part 1</h2>{NEW}<h2>More</h2>{NEW}", locations="Porto, , PT", tags="Now"
    )
    import_records(ada, record)
    imported = posting.history.first()

    for entry, sections, places, tags in (
        (before, [("Part 1", OLD), ("Part 2", OLD)], [lisbon], ["Then"]),
        (imported, [("Part 1", NEW), ("More", NEW)], [porto], ["Now"]),
    ):
        address = change_url(posting).replace("change", f"history/{entry.pk}")
        assert send(desk, address).status_code == 302
        assert read_sections(posting) == sections
        assert list(posting.locations.all()) == places
        assert [tag.name for tag in posting.tags.all()] == tags


def test_places_and_labels_of_an_import_have_its_author(desk: Client, ada: Client) -> None:
    porto, label = make_location("Porto"), make_tag("Program")
    posting = make_posting(published_from=None, locations=(make_location(),))
    import_records(ada, make_record(posting, locations="Porto, , PT", tags="Program"))

    [entry, *_earlier] = posting.history.all()
    assert describe_entries(desk, posting)[0] == ("ada", "~", ["Labels", "Places"])
    assert [row.location_id for row in entry.locations.all()] == [porto.pk]
    assert [row.tag_id for row in entry.tags.all()] == [label.pk]


def test_places_and_labels_that_an_import_creates_have_its_author(ada: Client) -> None:
    posting = make_posting(published_from=None, locations=(make_location(),))
    import_records(ada, make_record(posting, locations="Porto, , PT", tags="Program"), create=True)

    for row in (Location.objects.get(name="Porto"), Tag.objects.get()):
        assert [(str(entry.history_user), entry.history_type) for entry in row.history.all()] == [("ada", "+")]


def test_new_postings_have_one_entry_with_all_sections(
    desk: Client, ada: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where sections are written in other batches than their postings."""
    monkeypatch.setattr(history, "BATCH_SIZE", 3)
    make_location()
    team = make_team("Backend")
    record = {"title": "Engineer", "team": team.name, "locations": "Lisbon, , PT"}
    import_records(
        ada, *({**record, "reference": f"N-{n}", "description": f"<h2>A</h2>{NEW}<h2>B</h2>{NEW}"} for n in range(4))
    )

    postings = list(Posting.objects.order_by("pk"))
    assert [describe_entries(desk, posting) for posting in postings] == 4 * [
        [("ada", "+", ["Section A added", "Section B added"])]
    ]


def test_import_by_command_belongs_to_nobody_and_not_to_the_editor_before(desk: Client) -> None:
    posting = make_posting(published_from=None, locations=(make_location(),))
    send(desk, change_url(posting), title="Engineer")
    resource: Any = PostingResource()
    content = make_file(PostingResource, make_record(posting, description=f"<h2>Part 1</h2>{NEW}"))
    resource.import_data(spreadsheet.read(content, PostingResource.known_columns()).records)

    assert describe_entries(desk, posting)[:2] == [("", "~", ["Section Part 1 changed"]), ("robin", "~", ["Title"])]
