"""What the page of a place says of the place."""

import datetime as dt
import re

import pytest

from jobs.models import local_time
from tests.factories import days, make_location, make_posting, make_team

LINE = re.compile(r'team-index__link" href="([^"]+)"><bdi[^>]*>([^<]+)</bdi> <span[^>]*>(\d+)<')
JUNE, JANUARY = dt.datetime(2026, 6, 1, tzinfo=dt.UTC), dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def test_place_counts_its_open_positions_by_team_in_their_order(client, employer):
    lisbon = make_location("Lisbon", street_address="Rua das Velas 3", time_zone="Etc/GMT-1")
    land, sea = make_team("Land", position=2), make_team("Sea", position=1)
    for team, number in ((land, 1), (sea, 2)):
        for _ in range(number):
            make_posting(team=team, locations=(lisbon,))
    make_posting(team=make_team("Elsewhere"), locations=(make_location("Porto"),))
    make_posting(team=make_team("Gone"), locations=(lisbon,), published_from=days(-9), closes_at=days(-1))
    make_posting(team=make_team("Hidden", is_published=False), locations=(lisbon,))

    page = client.get("/locations/lisbon/?level=senior").text

    assert "3 open positions in 2 teams · <bdi>UTC+1</bdi>" in page
    assert "Rua das Velas 3, Lisbon, Portugal" in page
    assert LINE.findall(page) == [("/teams/sea/", "Sea", "2"), ("/teams/land/", "Land", "1")]


def test_place_with_one_position_says_so(client, employer):
    make_posting(locations=(make_location("Lisbon"),))
    assert '<p class="hero__note">1 open position in 1 team</p>' in client.get("/locations/lisbon/").text


@pytest.mark.parametrize(
    ("at", "key", "words"),
    [
        (JUNE, "Europe/Lisbon", "Lisbon time, UTC+1 today"),
        (JANUARY, "Europe/Lisbon", "Lisbon time, UTC+0 today"),
        (JUNE, "America/St_Johns", "St Johns time, UTC−2:30 today"),
        (JUNE, "UTC", "UTC+0"),
        (JUNE, "", ""),
        (JUNE, "Nowhere/At_all", ""),
    ],
)
def test_zone_is_described_by_its_city_and_the_offset_of_the_day(at, key, words):
    assert local_time.describe_zone(at, key) == words
