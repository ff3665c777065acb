"""Teams and shared texts are put in order in their lists."""

from typing import Any

import pytest
from django.test import Client

from teams.models import SharedText, Team
from tests.desk import add_url, changelist_url, get_form_data, make_user
from tests.factories import make_team

pytestmark = pytest.mark.django_db


def move(client: Client, action: str, *names: str) -> list[str]:
    """Run an action on the teams with these names. Return the names in their new order."""
    ids = [Team.objects.get(name=name).pk for name in names]
    client.post(changelist_url(Team), {"action": action, "_selected_action": ids})
    return [team.name for team in Team.objects.all()]


def test_rows_move_up_and_down(desk: Client) -> None:
    for name in "ABCD":
        make_team(name)
    assert move(desk, "move_up", "C") == ["A", "C", "B", "D"]
    assert move(desk, "move_down", "A", "C") == ["B", "A", "C", "D"]
    # The first ones stay first.
    assert move(desk, "move_up", "B", "A") == ["B", "A", "C", "D"]
    assert move(desk, "move_up", "C", "D") == ["B", "C", "D", "A"]
    team = Team.objects.get(name="A")
    assert (team.position, team.history.first().position, team.history.first().history_user.is_staff) == (4, 4, True)


def test_recruiters_cannot_move_teams(client: Client, employer: Any) -> None:
    first, second = make_team("First"), make_team("Second")
    client.force_login(make_user("robin", "Recruiter", first, second))
    page = client.get(changelist_url(Team)).content.decode()
    assert "Move up" not in page
    assert move(client, "move_up", "Second") == ["First", "Second"]


def test_new_team_and_text_come_last_and_nobody_types_a_number(desk: Client) -> None:
    make_team("First", position=7)
    form = get_form_data(desk, add_url(Team))
    assert "position" not in form
    assert desk.post(add_url(Team), form | {"name": "New", "slug": "new"}).status_code == 302
    assert Team.objects.get(name="New").position == 8
    for heading, team in (("One", ""), ("Two", str(Team.objects.get(name="New").pk))):
        form = get_form_data(desk, add_url(SharedText))
        assert "position" not in form
        text = {"heading": heading, "body": "<p>B</p>", "team": team}
        assert desk.post(add_url(SharedText), form | text).status_code == 302
    assert list(SharedText.objects.values_list("heading", "position")) == [("One", 1), ("Two", 2)]
