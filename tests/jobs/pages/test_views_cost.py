"""Queries of pages: their number does not depend on the number of rows or of mistyped words."""

import pytest

from jobs.models import Posting
from tests.factories import (
    days,
    make_location,
    make_pillar,
    make_posting,
    make_story,
    make_tag,
    make_team,
    make_testimonial,
)

from .lists import titles

ROWS = [1, 3, 16]


def make_postings(number, team):
    places, tags = (make_location("Lisbon"), make_location("Berlin")), (make_tag(),)
    for row in range(number):
        make_posting(f"Job {row}", team=team, locations=places, tags=tags, level="mid", employment_types=["full-time"])


@pytest.mark.parametrize("rows", ROWS)
def test_job_list_costs_the_same_for_any_number_of_rows(client, team, rows, django_assert_num_queries):
    make_postings(rows, team)
    client.get("/jobs/")  # builds the index, which is not part of a page's cost

    # employer with edition; rows
    with django_assert_num_queries(2):
        response = client.get("/jobs/")

    assert len(titles(response)) == rows


@pytest.mark.parametrize("rows", ROWS)
def test_filtered_job_list_costs_the_same_for_any_number_of_rows(client, team, rows, django_assert_num_queries):
    make_postings(rows, team)
    client.get("/jobs/")

    # employer with edition; words; rows with text
    with django_assert_num_queries(3):
        response = client.get(
            "/jobs/?q=job&country=pt&pay=1&pay=unstated&location=lisbon&tag=people-manager&type=full-time&level=mid&workplace=on-site"
        )

    assert len(titles(response)) == rows


@pytest.mark.parametrize(
    "words", ["jbo", "jbo-jbo-jbo-jbo", '"jbo jbo jbo"', "jbo jbb bjo joob jobb jjob jobx xjob jlob job", "job zzz"]
)
def test_mistyped_words_cost_the_same_for_any_number(client, team, words, django_assert_max_num_queries):
    make_postings(3, team)
    client.get("/jobs/")
    # The first words of a day also delete old ones.
    client.get("/jobs/", {"q": "first"})

    # employer with edition; words; titles of the corrected words; all near matches; words without one of them; rows
    # with text
    # and the words that found nothing: savepoint; number of the day; one statement for all; release
    with django_assert_max_num_queries(6 + 4):
        client.get("/jobs/", {"q": words})
    # also: team; pillars; stories; testimonials
    with django_assert_max_num_queries(10 + 4):
        client.get(team.get_absolute_url(), {"q": words})


@pytest.mark.parametrize("rows", ROWS)
def test_team_page_costs_the_same_for_any_number_of_rows(client, team, rows, django_assert_num_queries):
    make_postings(rows, team)
    for _number in range(rows):
        make_pillar(team)
        make_story(team)
        make_testimonial(team)

    client.get("/jobs/")

    # employer with edition; team; rows; pillars; stories; testimonials
    with django_assert_num_queries(6):
        response = client.get(team.get_absolute_url())

    assert len(titles(response)) == rows
    assert response.context["open_count"] == rows


@pytest.mark.parametrize("rows", ROWS)
def test_location_page_costs_the_same_for_any_number_of_rows(client, team, rows, django_assert_num_queries):
    make_postings(rows, team)
    client.get("/jobs/")

    # employer with edition; rows
    with django_assert_num_queries(2):
        response = client.get("/locations/lisbon/")

    assert len(titles(response)) == rows


@pytest.mark.parametrize("rows", ROWS)
def test_posting_costs_the_same_for_any_number_of_similar_ones(client, team, rows, django_assert_num_queries):
    make_postings(rows + 1, team)
    make_testimonial(team)
    posting = Posting.objects.first()
    client.get("/jobs/")

    # posting with team; employer with edition; similar ones; sections with shared texts; testimonial
    with django_assert_num_queries(5):
        response = client.get(posting.get_absolute_url())

    assert len(response.context["cards"]) == min(rows, 3)


@pytest.mark.parametrize("rows", ROWS)
def test_closed_posting_costs_no_more_than_an_open_one(client, team, rows, django_assert_num_queries):
    make_postings(rows, team)
    make_testimonial(team)
    places, tags = (make_location("Kyiv"), make_location("Aachen")), (make_tag("Program"),)
    fields = {"published_from": days(-9), "closes_at": days(-1)}
    posting = make_posting("Gone", team=team, locations=places, tags=tags, **fields)
    client.get("/jobs/")

    with django_assert_num_queries(5):
        text = client.get(posting.get_absolute_url()).text

    assert text.index("Aachen") < text.index("Kyiv")
    assert "Program" in text


@pytest.mark.parametrize("rows", [1, 3])
def test_home_and_team_list_cost_the_same_for_any_number_of_teams(client, employer, rows, django_assert_num_queries):
    for number in range(rows):
        team = make_team(f"Team {number}")
        make_posting(team=team)
        make_testimonial(team)
    client.get("/jobs/")

    # employer with edition; teams; newest; testimonials with team
    with django_assert_num_queries(4):
        client.get("/")
    # employer with edition; teams
    with django_assert_num_queries(2):
        client.get("/teams/")
