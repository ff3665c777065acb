"""Between two blocks of an import, others get their turn; a longer one on SQLite if they have used the last."""

import threading

import pytest
from django.db import connection, connections

from teams.models import Employer
from teams.spreadsheets import storing
from tests.factories import make_employer


def write_in_another_connection():
    def write():
        Employer.objects.update(tagline="Changed")
        connections.close_all()

    thread = threading.Thread(target=write)
    thread.start()
    thread.join()


@pytest.mark.parametrize("others_write", [True, False])
def test_pause_is_longer_on_sqlite_if_others_have_written(transactional_db, monkeypatch, others_write):
    make_employer()
    pauses = []

    def sleep(seconds):
        pauses.append(round(seconds, 2))
        if others_write and len(pauses) == 1:
            write_in_another_connection()

    monkeypatch.setattr(storing.time, "sleep", sleep)
    storing._let_others_write()

    if connection.vendor == "sqlite":
        assert pauses == ([0.05, 0.2] if others_write else [0.05])
    else:
        assert pauses == [0.02]
