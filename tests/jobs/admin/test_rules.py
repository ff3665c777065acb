"""Place rules at the desk: who may change them, and their list."""

import re

import pytest
from django.test import Client

from jobs.models import PlaceRule
from tests.desk import change_url, changelist_url, get_error_messages, make_user, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pay_rule")]


def test_place_rules_are_changed_by_editors_only(desk: Client, pay_rule: PlaceRule) -> None:
    words = {"country": "CA", "region": "Québec", "requires_pay": "on", "note": "By law."}
    assert send(desk, "/admin/jobs/placerule/add/", **words).status_code == 302
    assert PlaceRule.objects.get(country="CA").region == "Québec"
    response = send(desk, "/admin/jobs/placerule/add/", **words)
    assert get_error_messages(response) == ["This place has a rule already. Change that one."]
    for amount in ({"widest_range": "50000"}, {"exempt_above": "200000"}):
        response = send(desk, change_url(pay_rule), **amount)
        assert get_error_messages(response) == ["Say in which currency the amounts are: CAD."]
    assert desk.get(change_url(pay_rule).replace("change", "history")).status_code == 200
    recruiter = Client()
    recruiter.force_login(make_user("kim", "Recruiter"))
    for address in (changelist_url(PlaceRule), change_url(pay_rule), "/admin/jobs/placerule/add/"):
        assert recruiter.get(address).status_code == 403


def test_list_of_place_rules_shows_their_requirements(desk: Client, pay_rule: PlaceRule) -> None:
    PlaceRule.objects.create(
        country="CA",
        region="ON, Ontario",
        requires_pay=True,
        requires_range=True,
        widest_range=50000,
        currency="CAD",
        requires_closing_date=True,
        is_blocking=True,
    )
    PlaceRule.objects.create(country="DE")
    response = desk.get(changelist_url(PlaceRule))
    page = response.content.decode()
    assert re.findall(r'class="field-asks">(.*?)</td>', page) == [
        "Pay, both ends of it, a range of at most 50,000 CAD a year and a closing date",
        "Nothing",
        "Pay",
    ]
    assert re.findall(r"badge-\w+\">(Warns|Blocks)<", page) == ["Blocks", "Warns", "Warns"]
    assert "ON, Ontario, Canada" in page
