"""What becomes public or hidden is said before and after a save. New rows come last, and long teams can be saved."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from jobs.models import Tag
from teams.models import Pillar, Story, Team, Testimonial
from tests.desk import add_url, change_url, changelist_url, get_form_data, make_user, send
from tests.factories import (
    days,
    make_pillar,
    make_posting,
    make_story,
    make_tag,
    make_team,
    make_testimonial,
    make_upload,
)

pytestmark = pytest.mark.django_db


def read_messages(client: Client, response: Any) -> list[str]:
    assert response.status_code == 302, response.context["errors"]
    return [str(message) for message in client.get(response["Location"]).context["messages"]]


@pytest.fixture
def team(db: None) -> Team:
    """A public team with two open positions, others that are not open, one story and two testimonials."""
    team = make_team("Kites")
    make_posting(team=team), make_posting(team=team, closes_at=days(9))
    make_posting(team=team, published_from=None), make_posting(team=team, published_from=days(2))
    make_posting(team=team, published_from=days(-9), closes_at=days(-1)), make_posting(team=make_team())
    make_story(team), make_story(team, is_published=False)
    make_testimonial(team), make_testimonial(team), make_testimonial(team, agreed_on=None)
    return team


ROWS = "its page, 2 open positions, 1 story and 2 testimonials"


def test_hiding_and_showing_a_team_is_said_before_and_after(desk: Client, team: Team) -> None:
    page = desk.get(change_url(team)).content.decode()
    assert f"Public now: {ROWS}. Untick and save to hide them at once." in page
    assert read_messages(desk, send(desk, change_url(team), headline="Up")) == ["Saved."]
    assert read_messages(desk, send(desk, change_url(team), is_published=[])) == [f"Saved. Hidden now: {ROWS}."]
    assert f"Hidden now: {ROWS}. Tick and save to show them at once." in desk.get(change_url(team)).content.decode()
    assert read_messages(desk, send(desk, change_url(team), is_published="on")) == [f"Saved. Public now: {ROWS}."]


def test_box_of_a_row_says_whether_visitors_see_it(desk: Client, team: Team) -> None:
    shown = "Visitors see it now. Untick and save to hide it at once."
    for row, text in (
        (team.stories.get(is_published=True), shown),
        (team.stories.get(is_published=False), "Not shown: it is not published."),
        (team.testimonials.exclude(agreed_on=None).first(), shown),
        (team.testimonials.get(agreed_on=None), "Not shown: the day of agreement is missing."),
    ):
        assert text in desk.get(change_url(row)).content.decode()


def test_new_address_is_said(desk: Client, team: Team) -> None:
    moved = "Saved. Its address has changed. Links to the old one lead to the new one."
    assert read_messages(desk, send(desk, change_url(team), slug="gliders")) == [moved]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "Saved."),
        ({"is_published": []}, "Saved, hidden now: it is not published."),
        ({"agreed_on": ""}, "Saved, hidden now: the day of agreement is missing."),
        ({"agreed_until": "2026-01-31", "agreed_on": "2026-01-01"}, "Saved, hidden now: the agreement has ended."),
        ({"agreed_on": "2099-01-31"}, "Saved, hidden now: the agreement begins later."),
        (
            {"is_published": [], "has_left": "on"},
            "Saved, hidden now: it is not published and the person has left.",
        ),
    ],
)
def test_testimonial_that_is_not_shown_says_why(desk: Client, team: Team, fields: dict[str, str], message: str) -> None:
    testimonial = team.testimonials.exclude(agreed_on=None).first()
    assert read_messages(desk, send(desk, change_url(testimonial), **fields)) == [message]


def test_new_story_and_testimonial_come_last_and_say_whether_they_are_shown(desk: Client, team: Team) -> None:
    Story.objects.filter(team=team).update(position=4)
    story = {"title": "New", "slug": "new", "team": team.pk, "date": "2026-01-01", "summary": "S", "body": "<p>B</p>"}
    answer = desk.post(add_url(Story), get_form_data(desk, add_url(Story)) | story)
    assert read_messages(desk, answer) == ["Saved, not shown: it is not published."]
    person = {"team": team.pk, "name": "Ann", "job_title": "Pilot", "quote": "Up.", "is_published": "on"}
    answer = desk.post(add_url(Testimonial), get_form_data(desk, add_url(Testimonial)) | person)
    assert read_messages(desk, answer) == ["Saved, not shown: the day of agreement is missing."]
    answer = desk.post(
        add_url(Testimonial),
        get_form_data(desk, add_url(Testimonial)) | person | {"name": "Ben", "agreed_on": "2026-01-01"},
    )
    assert read_messages(desk, answer) == ["Saved. Visitors see it now."]
    assert [each.title for each in team.stories.all()][-1] == "New"
    assert [each.name for each in team.testimonials.all()][-2:] == ["Ann", "Ben"]
    assert [each.position for each in team.testimonials.all()] == [0, 0, 0, 1, 2]
    for model in (Story, Testimonial):
        assert "position" not in get_form_data(desk, add_url(model))


def test_new_pillars_come_last_without_a_script(desk: Client, team: Team) -> None:
    make_pillar(team, title="First", position=3)
    new = {f"pillars-{number}-{name}": f"{name} {number}" for number in (1, 2) for name in ("title", "body")}
    data = get_form_data(desk, change_url(team)) | new | {"pillars-TOTAL_FORMS": "3"}
    assert desk.post(change_url(team), data).status_code == 302
    assert list(Pillar.objects.values_list("title", "position")) == [("First", 3), ("title 1", 4), ("title 2", 5)]


def test_team_with_300_rows_of_each_kind_is_saved(desk: Client) -> None:
    team, day = make_team("Kites"), dt.date(2026, 1, 1)
    numbers = range(300)
    Pillar.objects.bulk_create(Pillar(team=team, title=f"P{n}", body="B", position=n) for n in numbers)
    Story.objects.bulk_create(
        Story(team=team, title=f"S{n}", slug=f"s{n}", summary="S", url="https://kites.example", date=day, position=n)
        for n in numbers
    )
    Testimonial.objects.bulk_create(
        Testimonial(team=team, name=f"T{n}", job_title="Pilot", quote="Up.", position=n) for n in numbers
    )
    moved = {"stories-0-position": "300", "testimonials-299-DELETE": "on", "headline": "Not lost"}
    response = desk.post(change_url(team), get_form_data(desk, change_url(team)) | moved)
    assert response.status_code == 302
    team.refresh_from_db()
    assert team.headline == "Not lost"
    assert [team.stories.first().title, team.stories.last().title] == ["S1", "S0"]
    assert team.testimonials.count() == 299


def test_team_page_leads_to_the_pages_of_its_rows(client: Client, employer: Any, team: Team) -> None:
    client.force_login(make_user("robin", "Recruiter", team))
    page = client.get(change_url(team)).content.decode()
    for row in (*team.stories.all(), *team.testimonials.all()):
        assert f'href="{change_url(row)}"' in page
    assert f'href="{add_url(Story)}?team={team.pk}">Add story</a>' in page
    assert get_form_data(client, f"{add_url(Story)}?team={team.pk}")["team"] == [str(team.pk)]
    client.force_login(make_user("edda", "Editor"))
    new = client.get(add_url(Team)).content.decode()
    assert 'name="stories-TOTAL_FORMS"' in new
    assert "Add story" not in new


def test_deletion_says_what_goes_with_a_label_or_a_public_row(desk: Client, team: Team) -> None:
    tag = make_tag("Outdoors")
    for posting in team.postings.all():
        posting.tags.add(tag)
    address = change_url(tag).replace("change", "delete")
    assert "2 open positions lose this label." in desk.get(address).content.decode()
    selected = desk.post(changelist_url(Tag), {"action": "delete_selected", "_selected_action": [tag.pk]})
    assert "2 open positions lose this label." in selected.content.decode()
    (message,) = read_messages(desk, desk.post(address, {"post": "yes"}))
    assert message == "The label “Outdoors” was deleted successfully. 2 open positions have lost this label."
    shown, hidden = team.stories.get(is_published=True), team.stories.get(is_published=False)
    for story, is_said in ((shown, True), (hidden, False)):
        page = desk.get(change_url(story).replace("change", "delete")).content.decode()
        assert ("Visitors see it now." in page) == is_said


def test_deletion_of_a_team_with_postings_says_what_to_do_instead(desk: Client, team: Team) -> None:
    advice = "Move these postings to another team, or close them. Then untick “published” in the team’s form"
    address = change_url(team).replace("change", "delete")
    for page in (
        desk.get(address).content.decode(),
        desk.post(changelist_url(Team), {"action": "delete_selected", "_selected_action": [team.pk]}).content.decode(),
    ):
        assert advice in page
        assert all(change_url(posting) in page for posting in team.postings.all())
    team.postings.update(team=make_team("Ropes"))
    assert advice not in desk.get(address).content.decode()
    desk.post(address, {"post": "yes"})
    assert not Team.objects.filter(pk=team.pk).exists()


def test_lists_show_pictures_and_actions_at_the_foot(desk: Client) -> None:
    team = make_team("Kites", image=make_upload(), image_is_decoration=True)
    make_testimonial(team, photo=make_upload(), photo_is_decoration=True), make_story(team)
    for model, number in ((Team, 1), (Testimonial, 1), (Story, 0)):
        page = desk.get(changelist_url(model)).content.decode()
        assert page.count('<img class="thumbnail" src="/media/') == number
        assert page.count('name="action"') == 2
