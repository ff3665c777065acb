"""Several postings in a list, a spreadsheet and an import, by mouse and by keyboard."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from jobs.models import Posting
from tests.factories import make_posting

from .window import Desk, posting_fields

pytestmark = pytest.mark.django_db(transaction=True)


def test_recruiter_closes_exports_and_imports_several_postings(desk: Desk, tmp_path: Path) -> None:
    for title in ("Engineer", "Designer", "Writer"):
        make_posting(title, reference=f"KW-{title}", **posting_fields())
    page, device = desk.page, desk.device
    page.goto("/admin/jobs/posting/")
    for title in ("Engineer", "Writer"):
        device.tick(page.get_by_role("row", name=re.compile(f"^.*{title}")).get_by_role("checkbox"))
    device.choose(page.get_by_role("combobox").first, "Close …")
    desk.send("Go", "close-many")
    device.tick(page.get_by_label("Paused"))
    desk.send(re.compile("^Close"), "closed-many")
    desk.expect_message("Closed 2 postings.")
    assert sorted(Posting.objects.closed().values_list("title", flat=True)) == ["Engineer", "Writer"]

    with page.expect_download() as download:
        device.press(desk.link("Export as CSV"))
    file = tmp_path / "postings.csv"
    download.value.save_as(file)
    text = file.read_text(encoding="utf-8-sig")
    assert ("KW-Engineer" in text, "Foreign" in text) == (True, False)

    desk.follow("Import", "import")
    device.choose_file(page.locator("#id_file"), file)
    desk.send("Preview", "import-unchanged")
    expect(page.locator(".totals")).to_contain_text("3 unchanged")
    file.write_text(text.replace("Designer", "Lead designer").replace("KW-Writer", ""), encoding="utf-8")
    desk.follow("Import", "import-again")
    device.choose_file(page.locator("#id_file"), file)
    desk.send("Preview", "import-with-a-bad-row")
    expect(page.locator(".faults")).to_contain_text("reference")
    assert not Posting.objects.filter(title="Lead designer").exists()
    file.write_text(text.replace("Designer", "Lead designer"), encoding="utf-8")
    page.goto("/admin/jobs/posting/import/")
    device.choose_file(page.locator("#id_file"), file)
    desk.send("Preview", "import-with-a-change")
    if page.get_by_label("Why import anyway?").count():
        device.write(page.get_by_label("Why import anyway?"), "Because.")
    desk.send(re.compile("^Import"), "imported")
    assert Posting.objects.filter(title="Lead designer").count() == 1
