"""F9, D1: how often a password or a code may be tried, from where, and how the answer says it."""

import subprocess
import sys
from pathlib import Path

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client

from tests.signing_in import LOGIN, PASSWORD, SECOND_STEP, code, is_signed_in, make_staff, sign_in, wrong_code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]

NOON = "2026-03-12T12:00:00Z"


@pytest.fixture(autouse=True)
def clock(employer):
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def statuses(number, username="robin", password="wrong", **more):  # noqa: S107  # it is none
    return [sign_in(Client(), username, password, **more).status_code for _number in range(number)]


def test_f9_after_ten_wrong_passwords_the_name_waits_and_is_told_how_long(client, clock):
    make_staff()
    assert statuses(10) == [200] * 10
    clock.shift(61)

    response = sign_in(client)

    assert response.status_code == 429
    assert response["Retry-After"] == "239"
    assert "Too many tries. Wait 4 minutes, then try again." in response.text
    assert 'name="login" value="robin"' in response.text
    assert PASSWORD not in response.text
    clock.shift(238)
    assert "Wait 1 second, then" in sign_in(client).text
    clock.shift(1)
    assert sign_in(client).status_code == 302


def test_f9_unknown_names_wait_like_known_ones(client):
    make_staff()
    for name in ("robin", "nobody"):
        assert statuses(11, name) == [200] * 10 + [429]


def test_d1_strangers_do_not_keep_anybody_out(client):
    make_staff()
    statuses(20)

    assert sign_in(client, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_d1_one_address_may_not_try_many_names():
    make_staff()
    found = [sign_in(Client(), f"name{number}", "wrong").status_code for number in range(31)]

    assert found == [200] * 30 + [429]
    assert statuses(1, password=PASSWORD) == [429]
    assert statuses(1, password=PASSWORD, REMOTE_ADDR="192.0.2.7") == [302]


def test_d1_many_addresses_may_not_try_one_name_for_ever():
    make_staff()
    for address in range(10):
        assert statuses(10, REMOTE_ADDR=f"192.0.2.{address}") == [200] * 10

    assert statuses(1, REMOTE_ADDR="192.0.2.200") == [429]


def test_neighbours_in_one_ipv6_network_count_as_one_address():
    for host in range(30):
        statuses(1, f"name{host}", REMOTE_ADDR=f"2001:db8::{host:x}")

    assert statuses(1, "other", REMOTE_ADDR="2001:db8::ffff") == [429]
    assert statuses(1, "other", REMOTE_ADDR="2001:db8:0:1::1") == [200]


def test_right_passwords_are_not_counted():
    make_staff()

    assert statuses(40, password=PASSWORD) == [302] * 40


def test_right_password_does_not_wipe_out_the_wrong_ones(clock):
    make_staff()
    statuses(9)
    clock.shift(1)
    statuses(1, password=PASSWORD)

    assert statuses(2) == [200, 429]


def test_without_a_proxy_nobody_names_an_address_for_himself():
    for number in range(11):
        status = statuses(1, headers={"x-forwarded-for": f"192.0.2.{number}"})

    assert status == [429]


def test_behind_a_proxy_its_own_word_counts(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(11):
        status = statuses(1, headers={"x-forwarded-for": f"192.0.2.{number}, 198.51.100.1"})

    assert status == [429]
    assert statuses(1, headers={"x-forwarded-for": "192.0.2.1, 198.51.100.2"}) == [200]


@pytest.mark.parametrize(("proxy", "hops"), [("0", "0"), ("1", "1")])
def test_hops_are_read_behind_a_proxy_alone(proxy, hops):
    script = "from django.conf import settings; print(settings.ALLAUTH_TRUSTED_PROXY_COUNT)"
    environment = {"SECRET_KEY": "x7Qm-92hfKp0dLs_vWc84nRtBzYa5eGuJ3iHoFqPk6wTlXbNrV", "BEHIND_PROXY": proxy}
    result = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", script],
        cwd=Path(__file__).resolve().parents[3], env=environment | {"SITE_URL": "https://careers.example.com"},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert result.stdout.strip() == hops


def test_counts_stand_in_the_database_for_all_processes():
    statuses(1)

    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM careers_cache WHERE cache_key NOT LIKE %s", ["%:lock"])
        kept = [row[0] for row in cursor.fetchall()]
    assert len([key for key in kept if ":rl:careers:" in key]) == 3
    assert not any("robin" in key or PASSWORD in key for key in kept)


def test_table_of_the_counts_is_made_once_and_then_left_alone():
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE careers_cache")
    call_command("migrate", verbosity=0)
    cache.set("kept", 1)
    call_command("migrate", verbosity=0)

    assert cache.get("kept") == 1


def test_codes_wait_too_after_ten_wrong_ones(clock):
    make_staff(app=True)
    client = Client()
    sign_in(client)
    found = [client.post(SECOND_STEP, {"code": wrong_code()}).status_code for _number in range(10)]
    assert found == [200] * 10
    clock.shift(60)

    # Another session of the same person, from elsewhere, with the right code.
    other = Client(REMOTE_ADDR="192.0.2.7")
    sign_in(other)
    response = other.post(SECOND_STEP, {"code": code()})

    assert (response.status_code, response["Retry-After"]) == (429, "240")
    assert "Wait 4 minutes" in response.text
    clock.shift(240)
    other.post(SECOND_STEP, {"code": code()})
    assert is_signed_in(other)


def test_right_code_does_not_wipe_out_wrong_passwords_of_its_address(clock):
    make_staff(app=True)
    for number in range(29):
        sign_in(Client(), f"name{number}", "wrong")
    clock.shift(1)
    client = Client()
    sign_in(client)
    client.post(SECOND_STEP, {"code": code()})
    assert is_signed_in(client)

    assert [sign_in(Client(), f"more{number}", "wrong").status_code for number in range(2)] == [200, 429]


def test_codes_while_setting_up_wait_too(client):
    make_staff()
    sign_in(client)
    client.get("/admin/account/app/")
    found = [client.post("/admin/account/app/", {"code": wrong_code()}).status_code for _number in range(11)]

    assert found == [200] * 10 + [429]


def test_confirming_with_wrong_passwords_waits_too(client, clock):
    make_staff()
    sign_in(client)
    for _number in range(10):
        client.post("/admin/account/confirm/", {"password": "wrong"})
    clock.shift(60)  # past the count of all confirmations

    response = client.post("/admin/account/confirm/", {"password": PASSWORD})

    assert response.status_code == 429
    assert "Wait 4 minutes" in response.text


def test_pages_that_count_by_the_minute_say_so(client):
    make_staff()
    sign_in(client)
    for _number in range(6):
        response = client.post("/admin/password_change/", {"oldpassword": "wrong"})

    assert (response.status_code, response["Retry-After"]) == (429, "60")
    assert "Wait one minute" in response.text


def test_strangers_do_not_fill_the_table_of_sessions():
    """Each question for a passkey makes a session, so even asking is counted."""
    asked = [
        Client().get("/admin/account/passkeys/login/", headers={"accept": "application/json"}).status_code
        for _number in range(31)
    ]

    assert asked == [200] * 30 + [429]
    assert Client().get(LOGIN).status_code == 200
