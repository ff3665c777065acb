"""A row that cannot be read stops no page: it is left out and named."""

import logging
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client

from jobs.finding import index_cache as index_cache_module
from jobs.models import Location, Posting, Synonym, Tag
from teams.models import Team, edition
from tests.desk import make_user
from tests.factories import make_location, make_posting, make_tag, make_team, make_testimonial

from .caches import get_titles

INFINITY = "infinity"
# What only a database without the constraints takes, such as one of an older version.
UNREADABLE = {
    "sqlite": ["closes_at = '2099-13-45 00:00:00'", "title_folded = x'00ff'"],
    "postgresql": [INFINITY],
}[connection.vendor]


def sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def store(table, change, row_id, column=""):
    """Change a row by SQL in a database without the constraint on a column."""
    if connection.vendor == "sqlite":
        sql("PRAGMA ignore_check_constraints = ON")
    else:
        sql("SET CONSTRAINTS ALL IMMEDIATE")
        sql(f'ALTER TABLE {table} DROP CONSTRAINT IF EXISTS "{table.split("_")[1]}_{column}_is_in_range"')
    sql(f"UPDATE {table} SET {change} WHERE id = {row_id}")  # noqa: S608  # constants and a number
    if connection.vendor == "sqlite":
        sql("PRAGMA ignore_check_constraints = OFF")


@pytest.fixture
def team(employer):
    return make_team("Backend")


@pytest.fixture
def lisbon(db):
    return make_location("Lisbon")


def make_unreadable(team, lisbon, change=UNREADABLE[0]):
    bad = make_posting("Bad", team=team, locations=(lisbon,), pay_currency="EUR", pay_period="year")
    store("jobs_posting", f"closes_at = '{INFINITY}'" if change == INFINITY else change, bad.pk, "closes_at")
    return bad


@pytest.mark.parametrize("change", UNREADABLE)
def test_pages_show_all_rows_but_the_one_that_cannot_be_read(client, team, lisbon, index_cache, change):
    good = [make_posting(f"Good {number}", team=team, locations=(lisbon,)) for number in range(3)]
    make_unreadable(team, lisbon, change)

    for path in ("/", "/jobs/", "/jobs/?sort=closing", "/teams/backend/", "/locations/lisbon/", "/jobs/?q=good"):
        response = client.get(path)
        assert response.status_code == 200, path
        assert "Bad" not in response.text, path
    for path in ("/teams/", "/jobs/feed/", "/jobs/calendar.ics"):
        assert client.get(path).status_code in (200, 404), path
    assert sorted(index_cache.index.ids) == [posting.pk for posting in good]
    addresses = {node.text for node in ElementTree.fromstring(client.get("/sitemap.xml").content).iter() if node.text}
    assert {f"http://127.0.0.1:8000{posting.get_absolute_url()}" for posting in good} <= addresses
    assert not any("bad" in address for address in addresses)


@pytest.mark.parametrize("change", UNREADABLE)
def test_its_own_page_is_not_found_and_the_list_of_the_desk_shows_the_others(team, lisbon, index_cache, change):
    good = make_posting("Good", team=team)
    bad = make_unreadable(team, lisbon, change)
    desk = Client()
    desk.force_login(make_user("editor", "Editor"))
    desk.get("/jobs/")

    assert Client().get(f"/jobs/{bad.pk}-bad/").status_code == 404
    page = desk.get("/admin/jobs/posting/")
    assert page.status_code == 200
    assert [row.pk for row in page.context["cl"].queryset] == [good.pk]


def test_row_that_cannot_be_read_is_reported(client, team, lisbon, index_cache, caplog):
    make_posting("Good", team=team)
    bad = make_unreadable(team, lisbon)
    sentence = f"rows that cannot be read are left out: posting {bad.pk}"

    with caplog.at_level(logging.ERROR, "jobs.finding.index_cache"):
        ready = client.get("/readyz")
        make_posting("Newer")
        client.get("/jobs/")

    assert (ready.status_code, ready.text) == (200, f"ready\n{sentence}\n")
    assert [record.getMessage() for record in caplog.records if record.name == "jobs.finding.index_cache"] == [
        f"{sentence.capitalize()}. Correct or delete them."
    ]

    sql("UPDATE jobs_posting SET closes_at = NULL, pay_maximum = NULL")
    client.get("/jobs/")
    assert client.get("/readyz").text == "ready\n"
    assert get_titles(index_cache.index) == ["Bad", "Good", "Newer"]


def test_front_page_of_the_desk_names_it_to_who_may_see_it(team, lisbon, index_cache):
    bad = make_unreadable(team, lisbon)
    pages = {}
    for name, user in {
        "editor": make_user("editor", "Editor"),
        "own": make_user("own", "Recruiter", team),
        "other": make_user("other", "Recruiter"),
    }.items():
        desk = Client()
        desk.force_login(user)
        response = desk.get("/admin/")
        assert response.status_code == 200
        pages[name] = f"Posting {bad.pk}" in response.text, "Left out of the site" in response.text

    assert pages == {"editor": (True, True), "own": (True, True), "other": (False, False)}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL stores no such text")
@pytest.mark.parametrize(
    ("table", "model"),
    [("teams_team", Team), ("jobs_location", Location), ("jobs_tag", Tag), ("jobs_synonym", Synonym)],
)
def test_row_of_another_table_that_cannot_be_read_is_left_out(employer, team, lisbon, index_cache, table, model):
    tag = make_tag()
    other = make_team("Other")
    make_posting("Good", team=other)
    make_posting("Of the row", team=team, locations=(lisbon,), tags=(tag,))
    Synonym.objects.create(typed="dev", found="developer")
    column = "typed" if model is Synonym else "name"
    row = model.objects.order_by("pk").first()
    if model is Synonym:
        Synonym.objects.exclude(pk=row.pk).delete()
    store(table, f"{column} = x'00ff'", row.pk)

    index = index_cache.get(edition.token())

    titles = {"Good"} if model is Team else {"Good", "Of the row"}
    expected = {model: [row.pk]}
    assert index.unreadable == expected
    assert set(Posting.objects.filter(pk__in=index.ids).values_list("title", flat=True)) == titles


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL stores no such text")
@pytest.mark.parametrize(
    ("table", "own", "desk_list"),
    [
        ("teams_team", "/teams/backend/", "/admin/teams/team/"),
        ("jobs_location", "/locations/lisbon/", "/admin/jobs/location/"),
        ("jobs_tag", "", "/admin/jobs/tag/"),
        ("jobs_synonym", "", "/admin/jobs/synonym/"),
    ],
)
def test_own_page_of_such_a_row_is_not_found_and_lists_show_the_others(
    client, team, lisbon, index_cache, table, own, desk_list
):
    good, tag = make_posting("Good", team=make_team("Other"), locations=(make_location("Porto"),)), make_tag()
    bad = make_posting("Bad", team=team, locations=(lisbon,), tags=(tag, make_tag("Kept")))
    Synonym.objects.exclude(pk=Synonym.objects.first().pk).delete()
    row_id = {"teams_team": team.pk, "jobs_location": lisbon.pk, "jobs_tag": tag.pk}.get(table)
    row_id = row_id or Synonym.objects.get().pk
    change = "updated_at = '2026-13-45 00:00:00'" if table == "teams_team" else ""
    change = change or f"{'typed' if table == 'jobs_synonym' else 'name'} = x'00ff'"
    store(table, change, row_id)
    desk = Client()
    desk.force_login(make_user("editor", "Editor"))

    assert client.get("/jobs/").status_code == 200
    if own:
        assert client.get(own).status_code == 404
    for path in ("/", "/teams/", "/jobs/", "/sitemap.xml", good.get_absolute_url()):
        assert client.get(path).status_code == 200, path
    page = desk.get(desk_list)
    assert page.status_code == 200
    assert row_id not in [row.pk for row in page.context["cl"].queryset]
    for path in ("/admin/", "/admin/jobs/posting/", f"/admin/jobs/posting/{good.pk}/change/"):
        assert desk.get(path).status_code == 200, path
    assert client.get(f"/jobs/{bad.pk}-bad/").status_code in (200, 404)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL stores no such moment")
def test_testimonials_and_stories_of_a_team_that_cannot_be_read_are_left_out(client, team, index_cache):
    make_testimonial(team, name="Bad One")
    make_testimonial(make_team("Other"), name="Good One")
    store("teams_team", "updated_at = '2026-13-45 00:00:00'", team.pk)
    desk = Client()
    desk.force_login(make_user("editor", "Editor"))

    page = client.get("/")

    assert page.status_code == 200
    assert ("Good One" in page.text, "Bad One" in page.text) == (True, False)
    for path in ("/admin/teams/testimonial/", "/admin/teams/story/"):
        assert desk.get(path).status_code == 200, path


def test_many_unreadable_rows_are_the_fault_of_something_else(employer, team, lisbon, index_cache, monkeypatch):
    monkeypatch.setattr(index_cache_module, "MAX_UNREADABLE", 2)
    make_posting("Good", team=team)
    for _number in range(3):
        make_unreadable(team, lisbon)

    with pytest.raises(Exception):  # noqa: B017, PT011  # whatever the first build raised
        index_cache.get(edition.token())
    response = Client().get("/readyz")
    assert (response.status_code, response.text) == (
        503,
        "there is no index of open positions: it could not be built\n",
    )


def test_row_whose_other_columns_cannot_be_read_is_left_out_of_the_page(client, team, index_cache, caplog):
    make_posting("Good", team=team)
    bad = make_posting("Bad", team=team)
    moment = {"sqlite": "2026-13-45 00:00:00", "postgresql": INFINITY}[connection.vendor]
    store("jobs_posting", f"updated_at = '{moment}'", bad.pk, "updated_at")

    page = client.get("/jobs/")

    assert page.status_code == 200
    assert "Good" in page.text
    assert "Bad" not in page.text
    assert f"Posting {bad.pk} cannot be read and is left out." in caplog.text


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL stores no such moment")
def test_list_of_nothing_but_such_a_row_is_shown(client, team, index_cache):
    make_posting("Good", team=team)
    bad = make_posting("Bad", team=team)
    store("jobs_posting", "updated_at = '2026-13-45 00:00:00'", bad.pk)

    assert client.get("/jobs/?q=bad").status_code == 200
