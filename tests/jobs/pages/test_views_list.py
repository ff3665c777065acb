"""Lists of open positions: order, paging, addresses and escaping of names."""

from urllib.parse import parse_qs, quote, urlsplit

import pytest

from tests.factories import days, make_location, make_posting, make_tag, make_team

from .lists import titles


def test_list_is_newest_first_and_states_its_rows_and_total(client, employer):
    team = make_team("Backend Development", rows_at_first=5)
    for number in range(26):
        make_posting(f"Job {number:02}", team=team, published_from=days(-30 + number))

    first = client.get("/teams/backend-development/")
    second = client.get("/teams/backend-development/?page=2")
    last = client.get("/teams/backend-development/?page=3")

    assert titles(first) == ["Job 25", "Job 24", "Job 23", "Job 22", "Job 21"]
    assert first.context["listing"].showing == "Showing 5 of 26"
    assert second.context["listing"].showing == "Showing 6–25 of 26"
    assert last.context["listing"].showing == "Showing 26 of 26"
    assert first.context["listing"].next_url == "/teams/backend-development/?page=2"
    assert second.context["listing"].previous_url == "/teams/backend-development/"
    assert last.context["listing"].next_url == ""
    assert client.get("/jobs/").context["listing"].showing == "Showing 20 of 26"


def test_pages_together_contain_each_posting_once(client, employer):
    same, team = days(-1), make_team("Backend Development", rows_at_first=5)
    expected = {make_posting(f"Job {number}", team=team, published_from=same).title for number in range(26)}

    shown = [title for page in range(1, 4) for title in titles(client.get(f"/teams/backend-development/?page={page}"))]

    assert len(shown) == 26
    assert set(shown) == expected


@pytest.mark.parametrize("page", ["0", "-1", "2", "abc", "1.0", "９", "9" * 5000, "1e3", "last", "²"])
def test_page_that_is_not_a_number_or_past_the_end_is_not_found(client, team, page):
    make_posting(team=team)

    response = client.get("/jobs/", {"page": page})

    assert response.status_code == 404
    assert "404.html" in [template.name for template in response.templates]


def test_frame_ignores_its_own_parameter_and_hides_its_facet(client, team):
    make_posting("A", team=team, locations=(make_location("Lisbon"),))
    make_posting("B", team=make_team("Design"), locations=(make_location("Berlin"),))

    on_team = client.get("/teams/backend-development/?team=design")
    on_place = client.get("/locations/berlin/?location=lisbon")

    assert titles(on_team) == ["A"]
    assert titles(on_place) == ["B"]
    assert "team" not in [facet.name for facet in on_team.context["listing"].facets]
    assert "location" not in [facet.name for facet in on_place.context["listing"].facets]


@pytest.mark.parametrize(
    ("sort", "order"), [("newest", "BAC"), ("closing", "CBA"), ("title", "ABC"), ("nonsense", "BAC"), ("", "BAC")]
)
def test_sort_orders_the_list_and_an_unknown_sort_means_newest(client, team, sort, order):
    make_posting("A", team=team, published_from=days(-2))
    make_posting("B", team=team, published_from=days(-1), closes_at=days(9))
    make_posting("C", team=team, published_from=days(-3), closes_at=days(2))

    response = client.get("/jobs/", {"sort": sort}, follow=True)

    assert "".join(titles(response)) == order
    assert [sort.label for sort in response.context["listing"].sorts if sort.is_current] == [
        {"closing": "Closing soonest", "title": "Title"}.get(sort, "Newest")
    ]


def test_feed_and_calendar_links_contain_the_filter_and_the_frame(client, team):
    make_posting(team=team, locations=(make_location("Lisbon"),), level="mid")

    on_list = client.get("/jobs/?level=mid&sort=title&page=1").context["listing"]
    on_team = client.get("/teams/backend-development/?level=mid").context["listing"]
    on_place = client.get("/locations/lisbon/?level=mid").context["listing"]

    assert (on_list.feed_url, on_list.calendar_url) == ("/jobs/feed/?level=mid", "/jobs/calendar.ics?level=mid")
    assert on_team.feed_url == "/teams/backend-development/feed/?level=mid"
    assert parse_qs(urlsplit(on_team.calendar_url).query) == {"level": ["mid"], "team": ["backend-development"]}
    assert parse_qs(urlsplit(on_place.feed_url).query) == {"level": ["mid"], "location": ["lisbon"]}


def test_list_has_a_canonical_address_and_filtered_lists_are_not_indexed(client, team):
    make_posting(team=team, level="mid")

    plain, filtered = client.get("/jobs/?utm_source=x"), client.get("/jobs/?level=mid")

    assert '<link rel="canonical" href="http://127.0.0.1:8000/jobs/">' in plain.text
    assert "noindex" not in plain.text
    assert '<meta name="robots" content="noindex">' in filtered.text


def test_default_sort_with_words_is_relevance(client, team):
    make_posting("Cook for pilots", team=team, published_from=days(-1))
    make_posting("Pilot", team=team, published_from=days(-2))

    assert titles(client.get("/jobs/?q=pilot")) == ["Pilot", "Cook for pilots"]
    assert titles(client.get("/jobs/?q=pilot&sort=newest")) == ["Cook for pilots", "Pilot"]
    assert titles(client.get("/jobs/?q=pilot&sort=nonsense")) == ["Cook for pilots", "Pilot"]
    assert titles(client.get("/jobs/?sort=relevance")) == ["Cook for pilots", "Pilot"]
    urls = {sort.label: sort.url for sort in client.get("/jobs/?q=pilot").context["listing"].sorts}
    assert (urls["Relevance"], urls["Newest"]) == ("/jobs/?q=pilot", "/jobs/?q=pilot&sort=newest")


def test_list_escapes_markup_in_names_everywhere(client, employer):
    bad = "<b onclick='x'>\"&"
    team = make_team(f"Team {bad}", slug="team")
    place, tag = make_location(f"Place {bad}", slug="place"), make_tag(f"Tag {bad}", slug="tag")
    make_posting(f"Pilot {bad}", team=team, locations=(place,), tags=(tag,), sections=0).sections.create(
        heading=f"Pilot {bad}", body="<p>Pilot &lt;b onclick='x'&gt;</p>"
    )
    make_posting("Pilot", team=team, workplace="remote", remote_anywhere=True)

    typed = f"?q={quote(bad)}&team={quote(bad)}"
    for query in ("", "?q=pilot", "?team=team&location=place&tag=tag", "?country=PT", typed):
        text = client.get(f"/jobs/{query}").text
        assert "<b onclick" not in text, query
        assert query == typed or text.count("&lt;b onclick=") > 2, query


@pytest.mark.parametrize(
    ("query", "clean"),
    [
        ("?q=&country=&pay=", ""),
        ("?q=&country=PT&pay=&workplace=hybrid&workplace=remote", "?country=PT&workplace=hybrid&workplace=remote"),
        ("?q=+%20&q=%22a+b%22&page=&sort=title&utm=", "?q=%22a+b%22&sort=title&utm="),
        ("?pay=&pay=unstated&location", "?pay=unstated"),
    ],
)
@pytest.mark.parametrize("path", ["/jobs/", "/teams/backend-development/", "/locations/lisbon/"])
def test_empty_parameters_are_dropped_from_the_address(client, team, path, query, clean):
    make_posting(team=team, locations=(make_location("Lisbon"),))
    response = client.get(path + query)

    assert (response.status_code, response["Location"]) == (301, path + clean)
    assert response["Cache-Control"] == "max-age=86400"
    assert client.get(path + clean).status_code == 200


@pytest.mark.parametrize("query", ["?utm=&ref", "?q=a+b&team=x&utm=", "?workplace=hybrid&workplace=%C3%A9%20~", "?"])
def test_address_without_empty_filters_answers_at_once(client, team, query):
    assert client.get(f"/jobs/{query}").status_code == 200


@pytest.mark.parametrize(("number", "has_filters"), [(5, False), (6, True)])
def test_page_of_a_team_with_few_positions_has_no_filters_search_or_orders(client, team, number, has_filters):
    for place in range(number):
        make_posting(f"Job {place}", team=team, level="mid" if place else "senior")

    for query in ("", "?level=mid&level=senior"):
        text = client.get(f"/teams/backend-development/{query}").text
        is_shown = has_filters or bool(query)
        assert [sign in text for sign in ("data-filters", 'name="q"', "results__sorts")] == [is_shown] * 3
        # A filter of the address can be taken away.
        assert ("Remove Experience level" in text, "Clear all" in text) == (bool(query), bool(query))
    assert "data-filters" in client.get("/jobs/").text


def test_orders_have_the_values_of_the_address(client, team):
    make_posting("Pilot", team=team)

    plain, words = (client.get(f"/jobs/{query}").context["listing"] for query in ("", "?q=pilot&sort=newest"))

    assert [(sort.label, sort.value) for sort in plain.sorts] == [
        ("Newest", ""),
        ("Closing soonest", "closing"),
        ("Title", "title"),
    ]
    assert [(sort.value, sort.is_current) for sort in words.sorts] == [
        ("", False),
        ("newest", True),
        ("closing", False),
        ("title", False),
    ]
