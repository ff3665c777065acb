"""Roles and teams that the company's groups give to who signs in with the company's account."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from teams.models import SecurityEvent, Team
from teams.models.accounts import get_role
from tests.desk import make_user
from tests.factories import make_team
from tests.signing_in import is_signed_in

from .provider import RITA, enter, read_message, set_claims

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("roles", [{}, {"hr": "Editor"}])
def test_former_address_of_a_person_opens_nothing(provider: str, settings: Any, roles: dict[str, str]) -> None:
    """Her user name is still the address that the company has given to somebody else."""
    settings.COMPANY_ROLES = roles
    make_user("rita@example.com", "Administrator", email="rita.okafor@example.com")
    set_claims(provider, RITA | {"groups": ["hr"]}, "subject-2")
    client = Client()
    enter(client, "subject-2")
    assert "Another company account" in read_message(client)
    assert not is_signed_in(client)


def test_groups_name_a_team_by_a_former_slug_too(provider: str, settings: Any) -> None:
    settings.COMPANY_ROLES, settings.OIDC_TEAM_PREFIX = {"hr": "Recruiter"}, "team-"
    bakery = make_team("Bakery")
    bakery.slug = "pastry"
    bakery.save()
    set_claims(provider, RITA | {"groups": ["hr", "team-bakery"]})
    enter(Client())
    assert list(User.objects.get().teams.all()) == [bakery]


def test_groups_give_role_and_teams_and_take_them(provider: str, settings: Any) -> None:
    settings.COMPANY_ROLES = {"hr": "Recruiter", "it": "Administrator"}
    settings.OIDC_TEAM_PREFIX = "team-"
    bakery, kites = make_team("Bakery"), make_team("Kites")
    client = Client()
    set_claims(provider, RITA | {"groups": ["hr", "team-bakery", "team-unknown", "canteen"]})
    enter(client)
    rita = User.objects.get()
    assert (rita.username, rita.first_name, rita.last_name) == ("rita@example.com", "Rita", "Okafor")
    assert (get_role(rita), list(Team.objects.filter(recruiters=rita))) == ("Recruiter", [bakery])
    assert not rita.has_usable_password()

    set_claims(provider, RITA | {"groups": ["hr", "it", "team-kites"]})
    enter(client)
    assert (get_role(User.objects.get()), list(Team.objects.filter(recruiters=rita))) == ("Administrator", [kites])

    other_browser = Client()
    set_claims(provider, RITA | {"groups": ["canteen"]})
    enter(other_browser)
    assert "in none of the groups" in read_message(other_browser)
    assert get_role(User.objects.get()) == ""
    assert not is_signed_in(client)  # the session in the first browser has ended

    set_claims(provider, RITA | {"groups": "hr"})
    enter(client)
    assert get_role(User.objects.get()) == "Recruiter"
    kinds = SecurityEvent.objects.order_by("id").values_list("kind", flat=True)
    assert list(kinds) == [
        *("role-changed", "signed-in", "role-changed", "signed-in", "access-ended", "refused"),
        *("role-changed", "signed-in"),
    ]


def test_groups_do_not_change_a_superuser(provider: str, settings: Any) -> None:
    settings.COMPANY_ROLES = {"hr": "Recruiter"}
    root = make_user("root", is_superuser=True, email="rita@example.com")
    set_claims(provider, RITA | {"groups": ["hr"]})
    enter(Client())
    root.refresh_from_db()
    assert (root.is_superuser, get_role(root)) == (True, "")
    set_claims(provider, RITA)
    client = Client()
    enter(client)
    assert not is_signed_in(client)
    root.refresh_from_db()
    assert (root.is_superuser, root.is_active, root.is_staff) == (True, True, True)
