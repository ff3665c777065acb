"""A form with a picture that is sent twice is stored once."""

import threading
from unittest import mock

import pytest
from django.core.files.storage import default_storage
from django.db import connections
from django.test import Client

from teams.models import Testimonial
from teams.pictures import original_field
from teams.pictures.renditions import file_names
from tests.desk import add_url, get_form_data
from tests.factories import make_team, make_upload

from .test_pictures import count_files

ADD = add_url(Testimonial)


@pytest.fixture
def sent(desk):
    team = make_team("Bakery")
    words = {"name": "Ada", "job_title": "Baker", "quote": "Bread.", "photo_alt": "Ada", "agreed_on": "2026-01-05"}
    return get_form_data(desk, ADD) | words | {"team": str(team.pk), "_save": "Save"}


def messages_after(desk, response):
    return [str(message) for message in desk.get(response["Location"]).context["messages"]]


def test_form_sent_again_without_its_file_is_stored_once(desk, sent):
    """A page that keeps what was typed cannot keep files. So whoever sends it again sends none."""
    first, again = desk.post(ADD, sent | {"photo": make_upload()}), desk.post(ADD, sent)

    assert (first.status_code, again.status_code) == (302, 302)
    assert "This was already saved" in " ".join(messages_after(desk, again))
    assert bool(Testimonial.objects.get().photo)


def test_form_sent_again_with_a_file_or_with_other_words_is_another(desk, sent):
    desk.post(ADD, sent)
    desk.post(ADD, sent | {"photo": make_upload()})
    desk.post(ADD, sent | {"quote": "Rolls."})

    assert sorted((bool(row.photo), row.quote) for row in Testimonial.objects.all()) == [
        (False, "Bread."),
        (False, "Rolls."),
        (True, "Bread."),
    ]


@pytest.mark.django_db(transaction=True)
def test_file_that_cannot_be_deleted_is_no_error_of_a_row_that_is_stored(desk, sent, monkeypatch, caplog):
    refuse = mock.Mock(side_effect=PermissionError("read-only"))
    monkeypatch.setattr(original_field, "delete_files", refuse)

    response = desk.post(ADD, sent | {"photo": make_upload()})

    assert (response.status_code, Testimonial.objects.count()) == (302, 1)
    assert "read-only" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_double_click_with_a_picture_makes_one_testimonial(desk, sent):
    before, start = count_files(), threading.Barrier(2)
    statuses = []

    def click():
        browser = Client()
        browser.cookies = desk.cookies
        try:
            start.wait(10)
            statuses.append(browser.post(ADD, sent | {"photo": make_upload()}).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=click) for _click in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert statuses == [302, 302]
    names = file_names(Testimonial.objects.get().photo_renditions)
    # The original and its renditions, and none of the second click.
    assert count_files() == before + len(names) + 1
    assert all(default_storage.exists(name) for name in names)
