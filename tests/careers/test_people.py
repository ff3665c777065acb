"""A17: who may give whom which rights."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission, User
from django.test import Client

from careers.admin import ROLES
from tests.desk import add_url, change_url, changelist_url, get_form_data, make_user, send
from tests.factories import make_team

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def administrator(employer: Any) -> Client:
    return signed_in(make_user("ada", "Administrator"))


@pytest.mark.parametrize("role", ["", "Recruiter", "Editor"])
def test_accounts_are_for_administrators(employer: Any, role: str) -> None:
    """A17."""
    person = make_user("rita", role, make_team())
    client = signed_in(person)
    for address in (
        changelist_url(User),
        add_url(User),
        change_url(person),
        change_url(person).replace("change", "history"),
    ):
        assert client.get(address).status_code == 403, address
    sent = {"username": "rita", "is_superuser": "on", "is_staff": "on", "groups": [1, 2, 3]}
    assert client.post(change_url(person), sent).status_code == 403
    person.refresh_from_db()
    assert (person.is_superuser, [group.name for group in person.groups.all()]) == (False, [role] if role else [])


def test_administrator_gives_roles_and_teams_and_nothing_more(administrator: Client) -> None:
    team, person = make_team(), make_user("rita")
    recruiter = Group.objects.get(name="Recruiter")
    every = [permission.pk for permission in Permission.objects.all()]

    response = send(
        administrator,
        change_url(person),
        groups=[recruiter.pk],
        teams=[team.pk],
        is_superuser="on",
        user_permissions=every,
    )

    assert response.status_code == 302
    person.refresh_from_db()
    assert [group.name for group in person.groups.all()] == ["Recruiter"]
    assert list(person.teams.all()) == [team]
    assert (person.is_superuser, person.user_permissions.count()) == (False, 0)


def test_administrator_adds_a_person(administrator: Client) -> None:
    data = get_form_data(administrator, add_url(User)) | {
        "username": "new.person",
        "password1": "kites-over-lisbon",
        "password2": "kites-over-lisbon",
        "_save": "Save",
    }

    assert administrator.post(add_url(User), data).status_code == 302

    person = User.objects.get(username="new.person")
    assert (person.is_staff, person.is_superuser, person.check_password("kites-over-lisbon")) == (False, False, True)


def test_superusers_exist_for_superusers_alone(administrator: Client) -> None:
    root = make_user("root", is_superuser=True)
    for page in ("change", "history", "password"):
        address = change_url(root).replace("change", page)
        assert administrator.get(address).status_code in (302, 404), page
        assert administrator.post(address, {"password1": "x", "password2": "x"}).status_code in (302, 404), page
    assert "root" not in administrator.get(changelist_url(User)).text
    assert send(signed_in(root), change_url(root), first_name="Ruth", is_superuser="on").status_code == 302
    root.refresh_from_db()
    assert (root.first_name, root.is_superuser) == ("Ruth", True)


def with_a_group(name: str) -> User:
    person = make_user("vera", "Recruiter")
    person.groups.add(Group.objects.create(name=name))
    return person


def with_a_permission() -> User:
    person = make_user("vera")
    person.user_permissions.add(Permission.objects.get(codename="delete_user"))
    return person


BEYOND = {
    "a group that is no role": lambda: with_a_group("Auditor"),
    "a group called almost like one": lambda: with_a_group("administrator"),
    "a permission of her own": with_a_permission,
}


@pytest.mark.parametrize("make", BEYOND.values(), ids=BEYOND)
def test_who_may_more_than_a_role_exists_for_superusers_alone(administrator: Client, make: Any) -> None:
    """Whoever could set her password, or take the second factor away, would have her rights."""
    vera = make()
    vera.set_password("kites-over-lisbon")
    vera.save()
    Authenticator.objects.create(user=vera, type=Authenticator.Type.TOTP, data={})
    password = {"password1": "gulls-over-lisbon", "password2": "gulls-over-lisbon", "usable_password": "true"}

    for page in ("change", "history", "password"):
        address = change_url(vera).replace("change", page)
        assert administrator.get(address).status_code in (302, 404), page
        assert administrator.post(address, {"username": "mine", **password}).status_code in (302, 404), page
    action = {"action": "remove_second_factor", "select_across": "1"}
    for chosen in ([vera.pk], [vera.pk, make_user("sam").pk]):
        administrator.post(changelist_url(User), action | {"_selected_action": chosen})

    page = administrator.get(changelist_url(User))
    assert {person.username for person in page.context["cl"].queryset} == {"ada", "sam"}
    vera.refresh_from_db()
    assert (vera.username, vera.check_password("kites-over-lisbon")) == ("vera", True)
    assert Authenticator.objects.filter(user=vera).exists()
    root = signed_in(make_user("root", is_superuser=True))
    assert root.post(change_url(vera).replace("change", "password"), password).status_code == 302
    vera.refresh_from_db()
    assert vera.check_password("gulls-over-lisbon")


def test_administrator_sets_passwords_of_every_role(administrator: Client) -> None:
    for role in ("", *ROLES):
        person = make_user(f"of.{role}", role)
        sent = {"password1": "gulls-over-lisbon", "password2": "gulls-over-lisbon", "usable_password": "true"}
        assert administrator.post(change_url(person).replace("change", "password"), sent).status_code == 302, role
        person.refresh_from_db()
        assert person.check_password("gulls-over-lisbon"), role


def test_only_superusers_give_a_group_that_is_no_role(administrator: Client) -> None:
    auditor, person = Group.objects.create(name="Auditor"), make_user("rita", "Recruiter")

    response = send(administrator, change_url(person), groups=[auditor.pk])

    assert response.status_code == 200
    assert "groups" in response.context["adminform"].form.errors
    assert "Auditor" not in administrator.get(change_url(person)).text
    assert [group.name for group in person.groups.all()] == ["Recruiter"]
    root = signed_in(make_user("root", is_superuser=True))
    assert send(root, change_url(person), groups=[auditor.pk]).status_code == 302
    assert [group.name for group in person.groups.all()] == ["Auditor"]


def test_administrator_lets_in_who_has_lost_the_phone(administrator: Client) -> None:
    person, other = make_user("rita"), make_user("sam")
    for one in (person, other):
        Authenticator.objects.create(user=one, type=Authenticator.Type.TOTP, data={})

    action = {"action": "remove_second_factor", "_selected_action": [person.pk]}
    administrator.post(changelist_url(User), action)

    assert [one.user for one in Authenticator.objects.all()] == [other]


def test_nobody_is_deleted(administrator: Client) -> None:
    person = make_user("rita")
    address = change_url(person).replace("change", "delete")
    assert administrator.post(address, {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=person.pk).exists()


def test_page_opened_before_an_account_was_closed_does_not_open_it_again(administrator: Client) -> None:
    """Nor does it give back a role or a team that somebody else has taken away meanwhile."""
    bakery, kites = make_team("Bakery"), make_team("Kites")
    person = make_user("rita", "Recruiter", bakery)
    mine = get_form_data(administrator, change_url(person))
    User.objects.filter(pk=person.pk).update(is_active=False, email="rita@example.com")
    person.groups.clear()
    person.teams.clear()

    sent = mine | {"first_name": "Rita", "teams": [bakery.pk, kites.pk], "_save": "Save"}
    assert administrator.post(change_url(person), sent).status_code == 302

    person.refresh_from_db()
    assert (person.first_name, person.email, person.is_active) == ("Rita", "rita@example.com", False)
    assert (list(person.groups.all()), list(person.teams.all())) == ([], [kites])


def test_an_account_can_be_closed(administrator: Client) -> None:
    person = make_user("rita", "Recruiter")
    mine = get_form_data(administrator, change_url(person))
    del mine["is_active"]
    assert administrator.post(change_url(person), mine | {"_save": "Save"}).status_code == 302
    person.refresh_from_db()
    assert not person.is_active


def test_who_may_only_look_at_accounts_sees_roles_and_teams(employer: Any) -> None:
    looker = make_user("lou")
    looker.user_permissions.add(Permission.objects.get(codename="view_user"))
    page = signed_in(looker).get(change_url(make_user("rita", "Recruiter", make_team("Kites"))))
    assert page.status_code == 200
    assert "Kites" in page.text
    assert "Recruiter" in page.text
