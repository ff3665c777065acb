"""Constraints, fields and properties of a posting."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from jobs.models import Posting
from tests.factories import days, make_employer, make_location, make_posting, make_team


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"published_from": days(2), "closes_at": days(1)},
            "The posting must close after it is published. Choose a later closing date.",
        ),
        (
            {"pay_minimum": 2, "pay_maximum": 1, "pay_currency": "EUR", "pay_period": "year"},
            "The lowest pay must not be above the highest. Exchange the two amounts.",
        ),
        (
            {"pay_minimum": 1, "pay_period": "year"},
            "Say in which currency and for which period the pay is: EUR, a year.",
        ),
        (
            {"pay_maximum": 1, "pay_currency": "EUR"},
            "Say in which currency and for which period the pay is: EUR, a year.",
        ),
        (
            {"pay_minimum": 0, "pay_currency": "EUR", "pay_period": "year"},
            "Pay must be more than zero. Leave it empty to say nothing about pay.",
        ),
        (
            {"remote_anywhere": True},
            "Only remote work has countries to live in. Choose Remote, or clear the countries.",
        ),
        (
            {"workplace": "hybrid", "remote_countries": ["PT"]},
            "Only remote work has countries to live in. Choose Remote, or clear the countries.",
        ),
    ],
)
def test_constraints_are_enforced_by_validation_and_by_the_database(db, fields, message):
    posting = Posting(reference="R", title="T", team=make_team(), **fields)

    with pytest.raises(ValidationError) as caught:
        posting.full_clean()
    assert message in caught.value.messages
    with pytest.raises(IntegrityError), transaction.atomic():
        posting.save()


def test_reference_is_unique(db):
    make_posting(reference="KW-1")

    with pytest.raises(ValidationError) as caught:
        Posting(reference="KW-1", title="T", team=make_team()).full_clean()
    assert caught.value.message_dict == {
        "reference": ["Another posting has this reference. Choose one that has never been used."]
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        make_posting(reference="KW-1")


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "http://a.example/", "//a.example", "https://user@a.example/", "java\tscript:x", "data:x"],
)
def test_apply_url_must_be_plain_https(db, address):
    with pytest.raises(ValidationError) as caught:
        Posting(reference="R", title="T", team=make_team(), apply_url=address).full_clean()

    assert list(caught.value.message_dict) == ["apply_url"]


def test_choice_sets_keep_the_order_of_the_list_and_match_whole_values(db):
    posting = make_posting(
        employment_types=["contract", "full-time"], workplace="remote", remote_countries=["PT", "DE"]
    )
    make_posting(employment_types=["part-time"])
    posting.refresh_from_db()

    assert posting.employment_types == ("full-time", "contract")
    assert posting.remote_countries == ("DE", "PT")
    assert posting.employment_type_labels == ["Full time", "Contract"]
    assert list(Posting.objects.filter(employment_types__has="contract")) == [posting]
    assert list(Posting.objects.filter(remote_countries__has="PT")) == [posting]
    assert not Posting.objects.filter(employment_types__has="time").exists()


def test_choice_outside_the_list_is_refused(db):
    with pytest.raises(ValidationError) as caught:
        Posting(reference="R", title="T", team=make_team(), employment_types=["slavery"]).full_clean()

    assert caught.value.message_dict == {"employment_types": ["“slavery” is not one of the choices."]}


def test_zone_is_own_else_of_the_first_place_else_of_the_employer(db):
    """Places are ordered by name. The first place with a time zone sets the time zone of the posting."""
    employer = make_employer(time_zone="Europe/Dublin")
    berlin, kyiv = make_location("Berlin", time_zone="Europe/Berlin"), make_location("Kyiv", time_zone="Europe/Kyiv")
    without_zone = make_location("Aachen")

    assert make_posting().zone(employer).key == "Europe/Dublin"
    assert make_posting(locations=(kyiv, berlin, without_zone)).zone(employer).key == "Europe/Berlin"
    assert make_posting(locations=(berlin,), time_zone="Asia/Tokyo").zone(employer).key == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("title", "path"),
    [
        ("Backend engineer", "-backend-engineer"),
        ("C++ / C#", "-c-c"),
        ("+++", ""),
        ("Разработчик", "-разработчик"),
        ("Straßenbauer/in in Łódź", "-strassenbauerin-in-lodz"),
        ("Kjøkkensjef på Ærø", "-kjokkensjef-pa-aero"),
        ("Développeur", "-developpeur"),
        ("De\u0301veloppeur", "-developpeur"),
        ("İş müdürü", "-is-muduru"),
        ("Водій трамвая", "-водій-трамвая"),
        ("エンジニア", "-エンジニア"),
        ("Μηχανικός", "-μηχανικός"),
    ],
)
def test_path_is_the_id_and_a_slug_of_the_title(db, title, path):
    posting = make_posting(title)

    assert posting.path == f"{posting.pk}{path}"


def test_history_of_a_posting_has_its_places(db):
    posting = make_posting()
    posting.locations.add(make_location())

    assert [record.location.name for record in posting.history.first().locations.all()] == ["Lisbon"]


def test_pay_is_stored_with_two_decimals(db):
    posting = make_posting(pay_minimum=Decimal("12.35"), pay_currency="EUR", pay_period="hour")
    posting.refresh_from_db()

    assert posting.pay_minimum == Decimal("12.35")


def test_ever_open_does_not_include_the_future(db):
    make_posting(published_from=days(1))
    posting = make_posting(published_from=days(-1))

    assert list(Posting.objects.ever_open()) == [posting]
    assert list(Posting.objects.ever_open(posting.published_from - dt.timedelta(seconds=1))) == []


def test_remote_anywhere_and_countries_exclude_each_other(db):
    posting = Posting(
        reference="R", title="T", team=make_team(), workplace="remote", remote_anywhere=True, remote_countries=["PT"]
    )

    with pytest.raises(ValidationError) as caught:
        posting.full_clean()
    assert "A person may live anywhere, or in the countries named. Clear one of the two." in caught.value.messages
    with pytest.raises(IntegrityError), transaction.atomic():
        posting.save()
