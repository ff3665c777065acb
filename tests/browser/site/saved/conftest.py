"""Positions that can be saved."""

from typing import Any

import pytest

from tests.factories import days, make_employer, make_location, make_posting, make_team


@pytest.fixture
def market(live_server: Any) -> str:
    """Seven positions of the team Sea, from new to old, alternating between two places."""
    make_employer()
    sea = make_team("Sea", rows_at_first=5)
    places = make_location("Lisbon"), make_location("Berlin", country="DE")
    for number in range(7):
        make_posting(
            f"Pilot {number}", team=sea, locations=(places[number % 2],), published_from=days(-1 - number), level="mid"
        )
    return str(live_server.url)
