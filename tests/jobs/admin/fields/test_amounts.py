"""Amounts of pay in the forms of the desk."""

from decimal import Decimal

import pytest

from jobs.models import PlaceRule
from tests.desk import add_url, change_url, send
from tests.factories import make_posting


@pytest.fixture
def draft(db):
    return make_posting(published_from=None)


def read_messages(client, response):
    return [str(message) for message in client.get(response.url).context["messages"]]


def test_amounts_are_understood_and_shown_as_understood(desk, draft):
    response = send(desk, change_url(draft), pay_minimum="60.000", pay_maximum="70k €", pay_period="year")

    assert read_messages(desk, response)[:2] == ["“60.000” is read as 60,000.", "“70k €” is read as 70,000."]
    draft.refresh_from_db()
    assert (draft.pay_minimum, draft.pay_maximum, draft.pay_currency) == (Decimal(60000), Decimal(70000), "EUR")

    page = desk.get(change_url(draft)).content.decode()
    assert 'name="pay_minimum" value="60000"' in page
    response = send(desk, change_url(draft), title="Baker")
    draft.refresh_from_db()
    assert (draft.title, draft.pay_minimum) == ("Baker", Decimal(60000))


@pytest.mark.parametrize("typed", ["60.00.000", "NaN", "-5", "9" * 11, "9" * 70, "50-60k"])
def test_other_texts_are_refused_and_kept(desk, draft, typed):
    response = send(desk, change_url(draft), pay_minimum=typed, pay_currency="EUR", pay_period="year")

    assert len(response.context["adminform"].form.errors["pay_minimum"]) == 1
    assert f'value="{typed}"' in response.content.decode()


def test_amount_in_another_currency_is_refused(desk, draft):
    response = send(desk, change_url(draft), pay_minimum="$60k", pay_currency="EUR", pay_period="year")

    assert response.context["adminform"].form.errors == {
        "pay_minimum": ["This amount is in USD, and the currency is EUR."]
    }


def test_amounts_of_rules_are_read_by_the_same_function(admin_client, employer):
    send(admin_client, add_url(PlaceRule), country="CA", currency="CAD", widest_range="50.000", exempt_above="200k")

    rule = PlaceRule.objects.get(country="CA", region="")
    assert (rule.widest_range, rule.exempt_above) == (Decimal(50000), Decimal(200000))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("€", "EUR"),
        ("$", "USD"),
        ("£", "GBP"),
        (" zł ", "PLN"),
        ("euro", "EUR"),
        ("Swiss  franc", "CHF"),
        ("gbp", "GBP"),
    ],
)
def test_currency_field_takes_symbols_and_names(admin_client, draft, typed, code):
    send(admin_client, change_url(draft), pay_minimum="60000", pay_currency=typed, pay_period="year")
    send(admin_client, add_url(PlaceRule), country="CA", currency=typed, widest_range="50000")

    draft.refresh_from_db()
    assert (draft.pay_currency, PlaceRule.objects.get(country="CA", region="").currency) == (code, code)


@pytest.mark.parametrize("typed", ["kr", "¢", "XQQ"])
def test_currency_field_refuses_what_is_not_the_sign_of_one_currency(desk, draft, typed):
    response = send(desk, change_url(draft), pay_minimum="60000", pay_currency=typed, pay_period="year")

    [message, *_] = response.context["adminform"].form.errors["pay_currency"]
    assert message.endswith("is not a currency code. Write it like EUR.")
    assert f'value="{typed}"' in response.text
