"""What filters match, and what lists say about unknown values."""

import pytest

from tests.factories import days, make_location, make_posting, make_team

from .lists import titles


def test_values_of_a_facet_are_joined_by_or_and_facets_by_and(client, team):
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


def test_facet_accepts_any_number_of_values(client, employer):
    for number in range(60):
        make_posting(team=make_team(f"Team {number:02}"), sections=0)

    response = client.get("/jobs/?" + "&".join(f"team=team-{number:02}" for number in range(60)))

    assert response.context["listing"].total == 60
    assert len(response.context["listing"].chips) == 60


def test_unknown_value_is_named_and_does_not_change_known_ones(client, team):
    make_posting("A", team=team, locations=(make_location("Lisbon"),))

    beside = client.get("/jobs/?location=lisbon&location=atlantis")
    alone = client.get("/jobs/?location=atlantis")

    assert titles(beside) == ["A"]
    assert titles(alone) == []
    for response in (beside, alone):
        assert [value.label for value in response.context["listing"].unknown] == ["atlantis"]
        assert "atlantis" in response.text
    assert beside.context["listing"].unknown[0].url == "/jobs/?location=lisbon"
    assert alone.context["listing"].showing == "No open positions match"


def test_unknown_parameters_are_ignored_and_dropped_from_addresses(client, team):
    make_posting("A", team=team)

    response = client.get("/jobs/?utm_source=x&team__id=1&sort=__class__&type=full-time")

    assert titles(response) == []
    assert response.context["listing"].url == "/jobs/?type=full-time"


def test_word_without_matches_can_be_removed(client, team):
    make_posting("Pilot", team=team)
    make_posting("Keeper", team=team)

    listing = client.get("/jobs/?q=pilot+zzzzqqq").context["listing"]

    assert [(suggestion.label, suggestion.url, suggestion.count) for suggestion in listing.suggestions] == [
        ("“zzzzqqq”", "/jobs/?q=pilot", 1)
    ]


def test_list_says_that_words_after_the_tenth_are_ignored(client, team):
    make_posting("Pilot", team=team)

    listing = client.get("/jobs/", {"q": " ".join(f"p{'i' * number}" for number in range(11))}).context["listing"]

    assert listing.notes == ["The search uses only the first 10 words."]


@pytest.mark.parametrize(
    ("pay", "wrong"),
    [
        *[("plenty", "plenty"), ("60.00.000", "60.00.000"), ("-1", "-1"), ("NaN", "NaN"), ("9" * 16, "9" * 16)],
        *[("$60,000", "$60,000"), ("9" * 15, ""), ("unstated", "")],
    ],
)
def test_list_says_that_pay_is_ignored_unless_it_is_an_amount(client, team, pay, wrong):
    make_posting("Pilot", team=team)

    response = client.get("/jobs/", {"pay": pay})
    listing = response.context["listing"]

    assert (listing.pay.misunderstood, listing.total) == (wrong, 0 if pay == "9" * 15 else 1)
    assert (f"We don’t understand the pay “{wrong}”" in response.text) == bool(wrong)
    # The field keeps what the visitor typed.
    assert not wrong or f'value="{wrong}"' in response.text


@pytest.mark.parametrize("typed", ["60000", "60.000", "60,000", "60 000", "60k", "60.000,00", "€60,000", "60.000 €"])
def test_pay_filter_understands_amounts_as_people_write_them(client, team, typed):
    make_posting("Paid", team=team, pay_minimum=60000, pay_currency="EUR", pay_period="year")
    make_posting("Underpaid", team=team, pay_maximum=59999, pay_currency="EUR", pay_period="year")

    listing = client.get("/jobs/", {"pay": typed}).context["listing"]

    assert (listing.total, listing.pay.amount, listing.pay.misunderstood) == (1, "60000", "")


def test_pay_filter_offers_postings_without_stated_pay(client, team):
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


def test_country_shows_for_each_position_how_to_work_from_there(client, team):
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
    assert (listing.country_counts.country, listing.country_counts.on_site, listing.country_counts.remote) == (
        "Germany",
        2,
        2,
    )
    for label in ("On-site in Germany", "Hybrid in Germany", "Remote from Germany"):
        assert label in response.text
    assert titles(client.get("/jobs/?country=KE")) == ["Anywhere"]
    assert titles(client.get("/jobs/?country=KE&country=PL&sort=title")) == ["Anywhere", "Home", "Remote by an office"]
    assert [value.label for value in client.get("/jobs/?country=xx").context["listing"].unknown] == ["xx"]


def test_page_with_hundreds_of_unknown_values_stays_small(client, team):
    make_posting("Pilot", team=team)

    response = client.get("/jobs/?" + "&".join(f"team=x{number}" for number in range(900)))

    assert response.status_code == 200
    assert len(response.content) < 400_000
