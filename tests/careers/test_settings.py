"""A site with a wrong setting does not start, and says why in one sentence."""

import importlib.resources
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
KEY = "x7Qm-92hfKp0dLs_vWc84nRtBzYa5eGuJ3iHoFqPk6wTlXbNrV"
PRODUCTION = {"SECRET_KEY": KEY, "SITE_URL": "https://careers.example.com"}


def start(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME")}
    return subprocess.run(
        [sys.executable, "manage.py", *(command or ("check",))],
        cwd=ROOT, env=inherited | environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set."),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too short or too simple."),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY is too short or too simple."),
        ({"SITE_URL": ""}, "SITE_URL is not set."),
        ({"SITE_URL": "careers.example.com"}, "SITE_URL must be a scheme and a host"),
        ({"SITE_URL": "https://*"}, "SITE_URL must be a scheme and a host"),
        ({"SITE_URL": "https://user:secret@careers.example.com"}, "SITE_URL must be a scheme and a host"),
        ({"SITE_URL": "https://careers.example.com?x=1"}, "SITE_URL must be a scheme and a host"),
        ({"SITE_URL": "https://careers.example.com:abc"}, "SITE_URL is not an address that can be read"),
        ({"SITE_URL": "https://["}, "SITE_URL is not an address that can be read"),
        ({"DATABASE_URL": "postgres://user:p[x@host/db"}, "DATABASE_URL is not an address that can be read"),
        ({"DATABASE_URL": "postgres://"}, "DATABASE_URL must name a PostgreSQL database, like"),
        ({"SITE_URL": "http://careers.example.com"}, "SITE_URL must begin with https://"),
        ({"DEMO": "yes"}, "DEMO must be 0 or 1, not 'yes'."),
        ({"DEMO": "1"}, "DEMO=1 serves only this machine."),
        ({"REQUIRE_SECOND_FACTOR": "yes"}, "REQUIRE_SECOND_FACTOR must be 0 or 1, not 'yes'."),
        ({"BEHIND_PROXY": "true"}, "BEHIND_PROXY must be 0 or 1, not 'true'."),
        ({"DATABASE_URL": "mysql://root@localhost/careers"}, "DATABASE_URL must name a PostgreSQL database, like"),
        ({"DATA_DIR": "/nowhere/at/all"}, "DATA_DIR names no folder: /nowhere/at/all."),
        ({"PASSWORDS": "no"}, "PASSWORDS must be 0 or 1, not 'no'."),
        ({"PASSWORDS": "0"}, "PASSWORDS=0 needs OIDC_ISSUER"),
        ({"EMAIL_URL": "mail.example.com"}, "EMAIL_URL cannot be read."),
        ({"OIDC_DOMAINS": "example.com"}, "OIDC_ISSUER is not set"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL must name a PostgreSQL database, like"),
    ],
)
def test_wrong_setting_stops_the_start_with_one_sentence(changes, sentence):
    result = start(**PRODUCTION | changes)

    assert result.returncode == 1
    assert result.stderr.startswith(f"The site cannot start: {sentence}")
    assert result.stderr.count("\n") == 1


def test_production_settings_pass_the_deployment_check_without_a_warning():
    result = start("check", "--deploy", "--fail-level", "INFO", **PRODUCTION, BEHIND_PROXY="1")

    assert (result.returncode, result.stderr) == (0, "")


def test_production_cookies_are_secure_and_bound_to_the_host():
    names = ("SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_NAME", "CSRF_COOKIE_SECURE")
    script = f"from django.conf import settings; print(*[getattr(settings, name) for name in {names}])"

    result = start("shell", "-v0", "-c", script, **PRODUCTION)

    assert result.stdout.split() == ["__Host-sessionid", "True", "__Host-csrftoken", "True"]


def test_demo_does_not_bind_another_address():
    result = start("serve", "--host", "192.0.2.1", DEMO="1", SECRET_KEY=KEY)

    assert result.returncode == 1
    assert result.stderr.startswith("CommandError: DEMO=1 serves only this machine and does not bind 192.0.2.1.")


def test_demo_content_is_refused_in_production():
    result = start("load_demo", **PRODUCTION)

    assert result.stderr.startswith("CommandError: The demo's recruiter has a public password.")


def test_options_in_the_database_url_are_kept():
    script = "from django.conf import settings; print(settings.DATABASES['default']['OPTIONS'])"
    url = "postgres://user:secret@db.example:5432/careers?sslmode=require"

    result = start("shell", "-v0", "-c", script, **PRODUCTION, DATABASE_URL=url)

    assert "'sslmode': 'require'" in result.stdout
    assert "statement_timeout=5000" in result.stdout


def test_time_zones_are_those_of_the_locked_package(tmp_path):
    (tmp_path / "Europe").mkdir()
    tokyo = importlib.resources.files("tzdata.zoneinfo.Asia").joinpath("Tokyo").read_bytes()
    (tmp_path / "Europe" / "Berlin").write_bytes(tokyo)
    script = (
        "import datetime, zoneinfo; print(datetime.datetime(2020, 1, 1, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin')))"
    )

    result = start("shell", "-v0", "-c", script, **PRODUCTION, PYTHONTZPATH=str(tmp_path))

    assert result.stdout == "2020-01-01 00:00:00+01:00\n"
