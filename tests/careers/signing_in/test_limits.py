"""F9, D1: limits on attempts with passwords and codes, and the answers to too many."""

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

pytestmark = pytest.mark.django_db

NOON = "2026-03-12T12:00:00Z"


@pytest.fixture(autouse=True)
def clock(employer):
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def try_passwords(number, username="robin", password="wrong", **extra):  # noqa: S107  # not a real password
    """Return the status of each of `number` attempts to sign in."""
    return [sign_in(Client(), username, password, **extra).status_code for _number in range(number)]


def test_f9_after_ten_wrong_passwords_the_user_must_wait(client, clock):
    make_staff()
    assert try_passwords(10) == [200] * 10
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


def test_f9_unknown_names_have_the_same_limit(client):
    make_staff()
    for name in ("robin", "nobody"):
        assert try_passwords(11, name) == [200] * 10 + [429]


def test_d1_attempts_from_elsewhere_do_not_lock_a_user_out(client):
    make_staff()
    try_passwords(20)

    assert sign_in(client, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_d1_one_address_has_a_limit_for_all_names():
    make_staff()
    statuses = [sign_in(Client(), f"name{number}", "wrong").status_code for number in range(31)]

    assert statuses == [200] * 30 + [429]
    assert try_passwords(1, password=PASSWORD) == [429]
    assert try_passwords(1, password=PASSWORD, REMOTE_ADDR="192.0.2.7") == [302]


def test_d1_one_name_has_a_limit_for_all_addresses():
    make_staff()
    for address in range(10):
        assert try_passwords(10, REMOTE_ADDR=f"192.0.2.{address}") == [200] * 10

    assert try_passwords(1, REMOTE_ADDR="192.0.2.200") == [429]


def test_ipv6_network_counts_as_one_address():
    for host in range(30):
        try_passwords(1, f"name{host}", REMOTE_ADDR=f"2001:db8::{host:x}")

    assert try_passwords(1, "other", REMOTE_ADDR="2001:db8::ffff") == [429]
    assert try_passwords(1, "other", REMOTE_ADDR="2001:db8:0:1::1") == [200]


def test_right_passwords_are_not_counted():
    make_staff()

    assert try_passwords(40, password=PASSWORD) == [302] * 40


def test_right_password_does_not_reset_the_count(clock):
    make_staff()
    try_passwords(9)
    clock.shift(1)
    try_passwords(1, password=PASSWORD)

    assert try_passwords(2) == [200, 429]


def test_without_a_proxy_forwarded_addresses_are_ignored():
    for number in range(11):
        status = try_passwords(1, headers={"x-forwarded-for": f"192.0.2.{number}"})

    assert status == [429]


def test_behind_a_proxy_its_forwarded_address_counts(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(11):
        status = try_passwords(1, headers={"x-forwarded-for": f"192.0.2.{number}, 198.51.100.1"})

    assert status == [429]
    assert try_passwords(1, headers={"x-forwarded-for": "192.0.2.1, 198.51.100.2"}) == [200]


@pytest.mark.parametrize(("proxy", "hops"), [("0", "0"), ("1", "1")])
def test_hops_are_read_behind_a_proxy_only(proxy, hops):
    script = "from django.conf import settings; print(settings.ALLAUTH_TRUSTED_PROXY_COUNT)"
    environment = {"SECRET_KEY": "x7Qm-92hfKp0dLs_vWc84nRtBzYa5eGuJ3iHoFqPk6wTlXbNrV", "BEHIND_PROXY": proxy}
    result = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", script],
        cwd=Path(__file__).resolve().parents[3], env=environment | {"SITE_URL": "https://careers.example.com"},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert result.stdout.strip() == hops


def test_counts_are_in_the_database():
    try_passwords(1)

    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM careers_cache WHERE cache_key NOT LIKE %s", ["%:lock"])
        keys = [row[0] for row in cursor.fetchall()]
    assert len([key for key in keys if ":rl:careers:" in key]) == 3
    assert not any("robin" in key or PASSWORD in key for key in keys)


def test_migrate_creates_the_cache_table_and_keeps_its_content():
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE careers_cache")
    call_command("migrate", verbosity=0)
    cache.set("kept", 1)
    call_command("migrate", verbosity=0)

    assert cache.get("kept") == 1


def test_codes_have_a_limit(clock):
    make_staff(app=True)
    client = Client()
    sign_in(client)
    statuses = [client.post(SECOND_STEP, {"code": wrong_code()}).status_code for _number in range(10)]
    assert statuses == [200] * 10
    clock.shift(60)

    # Another session of the same user, from another address, with the right code.
    other = Client(REMOTE_ADDR="192.0.2.7")
    sign_in(other)
    response = other.post(SECOND_STEP, {"code": code()})

    assert (response.status_code, response["Retry-After"]) == (429, "240")
    assert "Wait 4 minutes" in response.text
    clock.shift(240)
    other.post(SECOND_STEP, {"code": code()})
    assert is_signed_in(other)


def test_right_code_does_not_reset_the_count_of_its_address(clock):
    make_staff(app=True)
    for number in range(29):
        sign_in(Client(), f"name{number}", "wrong")
    clock.shift(1)
    client = Client()
    sign_in(client)
    client.post(SECOND_STEP, {"code": code()})
    assert is_signed_in(client)

    assert [sign_in(Client(), f"more{number}", "wrong").status_code for number in range(2)] == [200, 429]


def test_codes_while_setting_up_have_a_limit(client):
    make_staff()
    sign_in(client)
    client.get("/admin/account/app/")
    statuses = [client.post("/admin/account/app/", {"code": wrong_code()}).status_code for _number in range(11)]

    assert statuses == [200] * 10 + [429]


def test_confirming_with_passwords_has_a_limit(client, clock):
    make_staff()
    sign_in(client)
    for _number in range(10):
        client.post("/admin/account/confirm/", {"password": "wrong"})
    clock.shift(60)  # past the limit per minute of allauth

    response = client.post("/admin/account/confirm/", {"password": PASSWORD})

    assert response.status_code == 429
    assert "Wait 4 minutes" in response.text


def test_limit_per_minute_says_to_wait_one_minute(client):
    make_staff()
    sign_in(client)
    for _number in range(6):
        response = client.post("/admin/password_change/", {"oldpassword": "wrong"})

    assert (response.status_code, response["Retry-After"]) == (429, "60")
    assert "Wait one minute" in response.text


def test_requests_for_passkeys_have_a_limit():
    """Each request creates a session."""
    statuses = [
        Client().get("/admin/account/passkeys/login/", headers={"accept": "application/json"}).status_code
        for _number in range(31)
    ]

    assert statuses == [200] * 30 + [429]
    assert Client().get(LOGIN).status_code == 200
