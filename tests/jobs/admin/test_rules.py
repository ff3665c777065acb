"""Place rules at the desk: who may change them, their list, and how findings show them."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.test import Client

from jobs.models import PlaceRule, Posting
from jobs.publishing import check_results
from teams.models import Employer
from tests.desk import change_url, changelist_url, get_error_messages, make_user, send
from tests.factories import make_employer, make_location

from ..publishing.drafts import make_fit
from ..transitions import open_confirmation
from .warnings import make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pay_rule")]

ADD = "/admin/jobs/placerule/add/"


def test_place_rules_are_changed_by_editors_only(desk: Client, pay_rule: PlaceRule) -> None:
    words = {"country": "CA", "region": "Québec", "requires_pay": "on", "source": "By law."}
    assert send(desk, ADD, **words).status_code == 302
    assert PlaceRule.objects.get(country="CA").region == "Québec"
    response = send(desk, ADD, **words)
    assert get_error_messages(response) == [
        "This place has a rule without a day already. Change that one, or say from which day this one is in force."
    ]
    words["in_force_from"] = "2027-01-01"
    assert send(desk, ADD, **words).status_code == 302
    response = send(desk, ADD, **words)
    assert get_error_messages(response) == ["This place has a rule from this day already. Change that one."]
    for amount in ({"widest_range": "50000"}, {"exempt_above": "200000"}):
        response = send(desk, change_url(pay_rule), **amount)
        assert get_error_messages(response) == ["Say in which currency the amounts are: CAD."]
    assert desk.get(change_url(pay_rule).replace("change", "history")).status_code == 200
    recruiter = Client()
    recruiter.force_login(make_user("kim", "Recruiter"))
    for address in (changelist_url(PlaceRule), change_url(pay_rule), ADD):
        assert recruiter.get(address).status_code == 403


@pytest.mark.parametrize("number", ["-1", "10000001", "2147483648", "99999999999999999999", "1e3", "many"])
def test_wrong_number_of_employees_is_an_error_and_not_a_failure(
    desk: Client, pay_rule: PlaceRule, number: str
) -> None:
    assert len(get_error_messages(send(desk, change_url(pay_rule), employees_from=number))) == 1
    employer = Employer.objects.get()
    assert len(get_error_messages(send(desk, change_url(employer), employees=number))) == 1


def test_list_of_place_rules_shows_their_requirements(desk: Client, pay_rule: PlaceRule) -> None:
    PlaceRule.objects.create(
        country="CA",
        region="ON, Ontario",
        in_force_from=dt.date(2026, 1, 1),
        employees_from=25,
        requires_pay=True,
        requires_range=True,
        widest_range=50000,
        currency="CAD",
        requires_closing_date=True,
        also_asks="Say whether the vacancy exists.",
        is_blocking=True,
    )
    PlaceRule.objects.create(country="DE", is_active=False, requires_pay=True, may_tell_pay_later=True)
    PlaceRule.objects.create(country="EU", employees_from=50)
    response = desk.get(changelist_url(PlaceRule))
    page = response.content.decode()
    assert re.findall(r'class="field-asks">(.*?)</td>', page) == [
        "Pay, both ends of it, a range of at most 50,000 CAD a year, a closing date and more that is not checked",
        "Pay before the interview",
        "Nothing",
        "Pay",
    ]
    assert re.findall(r'class="field-applies">(.*?)</td>', page) == [
        "From 1 January 2026, from 25 employees",
        "Day not known",
        "From 50 employees",
        "Always",
    ]
    assert re.findall(r"badge-\w+\">(Warns|Blocks|Off)<", page) == ["Blocks", "Off", "Warns", "Warns"]
    assert "ON, Ontario, Canada" in page
    assert "European Union" in page


def get_findings(desk: Client, posting: Any) -> list[tuple[str, str, str]]:
    """Severity, basis and address of each finding that stands above the form."""
    context = desk.get(change_url(posting)).context
    lines = [*context["violations"], *context["notes"]]
    return [(line.severity, line.basis, line.address) for line in lines if line.basis]


def test_findings_are_shown_with_their_severity_and_no_advice(desk: Client, pay_rule: PlaceRule) -> None:
    posting = make_draft()
    PlaceRule.objects.update(also_asks="Describe the benefits.", read_on=dt.date(2026, 11, 26))
    basis = "Not legal advice. Read on 26 November 2026."
    assert get_findings(desk, posting) == [("Warning", basis, "#id_pay_minimum"), ("Note", basis, "")]
    PlaceRule.objects.update(may_tell_pay_later=True)
    assert get_findings(desk, posting) == [("Note", basis, "#id_pay_minimum"), ("Note", basis, "")]
    PlaceRule.objects.update(may_tell_pay_later=False, is_blocking=True)
    assert get_findings(desk, posting)[0] == ("Required", basis, "#id_pay_minimum")
    PlaceRule.objects.update(is_active=False)
    assert get_findings(desk, posting) == []
    page = desk.get(change_url(posting)).content.decode()
    assert "Not legal advice" not in page


def test_more_than_two_notes_are_folded(desk: Client, pay_rule: PlaceRule) -> None:
    posting = make_draft()
    folded = []
    for number in (1, 2, 3):
        day = dt.date(2020, 1, number)
        PlaceRule.objects.create(country="US", region="Colorado", in_force_from=day, also_asks=f"Duty {number}.")
        page = desk.get(change_url(posting)).content.decode()
        assert page.count("Duty") == number
        folded += re.findall(r'<details class="notes"( open)?>\s*<summary>(.*?)</summary>', page)
    assert folded == [(" open", "1 note on places"), (" open", "2 notes on places"), ("", "3 notes on places")]


def test_notes_need_no_reason_and_are_told_before_publishing(desk: Client, pay_rule: PlaceRule) -> None:
    PlaceRule.objects.update(requires_pay=False, also_asks="Describe the benefits.")
    posting = make_draft(pay_minimum=1, pay_maximum=2, pay_currency="EUR", pay_period="hour")
    page = open_confirmation(desk, "publish", posting).text
    assert re.findall(r'<details class="step-notes" open>\s*<summary>(.*?)</summary>', page) == ["1 note on places"]
    note = "Colorado asks for more, which is not checked here. Describe the benefits. By law. Not legal advice."
    assert f"<li>{note}</li>" in page
    response = send(desk, change_url(posting), why="", published_from_0="2026-03-01")
    assert response.status_code == 302
    assert check_results.filter_failing(type(posting).objects.all()).count() == 0


def test_stored_results_are_checked_again_when_a_rule_comes_into_force(pay_rule: PlaceRule) -> None:
    make_employer(time_zone="UTC")
    place = make_location("Denver", region="Colorado", country="US", time_zone="America/Denver")
    make_fit(locations=(place,), published_from=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    PlaceRule.objects.update(in_force_from=dt.date(2027, 1, 1), requires_closing_date=True)
    # The day begins at 07:00 UTC in Denver.
    moments = ["2026-12-20T12:00+00:00", "2026-12-21T12:00+00:00", "2027-01-01T06:59+00:00", "2027-01-01T07:00+00:00"]
    digests, failing = [], []
    for moment in moments:
        with time_machine.travel(dt.datetime.fromisoformat(moment), tick=False):
            digests.append(check_results.get_context_digest())
            check_results.refresh(Posting.objects.all())
            failing.append(check_results.filter_failing(Posting.objects.all()).count())
    assert failing == [0, 0, 0, 1]
    assert digests[0] == digests[1]
    assert digests[1] != digests[2] != digests[3]
