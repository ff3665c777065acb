"""`dumpdata`, and `loaddata` into an empty database: every row is the same, with its history."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.test import Client

from jobs.models import PlaceRule, Posting, Synonym
from teams.models import Team
from tests.desk import change_url, make_recruiter, make_user, send
from tests.factories import (
    days,
    make_employer,
    make_location,
    make_pillar,
    make_posting,
    make_story,
    make_tag,
    make_team,
    make_testimonial,
)

pytestmark = pytest.mark.django_db(transaction=True)

WAYS = {
    "ids": [],
    "natural foreign keys": ["--natural-foreign"],
    "natural keys": ["--natural-foreign", "--natural-primary"],
}


def make_site() -> None:
    """Make a site that people have used: with changed, closed, hidden and deleted rows, and gaps between ids."""
    make_employer()
    make_team("Deleted").delete()
    team, lisbon, tag = make_team("Backend"), make_location("Lisbon"), make_tag("Program")
    make_pillar(team)
    make_story(team)
    make_testimonial(team)
    make_posting("Deleted", team=team, published_from=None).delete()
    posting = make_posting("Engineer", team=team, locations=(lisbon,), tags=(tag,), sections=2)
    make_posting("Closed", team=team, published_from=days(-9), closes_at=days(-2))
    make_posting("Scheduled", team=team, published_from=days(9))
    make_posting("Hidden", team=make_team("Hidden", is_published=False), published_from=days(-9))
    client = Client()
    client.force_login(make_recruiter())
    place = make_location("Old place")
    send(client, change_url(posting), title="Senior engineer", locations=[place.pk], sections__0__body="<p>New.</p>")
    send(client, change_url(posting), locations=[lisbon.pk], sections__1__DELETE="on")
    place.delete()
    other = make_team("Other")
    send(client, change_url(posting), team=other.pk)
    send(client, change_url(posting), team=team.pk)
    other.delete()
    make_user("gone").delete()
    make_user("rita", "Recruiter", team)
    # What migrations have made is edited too.
    Synonym.objects.filter(pk__in=list(Synonym.objects.values_list("pk", flat=True)[:3])).delete()
    Synonym.objects.create(typed="boffin", found="scientist")
    PlaceRule.objects.all().delete()
    PlaceRule.objects.create(country="PT", requires_pay=True)
    group = Group.objects.get(name="Editor")
    group.permissions.remove(group.permissions.first())
    Group.objects.create(name="Reader")


def make_other_ids() -> None:
    """Give the rows that migrations have made other ids than in a new database, as upgrades do."""
    groups = [(group.name, list(group.permissions.values_list("codename", flat=True))) for group in Group.objects.all()]
    Group.objects.all().delete()
    types = list(ContentType.objects.order_by("-pk").values_list("app_label", "model"))
    ContentType.objects.all().delete()
    ContentType.objects.clear_cache()
    ContentType.objects.bulk_create(ContentType(app_label=app_label, model=model) for app_label, model in types)
    for config in apps.get_app_configs():
        create_permissions(config, verbosity=0)
    for name, codenames in reversed(groups):
        group = Group.objects.create(name=name)
        group.permissions.set(Permission.objects.filter(codename__in=codenames))


def dump(path: Path, options: list[str]) -> list[Any]:
    """Write a dump, and return its rows in an order that does not depend on the database."""
    call_command("dumpdata", *options, output=str(path), verbosity=0)
    # JSON has milliseconds, and none for a moment that has no microseconds.
    rows: list[Any] = json.loads(path.read_text(encoding="utf-8").replace(".000Z", "Z"))
    for row in rows:
        for value in row["fields"].values():
            if isinstance(value, list):
                value.sort(key=json.dumps)
    return sorted(rows, key=lambda row: json.dumps(row, sort_keys=True))


def differ(before: list[Any], after: list[Any]) -> tuple[list[Any], list[Any]]:
    """Return the rows that only one of the two has."""
    return [row for row in before if row not in after], [row for row in after if row not in before]


def empty_the_database() -> None:
    """Leave the rows that migrations make. PostgreSQL's sequences begin again, as in a new database."""
    call_command("flush", interactive=False, reset_sequences=True, verbosity=0)
    PlaceRule.objects.bulk_create(
        [PlaceRule(pk=pk, country=code) for pk, code in ((998, "FR"), (999, "PT"))]
    )  # as migrations do, without history
    ContentType.objects.clear_cache()


@pytest.mark.parametrize("way", WAYS)
def test_dump_is_the_same_after_loading(way: str, tmp_path: Path) -> None:
    make_site()
    before = dump(tmp_path / "site.json", WAYS[way])
    empty_the_database()

    call_command("loaddata", str(tmp_path / "site.json"), verbosity=0)

    assert differ(before, dump(tmp_path / "again.json", WAYS[way])) == ([], [])


@pytest.mark.parametrize("way", WAYS)
def test_dump_of_an_upgraded_site_is_the_same_after_loading(way: str, tmp_path: Path) -> None:
    make_other_ids()
    make_site()
    before = dump(tmp_path / "site.json", WAYS[way])
    empty_the_database()

    call_command("loaddata", str(tmp_path / "site.json"), verbosity=0)

    after = dump(tmp_path / "again.json", WAYS[way])
    if way == "natural keys":
        # Django finds content types by name, in whichever order they are stored.
        before, after = (
            [row for row in rows if row["model"] != "contenttypes.contenttype"] for rows in (before, after)
        )
    assert differ(before, after) == ([], [])


def test_dump_without_content_types_and_permissions_can_be_loaded(tmp_path: Path) -> None:
    """As Django's documentation advises."""
    make_site()
    options = ["--natural-foreign", "--exclude=contenttypes", "--exclude=auth.permission"]
    before = dump(tmp_path / "site.json", options)
    empty_the_database()

    call_command("loaddata", str(tmp_path / "site.json"), verbosity=0)

    assert differ(before, dump(tmp_path / "again.json", options)) == ([], [])
    assert User.objects.get(username="rita").has_perm("jobs.change_posting")


def test_loaded_site_can_be_searched_and_edited(tmp_path: Path) -> None:
    make_site()
    dump(tmp_path / "site.json", [])
    postings = set(Posting.objects.values_list("pk", flat=True))
    empty_the_database()
    call_command("loaddata", str(tmp_path / "site.json"), verbosity=0)

    page = Client().get("/jobs/", {"q": "engineer"})
    assert "Senior <mark>engineer</mark>" in page.text
    client = Client()
    client.force_login(User.objects.get(username="robin"))
    posting = Posting.objects.get(title="Senior engineer")
    first = posting.history.filter(title="Engineer").first()
    assert send(client, change_url(posting).replace("change", f"history/{first.pk}")).status_code == 302
    assert Posting.objects.get(pk=posting.pk).title == "Engineer"
    assert make_posting("New").pk not in postings


def test_words_of_a_dump_are_made_again(tmp_path: Path) -> None:
    """They may be from a version that made them in another form."""
    make_posting("Engineer")
    dump(tmp_path / "site.json", [])
    (tmp_path / "site.json").write_text((tmp_path / "site.json").read_text().replace('"plain": "', '"plain": "stale '))
    empty_the_database()

    call_command("loaddata", str(tmp_path / "site.json"), verbosity=0)

    assert [posting.words.plain for posting in Posting.objects.all()] == ["Part 1 · What you will do."]


def test_fixture_for_a_site_in_use_deletes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    call_command("dumpdata", "auth.group", "jobs.synonym", output=str(path), verbosity=0)
    make_employer()
    Group.objects.create(name="Reader")
    Synonym.objects.create(typed="boffin", found="scientist")
    PlaceRule.objects.all().delete()
    PlaceRule.objects.create(country="PT", requires_pay=True)
    before = Group.objects.count(), Synonym.objects.count()

    call_command("loaddata", str(path), verbosity=0)

    assert (Group.objects.count(), Synonym.objects.count()) == before


def test_fixture_of_single_models_deletes_nothing_in_a_new_database(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    path.write_text(json.dumps([{"model": "auth.group", "fields": {"name": "Reader", "permissions": []}}]))
    before = Group.objects.count()

    call_command("loaddata", str(path), verbosity=0)

    assert Group.objects.count() == before + 1
    assert not Team.objects.exists()
