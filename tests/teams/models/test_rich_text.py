"""Rich text is sanitised before it is stored, by every way to store it."""

import json

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import given, strategies as st

from teams.models import Team
from teams.texts.cleaning import sanitize
from tests.factories import make_team

DIRTY = (
    '<h1 onclick="a()">Head</h1><script>alert(1)</script><p style="color:red">Text <b>bold</b>'
    '<img src=x onerror=alert(1)><a href="javascript:alert(1)">no</a><a href="//evil.example">no</a>'
    '<a href="https://good.example" target="_blank">yes</a></p>'
)
CLEAN = (
    "<h3>Head</h3><p>Text <b>bold</b>"
    '<a rel="noopener nofollow">no</a><a rel="noopener nofollow">no</a>'
    '<a href="https://good.example" rel="noopener nofollow">yes</a></p>'
)


def read_stored() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT about FROM teams_team")
        return [about for (about,) in cursor.fetchall()]


def save():
    make_team(about=DIRTY)


def bulk_create():
    Team.objects.bulk_create([Team(name="A", slug="a", about=DIRTY)])


def bulk_update():
    team = make_team()
    team.about = DIRTY
    Team.objects.bulk_update([team], ["about"])


def update():
    make_team()
    Team.objects.update(about=DIRTY)


@pytest.mark.parametrize("write", [save, bulk_create, bulk_update, update])
def test_rich_text_is_sanitised_by_every_write(db, write):
    write()

    assert read_stored() == [CLEAN]


def test_rich_text_is_sanitised_when_a_fixture_is_loaded(db, tmp_path):
    fixture = tmp_path / "teams.json"
    fields = {"name": "A", "slug": "a", "about": DIRTY, "updated_at": "2026-06-30T12:00:00Z"}
    fixture.write_text(json.dumps([{"model": "teams.team", "fields": fields}]))

    call_command("loaddata", fixture, verbosity=0)

    assert read_stored() == [CLEAN]


def test_rich_text_is_sanitised_in_the_admin_form(db, admin_client):
    inlines = {
        f"{name}-{key}": "0"
        for name in ("pillars", "stories", "testimonials")
        for key in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    response = admin_client.post(
        "/admin/teams/team/add/",
        {
            "name": "A",
            "slug": "a",
            "about": DIRTY,
            "image_focus": "centre",
            "position": "0",
            "rows_at_first": "20",
            **inlines,
        },
    )

    assert response.status_code == 302
    assert read_stored() == [CLEAN]


@pytest.mark.parametrize(
    ("html", "sanitized"),
    [
        ("<h2>a</h2><h6>b</h6>", "<h3>a</h3><h3>b</h3>"),
        ("a\x00b\x08c\x9dd", "abcd"),
        ("a\u202eb\u2066c", "abc"),
        ('<a href=" java\tscript:alert(1)">x</a>', '<a rel="noopener nofollow">x</a>'),
        ('<a href="mailto:a@b.example">x</a>', '<a href="mailto:a@b.example" rel="noopener nofollow">x</a>'),
        ('<a href="data:text/html,x">x</a>', '<a rel="noopener nofollow">x</a>'),
        ('<a href="/admin/">x</a>', '<a rel="noopener nofollow">x</a>'),
        ("<svg><style><!--</style><img src=x onerror=y>", ""),
        ("5 < 6 & 7", "5 &lt; 6 &amp; 7"),
        ('<p title="x" lang="y">z</p>', "<p>z</p>"),
    ],
)
def test_sanitize_keeps_only_allowed_html(html, sanitized):
    assert sanitize(html) == sanitized


@given(
    st.text()
    | st.lists(st.sampled_from([*"<>\"'=/ ", "script", "a", "href", "h2", "p", "on", "javascript:"])).map("".join)
)
def test_sanitize_is_idempotent_and_removes_code(html):
    sanitized = sanitize(html)

    assert sanitize(sanitized) == sanitized
    assert "<script" not in sanitized.lower()
    assert "<h2" not in sanitized.lower()
