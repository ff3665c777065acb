"""Two users edit data without history at the same time: recruiters of a team, exchange rates."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from teams.models import Employer, ExchangeRate
from tests.desk import FormReader, change_url, get_error_messages, get_form_data, make_user
from tests.factories import make_team

pytestmark = pytest.mark.django_db


def get_recruiters(team: Any) -> set[str]:
    return {user.username for user in team.recruiters.all()}


def test_recruiters_added_and_removed_by_two_users_are_merged(desk: Client) -> None:
    team = make_team()
    ann, ben, cem, dot = (make_user(name, "Recruiter") for name in ("ann", "ben", "cem", "dot"))
    team.recruiters.set([ann, ben])
    data = get_form_data(desk, change_url(team))
    # Someone else removes Ann and adds Cem. This form removes Ben and adds Dot.
    team.recruiters.set([ben, cem])

    response = desk.post(change_url(team), data | {"recruiters": [ann.pk, dot.pk], "_save": "Save"})

    assert response.status_code == 302
    assert get_recruiters(team) == {"cem", "dot"}


def test_added_recruiters_survive_an_error_in_the_form(desk: Client) -> None:
    team, ann, ben = make_team(), make_user("ann", "Recruiter"), make_user("ben", "Recruiter")
    data = get_form_data(desk, change_url(team))
    team.recruiters.add(ben)
    response = desk.post(change_url(team), data | {"recruiters": [ann.pk], "name": "", "_save": "Save"})
    assert get_error_messages(response) == ["This field is required."]
    reader = FormReader()
    reader.feed(response.text)
    assert reader.data["recruiters"] == [str(ann.pk)]

    response = desk.post(change_url(team), reader.data | {"name": "Kites", "_save": "Save"})

    assert response.status_code == 302
    assert get_recruiters(team) == {"ann", "ben"}


def test_recruiters_that_the_form_does_not_offer_stay(desk: Client) -> None:
    team, gone = make_team(), make_user("gone", "Recruiter", is_active=False)
    team.recruiters.add(gone)

    data = get_form_data(desk, change_url(team))
    assert desk.post(change_url(team), data | {"name": "Kites", "_save": "Save"}).status_code == 302

    assert get_recruiters(team) == {"gone"}


@pytest.mark.parametrize("initial", ["9" * 30, "x", "", "-1", "\x00"])
def test_invalid_initial_value_is_ignored(desk: Client, initial: str) -> None:
    team, ann = make_team(), make_user("ann", "Recruiter")
    data = get_form_data(desk, change_url(team)) | {"initial-recruiters": [initial], "recruiters": [ann.pk]}
    assert desk.post(change_url(team), data | {"_save": "Save"}).status_code == 302
    assert get_recruiters(team) == {"ann"}


def test_unchanged_exchange_rate_does_not_overwrite_a_new_one(desk: Client, employer: Employer) -> None:
    for currency in ("SEK", "USD"):
        ExchangeRate.objects.create(employer=employer, currency=currency, rate="0.9", date="2026-05-03")
    data = get_form_data(desk, change_url(employer))
    ExchangeRate.objects.filter(currency="SEK").update(rate="0.1", date="2026-06-04")

    rows = {"exchange_rates-0-date": "2026-07-05", "exchange_rates-1-rate": "0.95"}
    assert desk.post(change_url(employer), data | rows | {"_save": "Save"}).status_code == 302

    assert set(ExchangeRate.objects.values_list("currency", "rate", "date")) == {
        ("SEK", Decimal("0.1"), dt.date(2026, 7, 5)),
        ("USD", Decimal("0.95"), dt.date(2026, 5, 3)),
    }


def test_deleted_rate_that_was_not_changed_is_ignored(desk: Client, employer: Employer) -> None:
    for currency in ("GBP", "SEK", "USD"):
        ExchangeRate.objects.create(employer=employer, currency=currency, rate="0.9", date="2026-05-03")
    data = get_form_data(desk, change_url(employer))
    ExchangeRate.objects.filter(currency="SEK").delete()
    ExchangeRate.objects.filter(currency="USD").update(date="2026-06-04")

    data |= {"exchange_rates-2-rate": "0.5", "tagline": "Nice", "_save": "Save"}
    assert desk.post(change_url(employer), data).status_code == 302

    employer.refresh_from_db()
    assert employer.tagline == "Nice"
    assert set(ExchangeRate.objects.values_list("currency", "rate", "date")) == {
        ("GBP", Decimal("0.9"), dt.date(2026, 5, 3)),
        ("USD", Decimal("0.5"), dt.date(2026, 6, 4)),
    }


def test_deleted_rate_that_was_changed_becomes_a_new_row(desk: Client, employer: Employer) -> None:
    for currency in ("SEK", "USD"):
        ExchangeRate.objects.create(employer=employer, currency=currency, rate="0.9", date="2026-05-03")
    data = get_form_data(desk, change_url(employer)) | {"exchange_rates-0-rate": "0.1", "_save": "Save"}
    ExchangeRate.objects.filter(currency="SEK").delete()

    response = desk.post(change_url(employer), data)

    [message] = get_error_messages(response)
    assert message.startswith("Someone else deleted a row of these after you opened the page.")
    reader = FormReader()
    reader.feed(response.text)
    assert desk.post(change_url(employer), reader.data | {"_save": "Save"}).status_code == 302
    assert {rate.currency: rate.rate for rate in ExchangeRate.objects.all()} == {
        "SEK": Decimal("0.1"),
        "USD": Decimal("0.9"),
    }


def test_hidden_initial_inputs_have_no_aria_attributes(desk: Client, employer: Employer) -> None:
    ExchangeRate.objects.create(employer=employer, currency="SEK", rate="0.9", date="2026-05-03")
    hidden = re.findall('<input type="hidden"[^>]*>', desk.get(change_url(employer)).text)
    assert any("initial-exchange_rates-0-rate" in tag for tag in hidden)
    assert not any("aria-" in tag for tag in hidden)
