"""A slug that a row had once leads to it for ever, and is never given to another row."""

import threading

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from jobs.models import Location, Tag
from jobs.spreadsheets.lookups import LocationLookup, TagLookup
from teams.models import FormerSlug, Story, Team
from teams.models.addresses.former_slug import TAKEN
from teams.spreadsheets.resources import TeamResource
from tests.desk import add_url, get_form_data
from tests.factories import make_location, make_story, make_tag, make_team
from tests.teams.spreadsheets.test_resources import import_records


def make_row(model, slug, **fields):
    makers = {
        Team: lambda: make_team(f"Name of {slug}", slug=slug, **fields),
        Story: lambda: make_story(Team.objects.first() or make_team(), slug=slug, **fields),
        Location: lambda: make_location("Porto", slug=slug, **fields),
        Tag: lambda: make_tag(f"Name of {slug}", slug=slug, **fields),
    }
    return makers[model]()


def rename(row, slug):
    row.slug = slug
    row.save()


def read_former():
    return set(FormerSlug.objects.values_list("kind", "slug", "row_id"))


@pytest.mark.parametrize("model", [Team, Story, Location, Tag])
def test_former_slug_is_kept_and_refused_for_another_row(db, model):
    row = make_row(model, "first")
    rename(row, "second")
    model.objects.filter(pk=row.pk).update(slug="third")
    kind = model._meta.model_name
    assert read_former() == {(kind, "first", row.pk), (kind, "second", row.pk)}

    with pytest.raises(IntegrityError), transaction.atomic():
        make_row(model, "first")
    other = make_row(model, "other")
    with pytest.raises(IntegrityError), transaction.atomic():
        rename(other, "second")
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.filter(pk=other.pk).update(slug="second")
    other.slug = "second"
    with pytest.raises(Exception, match="used before"):
        other.full_clean()
    # Its own slug may come back, and after that the others are former ones.
    rename(row, "first")
    assert read_former() == {(kind, "first", row.pk), (kind, "second", row.pk), (kind, "third", row.pk)}


def test_former_slug_of_a_team_is_free_for_a_story_and_stays_taken_when_the_team_is_deleted(db):
    team = make_team("Kites")
    rename(team, "gliders")
    make_row(Tag, "kites")
    team.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_team("Kites")
    # The last slug was never replaced by another one.
    make_team("Gliders")


def test_form_refuses_a_former_slug_at_the_field(db, admin_client, employer):
    rename(make_team("Kites"), "gliders")
    data = get_form_data(admin_client, add_url(Team)) | {"name": "Kites again", "slug": "kites"}
    response = admin_client.post(add_url(Team), data)
    assert response.context["adminform"].form.errors == {"slug": [TAKEN]}
    assert Team.objects.count() == 1


def test_imports_refuse_former_slugs_and_make_others(db):
    rename(make_team("Kites"), "gliders")
    rename(make_location("Porto"), "oporto")
    rename(make_tag("Outdoors"), "outside")
    totals, faults = import_records(TeamResource, {"slug": "kites", "name": "New kites", "published": "no"})
    assert (totals, faults) == ((0, 0, 0), [f"line 2, column slug: {TAKEN}"])
    places, tags = LocationLookup(create=True), TagLookup(create=True)
    assert [place.slug for place in places.clean("Porto, Rondônia, BR")] == ["porto-rondonia"]
    assert [tag.slug for tag in tags.clean("Outdoors!")] == ["outdoors-2"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
def test_former_slug_is_refused_at_the_moment_of_the_change():
    team = make_team("Kites")
    failed = []

    def take():
        try:
            make_team("Kites again", slug="kites")
        except DatabaseError as error:
            failed.append(type(error))
        connections.close_all()

    with transaction.atomic():
        rename(team, "gliders")
        thread = threading.Thread(target=take)
        thread.start()
        # The other one waits for this transaction: its slug is still in the index.
        thread.join(0.5)
        assert thread.is_alive()
    thread.join(10)
    assert failed == [IntegrityError]
    assert set(Team.objects.values_list("slug", flat=True)) == {"gliders"}


def test_missing_triggers_are_found_and_installed_again(transactional_db):
    from jobs.publishing.derived import find_missing_triggers, install_triggers

    assert find_missing_triggers() == []
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER former_slug_jobs_tag_update")
        else:
            cursor.execute("DROP TRIGGER former_slug ON jobs_tag")
    assert find_missing_triggers() == ["jobs_tag"]
    install_triggers([])
    assert find_missing_triggers() == []
