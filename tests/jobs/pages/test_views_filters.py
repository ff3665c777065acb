"""What a filter finds, what it leaves out, and what it says of values it does not know."""

import pytest

from tests.factories import days, make_location, make_posting, make_team

from .lists import titles


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


def test_one_of_several_words_that_matches_nothing_can_be_taken_away(client, team):
    make_posting("Pilot", team=team)
    make_posting("Keeper", team=team)

    listing = client.get("/jobs/?q=pilot+zzzzqqq").context["listing"]

    assert [(one.label, one.url, one.count) for one in listing.suggestions] == [("“zzzzqqq”", "/jobs/?q=pilot", 1)]


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


def test_thousand_unknown_values_stay_a_small_page(client, team):
    make_posting("Pilot", team=team)

    response = client.get("/jobs/?" + "&".join(f"team=x{number}" for number in range(900)))

    assert response.status_code == 200
    assert len(response.content) < 400_000
