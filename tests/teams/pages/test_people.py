"""Pages of people and teams: all testimonials by area, one of them large, and the parts of home and of a team."""

import pytest

from jobs.pages.people import group_by_area
from tests.factories import days, make_pillar, make_posting, make_story, make_team, make_testimonial, make_upload


def make_people():
    """Make testimonials of two teams, in an order that is not that of their areas, and others that are not shown."""
    design, backend = make_team("Design", position=2), make_team("Backend", position=1)
    hidden = make_team("Hidden", is_published=False)
    make_testimonial(design, name="Dora", area="Box office", position=1)
    make_testimonial(backend, name="Bela", area="Search", position=2)
    make_testimonial(backend, name="Abel", area="box office", position=1)
    make_testimonial(design, name="Emil", area="", position=2)
    make_testimonial(design, name="Fela", area="Search", position=3)
    make_testimonial(hidden, name="canary", area="canary")
    make_testimonial(backend, name="canary", area="canary", is_published=False)
    make_testimonial(backend, name="canary", area="canary", has_left=True)
    make_testimonial(backend, name="canary", area="canary", agreed_on=None)
    make_testimonial(backend, name="canary", area="canary", agreed_on=days(-9).date(), agreed_until=days(-2).date())
    return backend, design


def test_people_are_shown_by_area_in_the_order_of_their_teams(client, employer):
    make_people()

    response = client.get("/people/")

    assert [(area.name, [row.name for row in area.testimonials]) for area in response.context["areas"]] == [
        ("box office", ["Abel", "Dora"]),
        ("Search", ["Bela", "Fela"]),
        ("Design", ["Emil"]),
    ]
    assert (response.context["people_count"], response.context["team_count"]) == (5, 2)
    assert "canary" not in response.text


def test_without_an_area_people_stand_under_their_team(employer):
    person = make_testimonial(make_team("Design"), area="")

    assert [area.name for area in group_by_area([person])] == ["Design"]


def test_without_testimonials_there_is_no_page_of_people(client, employer):
    team = make_team("Backend")
    make_testimonial(team, has_left=True)

    assert client.get("/people/").status_code == 404
    for address in ("/", "/teams/backend/", "/sitemap.xml"):
        assert "/people/" not in client.get(address).text


def test_home_and_teams_lead_to_the_page_of_people(client, employer):
    make_people()

    assert '<a class="button button--quiet" href="/people/">Meet all 5 people</a>' in client.get("/").text
    assert 'href="/people/"' in client.get("/teams/backend/").text
    assert "/people/" in client.get("/sitemap.xml").text


def test_home_that_shows_everyone_does_not_lead_to_them(client, employer):
    make_testimonial(make_team())

    assert "/people/" not in client.get("/").text


@pytest.mark.parametrize("number", [1, 2, 3, 6])
def test_exactly_one_testimonial_of_a_page_is_large_and_it_is_the_first(client, employer, number):
    team = make_team("Backend")
    for position in range(number):
        make_testimonial(team, name=f"Person {position}", area=f"Area {position % 2}", position=position)

    for address in ("/", "/teams/backend/", "/people/"):
        text = client.get(address).text
        assert text.count("voice--large") == 1
        first_figure = text[text.index("<figure") : text.index("</figure>")]
        assert "voice--large" in first_figure
        assert "Person 0" in first_figure
        assert text.count("<figure") == (min(number, 3) if address == "/" else number)


@pytest.mark.parametrize("rows", [1, 3])
def test_people_cost_the_same_for_any_number(client, employer, rows, django_assert_num_queries):
    for number in range(rows):
        team = make_team()
        make_testimonial(team, area=f"Area {number}")
        make_testimonial(team)
    client.get("/people/")

    # employer with edition; testimonials with team
    with django_assert_num_queries(2):
        client.get("/people/")


# The page of a team


def get_parts(text):
    """Return the headings of a page in their order."""
    content = text[text.index("<main") : text.index("</main>")]
    return [part.split(">", 1)[1].split("</h")[0] for part in content.replace("<h1", "<h2").split("<h2")[1:]]


@pytest.mark.parametrize("picture", [{}, {"image": "photo.jpg", "image_is_decoration": True}])
def test_parts_of_a_team_stand_in_their_order(client, employer, picture):
    if picture:
        picture["image"] = make_upload()
    team = make_team("Backend", about="<p>We run it.</p>", **picture)
    make_pillar(team)
    make_story(team)
    make_testimonial(team)

    text = client.get("/teams/backend/").text

    assert get_parts(text) == [
        "Meet the Backend team", "About us", "Open positions at Backend team", "What makes us different",
        "The latest from Kitewell Backend", "The people who make us", "Follow Backend",
    ]  # fmt: skip
    assert '<ol class="pillars">' in text
    assert text.index("/teams/backend/feed/", text.index("Follow Backend")) < text.index("See all positions")


# Home and the index of teams


def test_home_shows_teams_before_positions_and_both_before_the_rest(client, employer):
    employer.about = "<p>We fly kites.</p>"
    employer.save()
    team = make_team("Backend")
    make_posting(team=team)
    make_testimonial(team)

    assert get_parts(client.get("/").text) == [
        "Come and work with us.", "Our teams", "Newest positions", "About Kitewell", "The people who make us",
        "Nothing for you today?",
    ]  # fmt: skip


def test_index_shows_the_number_of_a_team_without_a_picture(client, employer):
    make_team("Backend", image=make_upload(), image_alt="Arches")
    make_posting(team=make_team("Security"))
    make_team("Quiet")

    text = client.get("/teams/").text

    cards = {card.split("<bdi>")[1].split("</bdi>")[0]: card for card in text.split('class="card team-card"')[1:]}
    assert 'alt="Arches"' in cards["Backend"]
    assert "tile" not in cards["Backend"]
    assert '<span class="tile ground" aria-hidden="true">1</span>' in cards["Security"]
    assert ("1 open position<" in cards["Security"], "No open positions" in cards["Quiet"]) == (True, True)


@pytest.mark.parametrize("picture", [True, False])
def test_home_has_a_place_for_pictures_only_if_some_team_has_one(client, employer, picture):
    make_team("Backend", **({"image": make_upload(), "image_alt": "Arches"} if picture else {}))

    assert ("team-index__media" in client.get("/").text) == picture
