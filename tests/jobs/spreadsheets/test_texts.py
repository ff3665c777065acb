"""Imported texts keep their lines, whichever program has written them."""

from jobs.models import Section
from teams.models import Team
from tests.factories import make_team

from .files import import_records

GOOGLE = '<b style="font-weight:normal"><p>a</p><p><span style="font-weight:700">b</span></p></b>'


def read_sections():
    return list(Section.objects.values_list("heading", "body"))


def test_import_keeps_words_apart_and_makes_nothing_bold(db):
    record = {"description": "<h2>A</h2><div>a</div><div>b</div><h2>B</h2>" + GOOGLE}

    assert import_records(record) == ((1, 0, 0), [])
    assert read_sections() == [("A", "<p>a</p><p>b</p>"), ("B", "<p>a</p><p><strong>b</strong></p>")]


def test_imported_heading_without_a_text_ends_the_text_before(db):
    assert import_records({"description": "<h2>A</h2><h2>B</h2><p>b</p><h2>C</h2>"}) == ((1, 0, 0), [])
    assert read_sections() == [("About the job", "<h3>A</h3>"), ("B", "<p>b</p><h3>C</h3>")]


def test_imported_plain_text_keeps_its_paragraphs_and_lists(db):
    assert import_records({"description": "Intro\n\n## The role\n* bake\n* sell"}) == ((1, 0, 0), [])
    assert read_sections() == [
        ("About the job", "Intro"),
        ("The role", "<ul><li><p>bake</p></li><li><p>sell</p></li></ul>"),
    ]


def test_updated_text_keeps_its_paragraphs_and_lists(db):
    team = make_team()

    Team.objects.filter(pk=team.pk).update(about="one\n\n- two\n- three")

    team.refresh_from_db()
    assert team.about == "<p>one</p><ul><li><p>two</p></li><li><p>three</p></li></ul>"
