"""C17, B5: no address and no picture makes a server error, on both databases."""

import pytest
from django.contrib.auth.models import User
from django.db import connection

from teams.models import Testimonial

from .factories import days, make_location, make_posting, make_story, make_tag, make_team
from .fuzz.addresses import ADMIN, PUBLIC, random_addresses
from .fuzz.pasting import paste_clipboards
from .fuzz.pictures import upload_pictures

# `make fuzz` asks for 10,000.
NUMBER = 200
# Decoding takes most of the time, and the database makes no difference to it.
PICTURES = 200 if connection.vendor == "sqlite" else 40
CLIPBOARDS = 200


@pytest.fixture
def site(employer):
    team = make_team("Backend")
    make_posting(team=team, locations=(make_location(),), tags=(make_tag(),), closes_at=days(3))
    make_story(team, title="Here")


def test_c17_random_public_addresses_make_no_server_error(client, site):
    client.raise_request_exception = False
    failures = [
        (address[:60], status)
        for address in random_addresses(PUBLIC, NUMBER)
        if (status := client.get(address).status_code) >= 500
    ]

    assert failures == []


def test_c17_random_admin_addresses_make_no_server_error(client, site):
    client.raise_request_exception = False
    client.force_login(User.objects.create_superuser("root"))

    failures = [
        (address[:60], status)
        for address in random_addresses(ADMIN, NUMBER)
        if (status := client.get(address).status_code) >= 500
    ]

    assert failures == []


@pytest.fixture
def _own_folders(settings, tmp_path, monkeypatch):
    """Folders that no other process of the tests writes to, because the files in them are counted."""
    settings.MEDIA_ROOT = tmp_path / "media"
    storage = Testimonial._meta.get_field("photo").storage
    for name in ("base_location", "location"):
        monkeypatch.setitem(vars(storage), name, str(tmp_path / "originals"))
    monkeypatch.setattr("tests.fuzz.pictures.original_storage", lambda: storage)


@pytest.mark.usefixtures("_own_folders")
@pytest.mark.parametrize("seed", range(4))
def test_b5_odd_pictures_are_taken_or_refused_with_a_sentence(employer, seed):
    assert upload_pictures(PICTURES // 4, seed)["failures"] == []


def test_odd_clipboards_lose_no_word_and_make_no_server_error(employer):
    found = paste_clipboards(CLIPBOARDS, seed=1, forms=20)

    assert found["failures"] == []
    assert all(found["outcomes"][outcome] for outcome in ("pasted", "not pasted", "saved", "imported", "no row"))
