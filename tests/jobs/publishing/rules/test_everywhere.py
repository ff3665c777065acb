"""Every way of publishing runs the check: form, action, import and the demo's loader."""

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client

from careers.management.commands import load_demo
from jobs.models import Decision, PlaceRule, Posting
from jobs.publishing import check
from jobs.spreadsheets.resources import PostingResource
from teams.spreadsheets.preview import ImportNeedsReason
from teams.spreadsheets.spreadsheet import read
from tests.desk import change_url, make_recruiter, send
from tests.factories import make_location, make_posting
from tests.jobs.spreadsheets.files import make_csv
from tests.jobs.transitions import open_confirmation, submit

pytestmark = pytest.mark.django_db

PORTUGAL = "No pay is stated, and Portugal asks for it. Give both amounts. By law."
ADVICE = " Not legal advice."


@pytest.fixture(autouse=True)
def rule_of_portugal(db: None) -> PlaceRule:
    """The only place rule."""
    PlaceRule.objects.all().delete()
    return PlaceRule.objects.create(country="PT", requires_pay=True, source="By law.")


def make_sheet(**cells: str) -> Any:
    return read(make_csv({"employment_types": "full-time"} | cells), PostingResource.known_columns())


def import_row(reason: str = "", user: Any = None, dry_run: bool = False, **cells: str) -> PostingResource:
    """Import one row, creating missing teams, places and tags."""
    sheet = make_sheet(**cells)
    resource = PostingResource(PostingResource.creatable, sheet.lines, user, reason=reason)
    resource.outcome = resource.import_data(sheet.records, dry_run=dry_run)  # type: ignore[attr-defined]
    return resource


def get_decisions() -> list[tuple[str, str, str, Any]]:
    return [(item.rule, item.message, item.reason, item.decided_by) for item in Decision.objects.order_by("id")]


def test_import_lists_warnings_by_line_and_needs_a_reason() -> None:
    preview = import_row(dry_run=True)
    assert [(item.line, item.column, item.reason) for item in preview.warnings] == [(2, "pay_min", PORTUGAL + ADVICE)]
    assert not Posting.objects.exists()
    with pytest.raises(ImportNeedsReason):
        import_row()
    with pytest.raises(ImportNeedsReason):
        import_row(reason=" \n")
    assert not Posting.objects.exists()
    assert get_decisions() == []


def test_import_logs_who_decided_and_why() -> None:
    robin = make_recruiter()
    import_row(reason=" Pay follows. ", user=robin)
    assert get_decisions() == [("place-pay", PORTUGAL, "Pay follows.", robin)]
    assert Decision.objects.get().posting == Posting.objects.get()


def test_import_asks_about_changed_undecided_warnings() -> None:
    import_row(reason="Pay follows.")
    assert import_row().warnings == []
    assert import_row(title="Head baker").warnings == []
    with pytest.raises(ImportNeedsReason):
        import_row(title="BAKER")
    again = import_row(title="BAKER", reason="She is loud.")
    assert [(item.line, item.column) for item in again.warnings] == [(2, "title")]
    assert [(rule, reason, who) for rule, _message, reason, who in get_decisions()] == [
        ("place-pay", "Pay follows.", None),
        ("title-shouting", "She is loud.", None),
    ]


def test_import_asks_nothing_about_unchanged_postings() -> None:
    import_row(reason="Pay follows.")
    Decision.objects.all().delete()
    assert import_row().warnings == []
    with pytest.raises(ImportNeedsReason):
        import_row(title="Head baker")


def test_import_of_a_draft_asks_nothing() -> None:
    assert import_row(published_from="", title="BAKER").warnings == []
    assert Posting.objects.get().status() == "draft"


def test_import_refuses_postings_that_a_place_rule_blocks() -> None:
    PlaceRule.objects.filter(country="PT").update(is_blocking=True, requires_closing_date=True)
    resource = import_row(reason="All the same.")
    assert [(item.column, item.reason) for item in resource.faults(resource.outcome)] == [  # type: ignore[attr-defined]
        (
            "closes_at",
            PORTUGAL.replace(
                "No pay is stated, and Portugal asks for it. Give both amounts.",
                "No closing date is set, and Portugal asks for one. Say until when one may apply.",
            )
            + ADVICE,
        ),
        ("pay_min", PORTUGAL + ADVICE),
    ]
    assert not Posting.objects.exists()
    assert get_decisions() == []


def test_import_refuses_a_reason_that_is_too_long() -> None:
    resource = import_row(reason="a" * 301)
    assert "at most 300 characters" in str(resource.outcome.base_errors[0].error)  # type: ignore[attr-defined]
    assert not Posting.objects.exists()


def test_form_and_action_ask_for_a_reason(desk: Client) -> None:
    posting = make_posting(published_from=None, locations=(make_location(),), employment_types=("full-time",))
    assert send(desk, change_url(posting), why="", published_from_0="2026-03-01").status_code == 200
    refused = submit(desk, open_confirmation(desk, "publish", posting))
    assert "Portugal asks" in refused.text
    assert "why" in refused.context["form"].errors
    posting.refresh_from_db()
    assert posting.published_from is None


@pytest.fixture
def fixture(monkeypatch: pytest.MonkeyPatch, tmp_path: Any, settings: Any) -> Any:
    """Return a function that changes fields of one posting of the demo and loads the demo with it alone."""
    settings.DEMO = True
    records = json.loads((load_demo.FIXTURES / "demo.json").read_text(encoding="utf-8"))
    [posting] = [item for item in records if item["fields"].get("title") == "Frontend Engineer, Checkout"]
    own = {"teams.team": "slug", "jobs.location": "slug", "teams.employer": "", "jobs.tag": "slug"}
    rows = [item for item in records if item["model"] in own]
    rows.append(posting)
    rows += [item for item in records if item["fields"].get("posting") == [posting["fields"]["reference"]]]
    for item in rows:
        for name in ("image", "logo", "logo_dark", "logo_square", "social_image", "photo"):
            item["fields"].pop(name, None)
            item["fields"].pop(f"{name}_alt", None)

    def load(**fields: Any) -> Posting:
        posting["fields"].update(fields)
        (tmp_path / "demo.json").write_text(json.dumps(rows), encoding="utf-8")
        call_command("load_demo")
        return Posting.objects.get()

    monkeypatch.setattr(load_demo, "FIXTURES", tmp_path)
    return load


def test_demo_loader_gives_a_reason_for_warnings(fixture: Any) -> None:
    PlaceRule.objects.update(country="DE")
    posting = fixture(pay_minimum=None, pay_maximum=None)
    assert posting.is_open()
    assert [(rule, reason, who) for rule, _message, reason, who in get_decisions()] == [
        ("place-pay", load_demo.PUBLISHING_REASON, None)
    ]
    assert check.check_postings([posting], include_decided=False) == {posting.pk: []}


def test_demo_loader_refuses_blocking_violations(fixture: Any) -> None:
    with pytest.raises(ValidationError, match="Say how to apply"):
        fixture(apply_url="", apply_email="")
    assert not Posting.objects.exists()
