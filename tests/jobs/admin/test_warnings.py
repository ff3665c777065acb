"""Warnings on the form of a posting: they need a reason, are logged, and link to their fields."""

import datetime as dt
import re

import pytest
from django.test import Client

from jobs.models import Decision, PlaceRule, Posting
from tests.desk import change_url, get_error_messages, get_form_data, send
from tests.factories import days, make_posting, make_team

from .warnings import (
    ADVICE,
    NO_PAY,
    PUBLISH,
    SHOUTED,
    logged_decisions,
    make_draft,
    resubmit,
    save_with_warnings,
    shown_warnings,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pay_rule")]

NO_TYPE = "No employment type is chosen, and search engines filter by it. Choose one: full time, part time …"
PLACEHOLDER = "A placeholder is left (“TBD”). Write what is meant, or take it out."
FIX = "Fix the warnings, or give a reason to publish anyway."
NEW = "There are new warnings. Give a reason that covers them too."
PAID = {"pay_minimum": "1", "pay_maximum": "2", "pay_currency": "EUR", "pay_period": "hour"}


def test_warnings_require_a_reason_and_nothing_is_saved(desk: Client, draft: Posting) -> None:
    before = draft.history.count()
    response = save_with_warnings(desk, draft, **PUBLISH, title="ENGINEER", pay_note="and a kite")
    assert shown_warnings(response) == [(NO_PAY, False), (SHOUTED, False)]
    assert get_error_messages(response) == [FIX]
    page = response.content.decode()
    assert "Not saved yet: 2 warnings" in page
    assert "only-warnings" in page
    assert "Nothing is saved yet." in page
    for typed in ("ENGINEER", "and a kite", "2026-03-01", "09:00"):
        assert f'value="{typed}"' in page
    draft.refresh_from_db()
    assert (draft.published_from, draft.title, draft.history.count()) == (None, "Backend engineer", before)
    assert logged_decisions() == []


def test_every_warning_links_to_its_field(desk: Client) -> None:
    posting = make_draft(employment_types=(), workplace="remote")
    response = save_with_warnings(
        desk, posting, **PUBLISH, title="ENGINEER", pay_note="TBD", sections__0__body="<p>TBD and <a>no</a></p>"
    )
    page = response.content.decode()
    links = re.findall(r'<a href="#([^"]*)">Fix<', page)
    assert set(links) == {
        "id_title",
        "id_pay_minimum",
        "id_pay_note",
        "id_employment_types_0",
        "id_remote_countries_0",
        "sections-group",
    }
    assert all(f'id="{link}"' in page for link in links)


def test_publishing_with_warnings_is_logged_with_user_and_reason(desk: Client, draft: Posting) -> None:
    response = resubmit(
        desk, save_with_warnings(desk, draft, **PUBLISH, title="ENGINEER"), draft, reason="  The candidate knows.  "
    )
    assert response.status_code == 302, get_error_messages(response)
    draft.refresh_from_db()
    assert (draft.title, draft.published_from) == ("ENGINEER", dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC))
    assert logged_decisions() == [
        ("place-pay", NO_PAY, "The candidate knows.", "robin"),
        ("title-shouting", SHOUTED, "The candidate knows.", "robin"),
    ]


def test_new_posting_with_warnings_requires_a_reason_and_is_logged(desk: Client, draft: Posting) -> None:
    words = {
        "title": "Cook",
        "reference": "R-9",
        "team": make_team().pk,
        "locations": [draft.locations.get().pk],
        "apply_email": "jobs@kitewell.example",
        "employment_types": ["full-time"],
        "sections__0__heading": "Your work",
        "sections__0__body": "<p>You cook.</p>",
        "sections__TOTAL_FORMS": "1",
        **PUBLISH,
    }
    address = "/admin/jobs/posting/add/"
    assert shown_warnings(send(desk, address, why="", **words)) == [(NO_PAY, False)]
    assert not Posting.objects.filter(reference="R-9").exists()
    assert send(desk, address, why="Pay follows.", **words).status_code == 302
    assert [(row.posting.title, row.reason) for row in Decision.objects.all()] == [("Cook", "Pay follows.")]


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_blank_reason_is_refused(desk: Client, draft: Posting, reason: str) -> None:
    response = resubmit(desk, save_with_warnings(desk, draft, **PUBLISH), draft, reason=reason)
    assert get_error_messages(response) == [FIX]
    assert logged_decisions() == []


def test_too_long_reason_is_refused(desk: Client, draft: Posting) -> None:
    first = save_with_warnings(desk, draft, **PUBLISH)
    response = resubmit(desk, first, draft, reason="a" * 301)
    assert "at most 300 characters" in " ".join(get_error_messages(response))
    assert shown_warnings(response) == [(NO_PAY, False)]
    assert "a" * 301 in response.content.decode()
    assert resubmit(desk, first, draft, reason="a" * 300).status_code == 302


def test_new_warnings_require_the_reason_again(desk: Client, draft: Posting) -> None:
    response = resubmit(
        desk, save_with_warnings(desk, draft, **PUBLISH), draft, reason="Pay follows.", title="ENGINEER"
    )
    assert shown_warnings(response) == [(NO_PAY, False), (SHOUTED, True)]
    assert get_error_messages(response) == [NEW]
    assert ">\nPay follows.</textarea>" in response.content.decode()
    assert logged_decisions() == []
    assert resubmit(desk, response, draft).status_code == 302
    assert {(row[0], row[2]) for row in logged_decisions()} == {
        ("place-pay", "Pay follows."),
        ("title-shouting", "Pay follows."),
    }


def test_reason_sent_before_warnings_were_shown_is_ignored(desk: Client, draft: Posting) -> None:
    data = get_form_data(desk, change_url(draft)) | PUBLISH
    response = desk.post(change_url(draft), data | {"reason": "Whatever.", "_save": "Save"})
    assert get_error_messages(response) == [FIX]
    assert "Whatever." in response.content.decode()


def test_fixed_warning_is_not_logged(desk: Client, draft: Posting) -> None:
    response = save_with_warnings(desk, draft, **PUBLISH, title="ENGINEER")
    assert resubmit(desk, response, draft, title="Engineer", reason="Pay follows.").status_code == 302
    assert [row[0] for row in logged_decisions()] == ["place-pay"]


def test_fixing_all_warnings_needs_no_reason(desk: Client, draft: Posting) -> None:
    response = save_with_warnings(desk, draft, **PUBLISH)
    assert resubmit(desk, response, draft, **PAID).status_code == 302
    assert logged_decisions() == []


def test_blocking_violation_is_an_error_of_its_field_and_hides_warnings(desk: Client, draft: Posting) -> None:
    response = save_with_warnings(desk, draft, **PUBLISH, apply_url="")
    assert set(response.context["adminform"].form.errors) == {"apply_url"}
    assert shown_warnings(response) == []
    assert 'name="reason"' not in response.content.decode()
    assert "only-warnings" not in response.content.decode()


def test_blocking_place_rule_is_an_error_of_its_field(desk: Client, draft: Posting, pay_rule: PlaceRule) -> None:
    PlaceRule.objects.update(is_blocking=True)
    response = save_with_warnings(desk, draft, **PUBLISH, title="ENGINEER")
    assert response.context["adminform"].form.errors == {"pay_minimum": [NO_PAY + ADVICE]}
    assert shown_warnings(response) == []


def test_invalid_field_shows_one_error(desk: Client, draft: Posting) -> None:
    PlaceRule.objects.update(is_blocking=True)
    response = save_with_warnings(desk, draft, **PUBLISH, pay_minimum="many")
    [message] = get_error_messages(response)
    assert message.startswith("“many” is not an amount.")


def test_no_reason_is_required_while_sections_are_missing(desk: Client, draft: Posting) -> None:
    response = save_with_warnings(desk, draft, **PUBLISH, sections__0__DELETE="on")
    assert get_error_messages(response) == ["Write at least one section before publishing: what is the job?"]
    assert shown_warnings(response) == []


@pytest.mark.parametrize("wrong", [{"apply_url": ""}, {"pay_minimum": "many"}, {"sections__0__body": ""}])
def test_reason_is_kept_when_another_field_is_invalid(desk: Client, draft: Posting, wrong: dict[str, str]) -> None:
    first = save_with_warnings(desk, draft, **PUBLISH)
    response = resubmit(desk, first, draft, reason="Pay follows.", **wrong)
    assert response.status_code == 200
    assert ">\nPay follows.</textarea>" in response.content.decode()
    assert FIX not in get_error_messages(response)
    assert shown_warnings(response) == [(NO_PAY, False)]
    assert logged_decisions() == []
    right = {"apply_url": "https://k.example/1", "pay_minimum": "", "sections__0__body": "<p>Cook.</p>"}
    assert resubmit(desk, response, draft, **{name: right[name] for name in wrong}).status_code == 302
    assert [row[2] for row in logged_decisions()] == ["Pay follows."]


@pytest.mark.parametrize("published_from", [days(-1), days(1)])
def test_published_posting_requires_a_reason_for_new_warnings_only(desk: Client, published_from: dt.datetime) -> None:
    posting = make_draft(published_from=published_from)
    response = save_with_warnings(desk, posting, pay_note="and a kite")
    assert resubmit(desk, response, posting, reason="Pay follows.").status_code == 302
    assert send(desk, change_url(posting), why="", pay_note="and two kites").status_code == 302
    response = save_with_warnings(desk, posting, sections__0__body="<p>TBD</p>")
    assert shown_warnings(response) == [(PLACEHOLDER, False)]
    assert resubmit(desk, response, posting, reason="It is a joke.").status_code == 302
    assert [(row[0], row[2]) for row in logged_decisions()] == [
        ("place-pay", "Pay follows."),
        ("placeholder", "It is a joke."),
    ]


def test_decision_applies_to_one_posting_only(desk: Client, draft: Posting) -> None:
    Decision.objects.create(posting=make_posting(), rule="place-pay", message=NO_PAY, reason="Pay follows.")
    assert shown_warnings(save_with_warnings(desk, draft, **PUBLISH)) == [(NO_PAY, False)]


def test_draft_is_saved_without_a_reason(desk: Client, draft: Posting) -> None:
    assert send(desk, change_url(draft), why="", title="ENGINEER", apply_url="").status_code == 302
    assert logged_decisions() == []


def test_restoring_a_version_with_warnings_requires_a_reason(desk: Client, draft: Posting) -> None:
    Posting.objects.filter(pk=draft.pk).update(published_from=days(-1))
    draft.refresh_from_db()
    draft.save()
    version = draft.history.first().pk
    address = change_url(draft).replace("change", f"history/{version}")
    response = send(desk, address, why="", title="Earlier engineer")
    assert shown_warnings(response) == [(NO_PAY, False)]
    draft.refresh_from_db()
    assert draft.title == "Backend engineer"
    assert send(desk, address, why="Pay follows.", title="Earlier engineer").status_code == 302
    draft.refresh_from_db()
    assert draft.title == "Earlier engineer"
    assert [(row[0], row[2], row[3]) for row in logged_decisions()] == [("place-pay", "Pay follows.", "robin")]


def test_restored_version_is_checked_with_its_own_sections(desk: Client) -> None:
    posting = make_draft(published_from=days(-1), **{**PAID, "pay_minimum": 1, "pay_maximum": 2})
    section = posting.sections.get()
    section.body = "<p>TBD</p>"
    section.save()
    version = posting.history.first().pk
    posting.save()
    section.body = "<p>You draw maps.</p>"
    section.save()
    address = change_url(posting).replace("change", f"history/{version}")
    assert shown_warnings(send(desk, address, why="")) == [(PLACEHOLDER, False)]


def test_deleted_and_empty_rows_are_not_checked(desk: Client) -> None:
    posting = make_draft(pay_minimum=1, pay_maximum=2, pay_currency="EUR", pay_period="hour", sections=2)
    posting.sections.filter(heading="Part 2").update(body="<p>TBD</p>")
    assert shown_warnings(save_with_warnings(desk, posting, **PUBLISH)) == [(PLACEHOLDER, False)]
    assert send(desk, change_url(posting), why="", **PUBLISH, sections__1__DELETE="on").status_code == 302


def test_sanitized_text_is_checked(desk: Client) -> None:
    posting = make_draft(pay_minimum=1, pay_maximum=2, pay_currency="EUR", pay_period="hour")
    response = save_with_warnings(
        desk, posting, **PUBLISH, sections__0__body='<p>See <a href="javascript:alert(1)">us</a>.</p>'
    )
    assert [message[:29] for message, _new in shown_warnings(response)] == ["The link “us” leads nowhere. "]


def test_message_with_markup_is_escaped(desk: Client, draft: Posting) -> None:
    response = save_with_warnings(desk, draft, **PUBLISH, title="Cook {<script>alert(1)</script>}!")
    assert "<script>alert(1)" not in response.content.decode()
    assert (
        resubmit(desk, response, draft, reason='"><script>alert(2)</script>', apply_url="")
        .content.decode()
        .count("<script>alert")
        == 0
    )
