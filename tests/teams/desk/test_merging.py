"""Two people at once where history does not look: recruiters of a team, exchange rates."""

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


def recruiters(team: Any) -> set[str]:
    return {person.username for person in team.recruiters.all()}


def test_recruiters_given_and_taken_away_by_two_people_are_all_counted(desk: Client) -> None:
    team = make_team()
    ann, ben, cem, dot = (make_user(name, "Recruiter") for name in ("ann", "ben", "cem", "dot"))
    team.recruiters.set([ann, ben])
    mine = get_form_data(desk, change_url(team))
    # Somebody else takes Ann away and gives Cem, while Dot is given and Ben taken away here.
    team.recruiters.set([ben, cem])

    response = desk.post(change_url(team), mine | {"recruiters": [ann.pk, dot.pk], "_save": "Save"})

    assert response.status_code == 302
    assert recruiters(team) == {"cem", "dot"}


def test_recruiters_given_here_survive_a_page_that_comes_back(desk: Client) -> None:
    team, ann, ben = make_team(), make_user("ann", "Recruiter"), make_user("ben", "Recruiter")
    mine = get_form_data(desk, change_url(team))
    team.recruiters.add(ben)
    back = desk.post(change_url(team), mine | {"recruiters": [ann.pk], "name": "", "_save": "Save"})
    assert get_error_messages(back) == ["This field is required."]
    reader = FormReader()
    reader.feed(back.text)
    assert reader.data["recruiters"] == [str(ann.pk)]

    response = desk.post(change_url(team), reader.data | {"name": "Kites", "_save": "Save"})

    assert response.status_code == 302
    assert recruiters(team) == {"ann", "ben"}


def test_recruiters_the_page_does_not_offer_stay(desk: Client) -> None:
    team, gone = make_team(), make_user("gone", "Recruiter", is_active=False)
    team.recruiters.add(gone)

    mine = get_form_data(desk, change_url(team))
    assert desk.post(change_url(team), mine | {"name": "Kites", "_save": "Save"}).status_code == 302

    assert recruiters(team) == {"gone"}


@pytest.mark.parametrize("opened", ["9" * 30, "x", "", "-1", "\x00"])
def test_whatever_a_page_says_it_was_opened_with_is_answered(desk: Client, opened: str) -> None:
    team, ann = make_team(), make_user("ann", "Recruiter")
    mine = get_form_data(desk, change_url(team)) | {"initial-recruiters": [opened], "recruiters": [ann.pk]}
    assert desk.post(change_url(team), mine | {"_save": "Save"}).status_code == 302
    assert recruiters(team) == {"ann"}


def test_an_exchange_rate_changed_meanwhile_is_not_replaced_by_an_untouched_one(
    desk: Client, employer: Employer
) -> None:
    for currency in ("SEK", "USD"):
        ExchangeRate.objects.create(employer=employer, currency=currency, rate="0.9", date="2026-05-03")
    mine = get_form_data(desk, change_url(employer))
    ExchangeRate.objects.filter(currency="SEK").update(rate="0.1", date="2026-06-04")

    rows = {"exchange_rates-0-date": "2026-07-05", "exchange_rates-1-rate": "0.95"}
    assert desk.post(change_url(employer), mine | rows | {"_save": "Save"}).status_code == 302

    assert set(ExchangeRate.objects.values_list("currency", "rate", "date")) == {
        ("SEK", Decimal("0.1"), dt.date(2026, 7, 5)),
        ("USD", Decimal("0.95"), dt.date(2026, 5, 3)),
    }


def test_a_rate_deleted_meanwhile_stops_nobody_who_left_it_alone(desk: Client, employer: Employer) -> None:
    for currency in ("GBP", "SEK", "USD"):
        ExchangeRate.objects.create(employer=employer, currency=currency, rate="0.9", date="2026-05-03")
    mine = get_form_data(desk, change_url(employer))
    ExchangeRate.objects.filter(currency="SEK").delete()
    ExchangeRate.objects.filter(currency="USD").update(date="2026-06-04")

    sent = mine | {"exchange_rates-2-rate": "0.5", "tagline": "Nice", "_save": "Save"}
    assert desk.post(change_url(employer), sent).status_code == 302

    employer.refresh_from_db()
    assert employer.tagline == "Nice"
    assert set(ExchangeRate.objects.values_list("currency", "rate", "date")) == {
        ("GBP", Decimal("0.9"), dt.date(2026, 5, 3)),
        ("USD", Decimal("0.5"), dt.date(2026, 6, 4)),
    }


def test_a_rate_deleted_while_it_was_changed_comes_back_as_a_new_one(desk: Client, employer: Employer) -> None:
    for currency in ("SEK", "USD"):
        ExchangeRate.objects.create(employer=employer, currency=currency, rate="0.9", date="2026-05-03")
    mine = get_form_data(desk, change_url(employer)) | {"exchange_rates-0-rate": "0.1", "_save": "Save"}
    ExchangeRate.objects.filter(currency="SEK").delete()

    back = desk.post(change_url(employer), mine)

    [message] = get_error_messages(back)
    assert message.startswith("Someone else deleted a row of these after you opened the page.")
    reader = FormReader()
    reader.feed(back.text)
    assert desk.post(change_url(employer), reader.data | {"_save": "Save"}).status_code == 302
    assert {rate.currency: rate.rate for rate in ExchangeRate.objects.all()} == {
        "SEK": Decimal("0.1"),
        "USD": Decimal("0.9"),
    }


def test_nothing_describes_what_nobody_sees(desk: Client, employer: Employer) -> None:
    ExchangeRate.objects.create(employer=employer, currency="SEK", rate="0.9", date="2026-05-03")
    hidden = re.findall('<input type="hidden"[^>]*>', desk.get(change_url(employer)).text)
    assert any("initial-exchange_rates-0-rate" in one for one in hidden)
    assert not any("aria-" in one for one in hidden)
