"""The import pages of postings: nothing is stored before the preview is confirmed, then all rows or none."""

import os
import time
from pathlib import Path

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.files.storage import storages

from jobs.models import Posting, Tag
from jobs.spreadsheets.resources import PostingResource
from teams.models import Team
from teams.spreadsheets.spreadsheet import read
from tests.desk import changelist_url, make_recruiter, make_user
from tests.factories import make_location, make_posting, make_tag, make_team
from tests.importing import (
    admin_page_url,
    confirm,
    make_file,
    read_download,
    read_faults,
    read_messages,
    read_totals,
    upload,
)

from .files import RECORD, make_csv, read_tables


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    private = {"BACKEND": "careers.storage.PrivateStorage", "OPTIONS": {"location": str(tmp_path / "imports")}}
    settings.STORAGES = settings.STORAGES | {"imports": private}


@pytest.fixture
def bakery(db):
    make_location(country="PT")
    return make_team("Bakery")


def list_uploads():
    """Return the names of uploads that are not confirmed yet."""
    storage = storages["imports"]
    return [name for name in storage.listdir("")[1] if "." not in name] if storage.exists("") else []


def test_preview_shows_changes_and_confirmation_saves_them(desk, bakery):
    preview = upload(desk, Posting, make_csv({}, {"title": "Cook"}))
    assert (len(list_uploads()), Posting.objects.count()) == (1, 0)
    assert confirm(desk, preview).status_code == 302
    assert list_uploads() == []

    preview = upload(desk, Posting, make_csv({}, {"title": "Chef"}, {"title": "Waiter"}))
    before = read_tables()
    assert read_totals(preview) == {"unchanged": 1, "changed": 1, "new": 1}
    [changed, new] = preview.context["page"]
    assert (changed.line, changed.key, changed.is_new, changed.cells) == (3, "R-2", False, (("title", "Cook", "Chef"),))
    assert (new.line, new.key, new.name, new.is_new) == (4, "R-3", "Waiter", True)
    assert read_tables() == before

    answer = desk.get(confirm(desk, preview).url)
    assert read_messages(answer) == ["Imported rows.csv: 1 new, 1 changed, 1 unchanged."]
    assert set(Posting.objects.values_list("reference", "title")) == {
        ("R-1", "Baker"),
        ("R-2", "Chef"),
        ("R-3", "Waiter"),
    }
    assert {posting.history.first().history_user.username for posting in Posting.objects.all()} == {"robin"}
    assert LogEntry.objects.count() == 2


def test_every_bad_row_is_reported_and_nothing_can_be_confirmed(desk, bakery):
    preview = upload(desk, Posting, make_csv({}, {"title": ""}, {}, {"level": "x", "team": "Nowhere"}) + b"R-9,x\r\n")

    assert read_faults(preview) == [
        "line 3, column title: Fill in this cell. It is required.",
        "line 5, column team: There is no team “Nowhere”. Correct it, or let the import create it.",
        "line 5, column level: “x” is not one of: student, entry, mid, senior, lead.",
        "line 6: There are 2 cells here and 19 columns. Put every text that has a comma in quotation marks.",
    ]
    assert 'name="digest"' not in preview.content.decode()
    answer = desk.post(preview.request["PATH_INFO"], {"digest": preview.context["plan"].digest, "reason": "We know."})
    assert answer.status_code == 409
    assert not Posting.objects.exists()


def test_concurrent_changes_are_shown_and_not_overwritten(desk, bakery):
    make_posting("Old", team=bakery, reference="R-1")
    preview = upload(desk, Posting, make_csv({}))
    Posting.objects.update(title="Changed by another")

    answer = confirm(desk, preview)
    assert answer.status_code == 409
    assert "someone has changed this data" in answer.content.decode()
    assert Posting.objects.get().title == "Changed by another"

    assert confirm(desk, answer).status_code == 302
    assert Posting.objects.get().title == "Baker"


def test_second_confirmation_changes_nothing(desk, bakery):
    preview = upload(desk, Posting, make_csv({}))
    confirm(desk, preview)
    before = read_tables()

    again = confirm(desk, preview)
    assert read_messages(desk.get(again.url))[-1] == "rows.csv has been imported already."
    assert read_messages(desk.get(desk.get(preview.request["PATH_INFO"]).url)) == [
        "rows.csv has been imported already."
    ]
    assert read_tables() == before


def test_double_click_imports_once(desk, bakery, monkeypatch):
    """The second request reads the file and the plan before the first deletes them."""
    preview = upload(desk, Posting, make_csv({}))
    monkeypatch.setattr("teams.spreadsheets.uploads.files.Upload.delete", lambda upload, *suffixes: None)
    confirm(desk, preview)
    monkeypatch.setattr("teams.spreadsheets.uploads.runs.read_state", lambda upload: None)

    assert read_messages(desk.get(confirm(desk, preview).url))[-1] == "rows.csv has been imported already."
    assert LogEntry.objects.count() == 1


def test_preview_belongs_to_one_user_and_one_model(desk, bakery, client):
    preview = upload(desk, Posting, make_csv({}))
    reference = preview.request["PATH_INFO"].split("/")[-2]

    client.force_login(make_recruiter("ada"))
    for where in (preview.request["PATH_INFO"], admin_page_url(Posting, "preview", f"{reference}x")):
        answer = client.post(where, {"digest": preview.context["plan"].digest, "reason": "x"})
        assert answer.url == admin_page_url(Posting, "import")
    assert desk.get(admin_page_url(Team, "preview", reference)).url == admin_page_url(Team, "import")
    assert not Posting.objects.exists()


def test_changed_upload_is_not_imported(desk, bakery):
    preview = upload(desk, Posting, make_csv({}))
    [name] = list_uploads()
    Path(storages["imports"].path(name)).write_bytes(make_csv({"title": "Other"}))

    assert confirm(desk, preview).url == admin_page_url(Posting, "import")
    assert not Posting.objects.exists()


def test_upload_is_deleted_after_a_day(desk, bakery):
    preview = upload(desk, Posting, make_csv({}))
    [name] = list_uploads()
    yesterday = time.time() - 25 * 60 * 60
    os.utime(storages["imports"].path(name), (yesterday, yesterday))
    upload(desk, Posting, make_csv({}))

    assert name not in list_uploads()
    assert desk.get(preview.request["PATH_INFO"]).url == admin_page_url(Posting, "import")


def test_missing_rows_are_created_on_request(desk, bakery):
    content = make_csv({"team": "Cellar", "tags": "Night"})
    assert len(read_faults(upload(desk, Posting, content))) == 2

    preview = upload(desk, Posting, content, create=True)
    assert preview.context["plan"].created == {"team": ["Cellar"], "tags": ["Night"]}
    assert not Tag.objects.exists()
    confirm(desk, preview)
    assert Posting.objects.get().team.name == "Cellar"


def test_warnings_require_a_reason(desk, bakery):
    preview = upload(desk, Posting, make_csv({}))
    assert preview.context["plan"].warnings
    assert "Why import anyway?" in preview.content.decode()

    answer = confirm(desk, preview, reason=" ")
    assert "Say why to import these anyway." in answer.content.decode()
    assert not Posting.objects.exists()
    confirm(desk, answer, reason="Pay follows.")
    assert Posting.objects.get().decisions.first().reason == "Pay follows."


@pytest.mark.parametrize(
    ("reason", "message"),
    [
        ("x" * 301, "Ensure this value has at most 300 characters (it has 301)."),
        ("a\x00b", "Null characters are not allowed."),
    ],
)
def test_invalid_reason_is_reported_at_its_field(desk, bakery, reason, message):
    answer = confirm(desk, upload(desk, Posting, make_csv({})), reason=reason)

    assert answer.status_code == 200
    assert answer.context["form"].errors == {"reason": [message]}
    assert reason in answer.content.decode()
    assert not Posting.objects.exists()
    confirm(desk, answer, reason="x" * 300)
    assert Posting.objects.get().decisions.first().reason == "x" * 300


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_export_has_the_rows_of_the_filtered_list(desk, bakery, kind):
    tag = make_tag()
    for number in range(60):
        make_posting(f"Job {number}", team=bakery, reference=f"J-{number:02}", level="mid" if number % 2 else "lead")
    make_posting("Other", team=bakery, reference="O-1", level="mid", tags=(tag,))

    def exported(query):
        answer = desk.get(f"{admin_page_url(Posting, 'export', kind)}{query}")
        assert answer["Content-Disposition"].startswith('attachment; filename="postings-')
        return list(read(read_download(answer), PostingResource.known_columns()).records["reference"])

    assert exported("?level__exact=mid&q=job") == [f"J-{number:02}" for number in range(1, 60, 2)]
    assert len(exported("")) == 61
    for query in ("team__id__exact=x", "team__id__exact=999999", "status=never", "nonsense=1"):
        # Never a file of all rows instead.
        assert desk.get(f"{admin_page_url(Posting, 'export', kind)}?{query}").url == changelist_url(Posting)
    assert desk.get(admin_page_url(Posting, "export", "pdf")).status_code == 404


def test_export_of_too_long_text_names_the_postings_and_offers_csv(desk, bakery):
    for number in range(3):
        posting = make_posting(f"Job {number}", team=bakery, reference=f"J-{number}", sections=0)
        text = f"<p>{'x' * (40_000 if number else 40)}</p>"
        posting.sections.create(heading="Long", body=text)
    answers = [
        desk.get(f"{admin_page_url(Posting, 'export', 'xlsx')}?q=job"),
        desk.post(changelist_url(Posting), {"action": "export_xlsx", "_selected_action": [posting.pk]}),
    ]

    assert answers[0].url == f"{changelist_url(Posting)}?q=job"
    assert read_messages(desk.get(answers[1].url)) == [
        f"Nothing was exported. The description of {names} has more than 32,767 characters, which a workbook cannot "
        "hold. Choose CSV instead: it holds texts of any length."
        for names in ("J-1, J-2", "J-2")
    ]
    assert read_download(desk.get(admin_page_url(Posting, "export", "csv"))).count(b"x" * 40_000) == 2


def test_action_exports_selected_rows(desk, bakery):
    selected, _other = make_posting("One", team=bakery), make_posting("Two", team=bakery)
    answer = desk.post(changelist_url(Posting), {"action": "export_csv", "_selected_action": [selected.pk]})

    lines = read_download(answer).decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["reference", selected.reference]


def test_import_needs_the_permission_to_change(client, employer):
    viewer = make_user("vera")
    viewer.user_permissions.set(Permission.objects.filter(codename__in=["view_posting", "every_team"]))
    client.force_login(viewer)

    assert client.get(admin_page_url(Posting, "import")).status_code == 403
    assert client.post(admin_page_url(Posting, "import")).status_code == 403
    assert client.get(admin_page_url(Posting, "preview", "x")).status_code == 403
    assert read_download(client.get(admin_page_url(Posting, "export", "csv"))).count(b"\r\n") == 1
    assert "Import" not in client.get(changelist_url(Posting)).content.decode()


def test_unreadable_file_is_refused(desk, bakery):
    answer = upload(desk, Posting, b"\xff")
    assert answer.context["form"].errors["file"] == [
        "One of the first lines must name the columns. Missing: reference, title, team. Unknown: ÿ."
    ]
    assert desk.post(admin_page_url(Posting, "import"), {}).context["form"].errors["file"] == ["Choose a file."]


def test_too_many_rows_or_bytes_are_refused(desk, bakery, monkeypatch):
    monkeypatch.setattr("teams.spreadsheets.uploads.forms.MAX_ROWS", 1)
    answer = upload(desk, Posting, make_csv({}, {}))
    assert answer.context["form"].errors["file"] == [
        "There are more than 1 rows; that many can be imported at once. Split the file."
    ]
    monkeypatch.setattr("teams.spreadsheets.uploads.forms.MAX_BYTES", 10)
    answer = upload(desk, Posting, make_csv({}))
    assert answer.context["form"].errors["file"] == ["This file is larger than 20 MB. Split it into several."]


def test_xlsx_file_is_imported(desk, bakery):
    content = make_file(PostingResource, RECORD, file_format="xlsx")
    confirm(desk, upload(desk, Posting, content, "rows.xlsx"))
    assert Posting.objects.get().title == "Baker"
    assert upload(desk, Posting, content, "rows.xlsx").context["nothing_to_do"]
