"""Lists, postings and team pages: what they show, what they cost, and what they never say."""

import datetime as dt
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from jobs.models import Posting

from ..factories import (
    days,
    make_location,
    make_pillar,
    make_posting,
    make_story,
    make_tag,
    make_team,
    make_testimonial,
)

ROWS = [1, 3, 16]


def many(number, team):
    places, tags = (make_location("Lisbon"), make_location("Berlin")), (make_tag(),)
    for row in range(number):
        make_posting(f"Job {row}", team=team, locations=places, tags=tags, level="mid", employment_types=["full-time"])


def titles(response):
    return [posting.title for posting in response.context["listing"].page]


@pytest.fixture
def team(employer):
    return make_team("Backend Development")


@pytest.mark.parametrize("rows", ROWS)
def test_job_list_costs_the_same_for_any_number_of_rows(client, team, rows, django_assert_num_queries):
    many(rows, team)
    client.get("/jobs/")  # the index is built once, not for each page

    # employer with edition; rows
    with django_assert_num_queries(2):
        response = client.get("/jobs/")

    assert len(titles(response)) == rows


@pytest.mark.parametrize("rows", ROWS)
def test_filtered_job_list_costs_the_same_for_any_number_of_rows(client, team, rows, django_assert_num_queries):
    many(rows, team)
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
def test_mistyped_words_cost_no_more_however_many(client, team, words, django_assert_max_num_queries):
    many(3, team)
    client.get("/jobs/")

    # employer with edition; words; titles of what was meant; its words; rows and text
    with django_assert_max_num_queries(5):
        client.get("/jobs/", {"q": words})
    with django_assert_max_num_queries(8):
        client.get(team.get_absolute_url(), {"q": words})


@pytest.mark.parametrize("rows", ROWS)
def test_team_page_costs_the_same_for_any_number_of_rows(client, team, rows, django_assert_num_queries):
    many(rows, team)
    for _number in range(rows):
        make_pillar(team)
        make_story(team)
        make_testimonial(team)

    client.get("/jobs/")

    # employer with edition; team; rows; pillars; stories; testimonials
    with django_assert_num_queries(6):
        response = client.get(team.get_absolute_url())

    assert len(titles(response)) == min(rows, 5)
    assert response.context["open_count"] == rows


@pytest.mark.parametrize("rows", ROWS)
def test_location_page_costs_the_same_for_any_number_of_rows(client, team, rows, django_assert_num_queries):
    many(rows, team)
    client.get("/jobs/")

    # employer with edition; rows
    with django_assert_num_queries(2):
        response = client.get("/locations/lisbon/")

    assert len(titles(response)) == rows


@pytest.mark.parametrize("rows", ROWS)
def test_posting_costs_the_same_for_any_number_of_similar_ones(client, team, rows, django_assert_num_queries):
    many(rows + 1, team)
    make_testimonial(team)
    posting = Posting.objects.first()
    client.get("/jobs/")

    # posting with team; employer with edition; similar ones; sections with shared texts; testimonial
    with django_assert_num_queries(5):
        response = client.get(posting.get_absolute_url())

    assert len(response.context["cards"]) == min(rows, 3)


@pytest.mark.parametrize("rows", ROWS)
def test_closed_posting_costs_no_more_than_an_open_one(client, team, rows, django_assert_num_queries):
    many(rows, team)
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
        many_team = make_team(f"Team {number}")
        make_posting(team=many_team)
        make_testimonial(many_team)
    client.get("/jobs/")

    # employer with edition; teams; newest; testimonials with team
    with django_assert_num_queries(4):
        client.get("/")
    # employer with edition; teams
    with django_assert_num_queries(2):
        client.get("/teams/")


def test_list_is_shown_newest_first_and_paged_with_exact_words(client, team):
    for number in range(16):
        make_posting(f"Job {number:02}", team=team, published_from=days(-20 + number))

    first = client.get("/teams/backend-development/")
    second = client.get("/teams/backend-development/?page=2")
    last = client.get("/teams/backend-development/?page=4")

    assert titles(first) == ["Job 15", "Job 14", "Job 13", "Job 12", "Job 11"]
    assert first.context["listing"].showing == "Showing 5 of 16"
    assert second.context["listing"].showing == "Showing 6–10 of 16"
    assert last.context["listing"].showing == "Showing 16 of 16"
    assert first.context["listing"].next_url == "/teams/backend-development/?page=2"
    assert second.context["listing"].previous_url == "/teams/backend-development/"
    assert last.context["listing"].next_url == ""
    assert client.get("/jobs/").context["listing"].showing == "Showing 16 of 16"


def test_no_posting_stands_twice_or_is_missing_across_pages(client, team):
    same = days(-1)
    made = {make_posting(f"Job {number}", team=team, published_from=same).title for number in range(23)}

    seen = [title for page in range(1, 6) for title in titles(client.get(f"/teams/backend-development/?page={page}"))]

    assert len(seen) == 23
    assert set(seen) == made


@pytest.mark.parametrize("page", ["0", "-1", "2", "abc", "1.0", "９", "9" * 5000, "1e3", "last", "²"])
def test_page_that_is_no_number_or_past_the_end_is_not_found(client, team, page):
    make_posting(team=team)

    response = client.get("/jobs/", {"page": page})

    assert response.status_code == 404
    assert "404.html" in [template.name for template in response.templates]


def test_facets_combine_or_inside_and_and_between(client, team):
    lisbon, berlin, kyiv = (make_location(name) for name in ("Lisbon", "Berlin", "Kyiv"))
    make_posting("A", team=team, locations=(lisbon,), level="mid")
    make_posting("B", team=team, locations=(berlin, lisbon), level="senior")
    make_posting("C", team=team, locations=(kyiv,), level="mid")
    make_posting("D", team=team, locations=(berlin,), level="lead")

    both = client.get("/jobs/?location=lisbon&location=berlin&level=mid&level=senior&sort=title")

    assert titles(both) == ["A", "B"]
    assert [(chip.label, chip.url) for chip in both.context["listing"].chips] == [
        ("Berlin", "/jobs/?location=lisbon&level=mid&level=senior&sort=title"),
        ("Lisbon", "/jobs/?location=berlin&level=mid&level=senior&sort=title"),
        ("Mid", "/jobs/?location=lisbon&location=berlin&level=senior&sort=title"),
        ("Senior", "/jobs/?location=lisbon&location=berlin&level=mid&sort=title"),
    ]
    assert both.context["listing"].clear_url == "/jobs/?sort=title"


def test_any_number_of_values_may_be_chosen(client, employer):
    for number in range(60):
        make_posting(team=make_team(f"Team {number:02}"), sections=0)

    response = client.get("/jobs/?" + "&".join(f"team=team-{number:02}" for number in range(60)))

    assert response.context["listing"].total == 60
    assert len(response.context["listing"].chips) == 60


def test_unknown_value_takes_nothing_from_the_known_ones_and_is_named(client, team):
    make_posting("A", team=team, locations=(make_location("Lisbon"),))

    beside = client.get("/jobs/?location=lisbon&location=atlantis")
    alone = client.get("/jobs/?location=atlantis")

    assert titles(beside) == ["A"]
    assert titles(alone) == []
    for response in (beside, alone):
        assert [one.label for one in response.context["listing"].unknown] == ["atlantis"]
        assert "atlantis" in response.text
    assert beside.context["listing"].unknown[0].url == "/jobs/?location=lisbon"
    assert alone.context["listing"].showing == "No open positions match"


def test_unknown_parameters_are_ignored_and_leave_no_trace_in_the_addresses(client, team):
    make_posting("A", team=team)

    response = client.get("/jobs/?utm_source=x&team__id=1&sort=__class__&type=full-time")

    assert titles(response) == []
    assert response.context["listing"].url == "/jobs/?type=full-time"


def test_frame_ignores_its_own_parameter_and_does_not_offer_it(client, team):
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
def test_sorts_order_the_list_and_a_bad_one_means_newest(client, team, sort, order):
    make_posting("A", team=team, published_from=days(-2))
    make_posting("B", team=team, published_from=days(-1), closes_at=days(9))
    make_posting("C", team=team, published_from=days(-3), closes_at=days(2))

    response = client.get("/jobs/", {"sort": sort})

    assert "".join(titles(response)) == order
    assert [one.label for one in response.context["listing"].sorts if one.is_current] == [
        {"closing": "Closing soonest", "title": "Title"}.get(sort, "Newest")
    ]


def test_feed_and_calendar_links_carry_the_filter_and_the_frame(client, team):
    make_posting(team=team, locations=(make_location("Lisbon"),), level="mid")

    on_list = client.get("/jobs/?level=mid&sort=title&page=1").context["listing"]
    on_team = client.get("/teams/backend-development/?level=mid").context["listing"]
    on_place = client.get("/locations/lisbon/?level=mid").context["listing"]

    assert (on_list.feed_url, on_list.calendar_url) == ("/jobs/feed/?level=mid", "/jobs/calendar.ics?level=mid")
    assert on_team.feed_url == "/teams/backend-development/feed/?level=mid"
    assert parse_qs(urlsplit(on_team.calendar_url).query) == {"level": ["mid"], "team": ["backend-development"]}
    assert parse_qs(urlsplit(on_place.feed_url).query) == {"level": ["mid"], "location": ["lisbon"]}


def test_filtered_list_is_kept_out_of_search_engines_and_has_one_address(client, team):
    make_posting(team=team, level="mid")

    plain, filtered = client.get("/jobs/?utm_source=x"), client.get("/jobs/?level=mid")

    assert '<link rel="canonical" href="http://127.0.0.1:8000/jobs/">' in plain.text
    assert "noindex" not in plain.text
    assert '<meta name="robots" content="noindex">' in filtered.text


def test_team_page_names_only_its_own_places_whatever_is_asked(client, team):
    make_posting(team=team, locations=(make_location("Lisbon"),))
    make_posting(team=make_team("Design"), locations=(make_location("Berlin"),), workplace="remote")

    for query in ("", "?location=berlin", "?workplace=remote"):
        context = client.get(f"/teams/backend-development/{query}").context
        assert [place.label for place in context["places"]] == ["Lisbon"]
        assert (context["remote_possible"], context["open_count"]) == (False, 1)


def test_team_page_leaves_out_what_has_no_content(client, team):
    headings = ["About us", "What makes us different", "The latest from", "The people who make us"]

    bare = client.get("/teams/backend-development/").text
    team.about = "<p>We run it.</p>"
    team.save()
    make_pillar(team)
    make_story(team)
    make_testimonial(team)
    full = client.get("/teams/backend-development/").text

    assert [heading for heading in headings if heading in bare] == []
    content = full[full.index("<main") :]
    places = [content.index(heading) for heading in [
        "Meet the Backend Development team", "About us", "Open positions at Backend Development team",
        "What makes us different", "The latest from Kitewell Backend Development", "The people who make us",
    ]]  # fmt: skip
    assert places == sorted(places)


def test_location_without_an_open_posting_has_no_page(client, team):
    make_posting(team=team, locations=(make_location("Lisbon"),), published_from=None)

    assert client.get("/locations/lisbon/").status_code == 404


# One posting


def test_posting_answers_at_its_own_address_and_moves_others_there(client, team):
    posting = make_posting("Backend engineer", team=team)
    address = f"/jobs/{posting.pk}-backend-engineer/"

    assert client.get(address).status_code == 200
    for other in (
        f"/jobs/{posting.pk}/",
        f"/jobs/{posting.pk}-/",
        f"/jobs/{posting.pk}-old-title/",
        f"/jobs/0{posting.pk}-x/",
    ):
        response = client.get(f"{other}?utm=1")
        assert (response.status_code, response["Location"]) == (301, f"{address}?utm=1")
        assert response["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "state",
    [
        {"published_from": None},
        {"published_from": "future"},
        {"team": "hidden"},
        {"team": "hidden", "closes_at": "past"},
    ],
)
@pytest.mark.parametrize("slug", ["", "-right", "-wrong"])
def test_posting_that_is_not_public_answers_like_one_that_never_existed(client, employer, state, slug):
    fields = {"published_from": days(1)} if state.get("published_from") == "future" else {}
    fields |= {"published_from": None} if state.get("published_from", "") is None else {}
    fields |= {"closes_at": days(-0.5)} if "closes_at" in state else {}
    posting = make_posting("Right", team=make_team("Secret", is_published="team" not in state), **fields)

    hidden = client.get(f"/jobs/{posting.pk}{slug}/")
    never = client.get(f"/jobs/{posting.pk + 1000}{slug}/")

    assert (hidden.status_code, hidden.content) == (404, never.content)
    assert dict(hidden.headers) == dict(never.headers)


def test_closed_posting_is_gone_but_helps(client, employer):
    team = make_team()
    posting = make_posting(
        "Gone engineer", team=team, published_from=days(-9), closes_at=days(-2), closing_reason="filled"
    )
    similar = make_posting("Still here", team=team)

    response = client.get(posting.get_absolute_url())

    assert response.status_code == 410
    assert "noindex" in response.text
    assert "JobPosting" not in response.text
    assert posting.apply_url not in response.text
    assert [card.url for card in response.context["cards"]] == [similar.get_absolute_url()]
    assert "filled" in response.text
    assert response.text.index("Still here") < response.text.index("Part 1")


def test_closed_posting_is_never_similar_to_another(client, employer):
    team = make_team()
    posting = make_posting(team=team)
    make_posting(team=team, published_from=days(-9), closes_at=days(-2))

    assert client.get(posting.get_absolute_url()).context["cards"] == []


@pytest.mark.parametrize(
    ("fields", "href"),
    [
        ({"apply_url": "https://apply.example.com/?a=1&b=2"}, "https://apply.example.com/?a=1&amp;b=2"),
        (
            {"apply_url": "", "apply_email": "jobs@k.example", "title": "R&D: 50 % “lead”", "reference": "K-7"},
            "mailto:jobs@k.example?subject=R%26D%3A%2050%20%25%20%E2%80%9Clead%E2%80%9D%20%28K-7%29",
        ),
        ({"apply_url": "https://a.example/", "apply_email": "jobs@k.example"}, "https://a.example/"),
    ],
)
def test_way_to_apply_leads_to_the_address_stored(client, team, fields, href):
    response = client.get(make_posting(team=team, **fields).get_absolute_url())

    assert f'href="{href}"' in response.text
    if href.startswith("https"):
        assert 'rel="noopener nofollow"' in response.text


def test_address_forced_into_the_database_is_not_printed_as_a_link(client, team):
    posting = make_posting(team=team)
    Posting.objects.update(apply_url="javascript:alert(1)")

    assert "javascript:" not in client.get(posting.get_absolute_url()).text


# Who may see what is not public


def staff(*permissions):
    """A person with these permissions who looks after every team."""
    user = User.objects.create_user("robin", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=[*permissions, "every_team"]))
    client = Client()
    client.force_login(user)
    return client


def hidden_pages():
    team = make_team("Hidden", is_published=False)
    story = make_story(make_team(), is_published=False)
    return {
        "change_posting": make_posting("Draft", published_from=None).get_absolute_url(),
        "change_team": team.get_absolute_url(),
        "change_story": story.get_absolute_url(),
    }


def test_staff_who_may_change_it_see_a_preview_that_nothing_keeps(employer):
    pages = hidden_pages()
    client = staff(*pages)

    for address in pages.values():
        response = client.get(address)
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex"
        assert "Preview" in response.text
        assert "JobPosting" not in response.text


def test_staff_without_the_permission_see_nothing(employer):
    pages = hidden_pages()

    for permission, address in pages.items():
        others = staff(*set(pages) - {permission})
        assert others.get(address).status_code == 404
        User.objects.all().delete()


def test_public_page_shown_to_staff_is_no_preview(employer):
    posting = make_posting()
    client = staff("change_posting", "change_team")

    for address in (posting.get_absolute_url(), posting.team.get_absolute_url()):
        assert "Preview" not in client.get(address).text


def test_public_pages_set_no_cookie(client, team):
    posting = make_posting(team=team, locations=(make_location("Lisbon"),))

    for address in (
        "/",
        "/jobs/",
        "/teams/",
        team.get_absolute_url(),
        posting.get_absolute_url(),
        "/locations/lisbon/",
        "/x/",
    ):
        assert client.get(address).cookies == {}


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_pages_answer_no_other_method(client, team, method):
    posting = make_posting(team=team)

    for address in ("/", "/jobs/", "/teams/", team.get_absolute_url(), posting.get_absolute_url(), "/jobs/feed/"):
        assert getattr(client, method)(address).status_code == 405


def test_closing_day_is_told_in_the_postings_time_zone(client, employer):
    midnight_in_tokyo = dt.datetime(2030, 6, 30, 15, tzinfo=dt.UTC)
    posting = make_posting(time_zone="Asia/Tokyo", closes_at=midnight_in_tokyo)

    assert "30 June 2030" in client.get(posting.get_absolute_url()).text


def test_one_of_several_words_that_matches_nothing_can_be_taken_away(client, team):
    make_posting("Pilot", team=team)
    make_posting("Keeper", team=team)

    listing = client.get("/jobs/?q=pilot+zzzzqqq").context["listing"]

    assert [(one.label, one.url, one.count) for one in listing.helps] == [("“zzzzqqq”", "/jobs/?q=pilot", 1)]


def test_words_past_the_tenth_are_said_to_be_left_out(client, team):
    make_posting("Pilot", team=team)

    listing = client.get("/jobs/", {"q": " ".join(f"p{'i' * number}" for number in range(11))}).context["listing"]

    assert listing.notes == ["Only the first 10 words are looked for."]


@pytest.mark.parametrize(
    ("pay", "wrong"),
    [("plenty", "plenty"), ("60.000", "60.000"), ("-1", "-1"), ("9" * 16, "9" * 16), ("9" * 15, ""), ("unstated", "")],
)
def test_pay_that_is_no_whole_number_is_said_to_be_ignored(client, team, pay, wrong):
    make_posting("Pilot", team=team)

    response = client.get("/jobs/", {"pay": pay})
    listing = response.context["listing"]

    assert (listing.pay.misunderstood, listing.total) == (wrong, 0 if pay == "9" * 15 else 1)
    assert (f"We don’t understand the pay “{wrong}”" in response.text) == bool(wrong)
    # What was typed stays in the field.
    assert not wrong or f'value="{wrong}"' in response.text


def test_pay_offers_those_that_do_not_state_theirs(client, team):
    make_posting("Paid", team=team, pay_minimum=70000, pay_currency="EUR", pay_period="year")
    make_posting("Underpaid", team=team, pay_maximum=40000, pay_currency="EUR", pay_period="year")
    make_posting("Silent", team=team, published_from=days(-2))
    make_posting("Dollars", team=team, pay_minimum=90000, pay_currency="USD", pay_period="year")

    listing = client.get("/jobs/?pay=60000&sort=title").context["listing"]

    assert (listing.total, listing.pay.unstated, listing.pay.currency) == (1, 2, "EUR")
    assert listing.pay.unstated_url == "/jobs/?pay=60000&pay=unstated&sort=title"
    assert titles(client.get(listing.pay.unstated_url)) == ["Dollars", "Paid", "Silent"]
    [chip] = client.get(listing.pay.unstated_url).context["listing"].chips
    assert (chip.label, chip.url) == ("from €60,000 a year", "/jobs/?sort=title")


def test_country_tells_how_each_position_is_done_from_there(client, team):
    berlin = make_location("Berlin", country="DE")
    make_posting("Office", team=team, locations=(berlin,), published_from=days(-1))
    make_posting("Partly", team=team, locations=(berlin,), workplace="hybrid", published_from=days(-2))
    make_posting("Home", team=team, workplace="remote", remote_countries=("DE", "PL"), published_from=days(-3))
    make_posting("Anywhere", team=team, workplace="remote", remote_anywhere=True, published_from=days(-4))
    make_posting("Elsewhere", team=team, locations=(make_location("Lisbon"),))
    # The country of an office says nothing about remote work.
    make_posting("Remote by an office", team=team, locations=(berlin,), workplace="remote", remote_countries=("PL",))

    response = client.get("/jobs/?country=de")
    listing = response.context["listing"]

    assert titles(response) == ["Office", "Partly", "Home", "Anywhere"]
    assert (listing.from_here.country, listing.from_here.on_site, listing.from_here.remote) == ("Germany", 2, 2)
    for said in ("On-site in Germany", "Hybrid in Germany", "Remote from Germany"):
        assert said in response.text
    assert titles(client.get("/jobs/?country=KE")) == ["Anywhere"]
    assert titles(client.get("/jobs/?country=KE&country=PL&sort=title")) == ["Anywhere", "Home", "Remote by an office"]
    assert [one.label for one in client.get("/jobs/?country=xx").context["listing"].unknown] == ["xx"]


def test_sort_is_relevance_with_words_unless_another_is_asked_for(client, team):
    make_posting("Cook for pilots", team=team, published_from=days(-1))
    make_posting("Pilot", team=team, published_from=days(-2))

    assert titles(client.get("/jobs/?q=pilot")) == ["Pilot", "Cook for pilots"]
    assert titles(client.get("/jobs/?q=pilot&sort=newest")) == ["Cook for pilots", "Pilot"]
    assert titles(client.get("/jobs/?q=pilot&sort=nonsense")) == ["Cook for pilots", "Pilot"]
    assert titles(client.get("/jobs/?sort=relevance")) == ["Cook for pilots", "Pilot"]
    by_name = {one.label: one.url for one in client.get("/jobs/?q=pilot").context["listing"].sorts}
    assert (by_name["Relevance"], by_name["Newest"]) == ("/jobs/?q=pilot", "/jobs/?q=pilot&sort=newest")


def test_thousand_unknown_values_stay_a_small_page(client, team):
    make_posting("Pilot", team=team)

    response = client.get("/jobs/?" + "&".join(f"team=x{number}" for number in range(900)))

    assert response.status_code == 200
    assert len(response.content) < 400_000


def test_names_with_markup_are_shown_as_they_are_typed_everywhere_on_a_list(client, employer):
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
