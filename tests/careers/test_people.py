"""A17: which users may give which rights to whom."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.test import Client

from careers.admin import ROLES
from tests.desk import add_url, change_url, changelist_url, get_form_data, make_user, send
from tests.factories import make_team

pytestmark = pytest.mark.django_db


def sign_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def administrator(employer: Any) -> Client:
    return sign_in(make_user("ada", "Administrator"))


@pytest.mark.parametrize("role", ["", "Recruiter", "Editor"])
def test_users_are_managed_by_administrators_only(employer: Any, role: str) -> None:
    """A17."""
    user = make_user("rita", role, make_team())
    client = sign_in(user)
    for address in (
        changelist_url(User),
        add_url(User),
        change_url(user),
        change_url(user).replace("change", "history"),
    ):
        assert client.get(address).status_code == 403, address
    data = {"username": "rita", "is_superuser": "on", "is_staff": "on", "groups": [1, 2, 3]}
    assert client.post(change_url(user), data).status_code == 403
    user.refresh_from_db()
    assert (user.is_superuser, [group.name for group in user.groups.all()]) == (False, [role] if role else [])


def test_administrator_gives_roles_and_teams_and_nothing_more(administrator: Client) -> None:
    team, user = make_team(), make_user("rita")
    recruiter = Group.objects.get(name="Recruiter")
    all_permissions = [permission.pk for permission in Permission.objects.all()]

    response = send(
        administrator,
        change_url(user),
        groups=[recruiter.pk],
        teams=[team.pk],
        is_superuser="on",
        user_permissions=all_permissions,
    )

    assert response.status_code == 302
    user.refresh_from_db()
    assert [group.name for group in user.groups.all()] == ["Recruiter"]
    assert list(user.teams.all()) == [team]
    assert (user.is_superuser, user.user_permissions.count()) == (False, 0)


def test_administrator_adds_a_user(administrator: Client) -> None:
    data = get_form_data(administrator, add_url(User)) | {
        "username": "new.user",
        "password1": "kites-over-lisbon",
        "password2": "kites-over-lisbon",
        "_save": "Save",
    }

    assert administrator.post(add_url(User), data).status_code == 302

    user = User.objects.get(username="new.user")
    assert (user.is_staff, user.is_superuser, user.check_password("kites-over-lisbon")) == (False, False, True)


def test_superusers_are_visible_to_superusers_only(administrator: Client) -> None:
    root = make_user("root", is_superuser=True)
    for page in ("change", "history", "password"):
        address = change_url(root).replace("change", page)
        assert administrator.get(address).status_code in (302, 404), page
        assert administrator.post(address, {"password1": "x", "password2": "x"}).status_code in (302, 404), page
    assert "root" not in administrator.get(changelist_url(User)).text
    assert send(sign_in(root), change_url(root), first_name="Ruth", is_superuser="on").status_code == 302
    root.refresh_from_db()
    assert (root.first_name, root.is_superuser) == ("Ruth", True)


def make_user_with_group(name: str) -> User:
    user = make_user("vera", "Recruiter")
    user.groups.add(Group.objects.create(name=name))
    return user


def make_user_with_permission() -> User:
    user = make_user("vera")
    user.user_permissions.add(Permission.objects.get(codename="delete_user"))
    return user


BEYOND = {
    "a group that is no role": lambda: make_user_with_group("Auditor"),
    "a group called almost like one": lambda: make_user_with_group("administrator"),
    "a permission of their own": make_user_with_permission,
}


@pytest.mark.parametrize("make", BEYOND.values(), ids=BEYOND)
def test_user_with_more_rights_than_a_role_is_visible_to_superusers_only(administrator: Client, make: Any) -> None:
    """An administrator who could set the password or remove the second factor would gain these rights."""
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
    for ids in ([vera.pk], [vera.pk, make_user("sam").pk]):
        administrator.post(changelist_url(User), action | {"_selected_action": ids})

    page = administrator.get(changelist_url(User))
    assert {user.username for user in page.context["cl"].queryset} == {"ada", "sam"}
    vera.refresh_from_db()
    assert (vera.username, vera.check_password("kites-over-lisbon")) == ("vera", True)
    assert Authenticator.objects.filter(user=vera).exists()
    root = sign_in(make_user("root", is_superuser=True))
    assert root.post(change_url(vera).replace("change", "password"), password).status_code == 302
    vera.refresh_from_db()
    assert vera.check_password("gulls-over-lisbon")


def test_administrator_sets_passwords_of_every_role(administrator: Client) -> None:
    for role in ("", *ROLES):
        user = make_user(f"of.{role}", role)
        data = {"password1": "gulls-over-lisbon", "password2": "gulls-over-lisbon", "usable_password": "true"}
        assert administrator.post(change_url(user).replace("change", "password"), data).status_code == 302, role
        user.refresh_from_db()
        assert user.check_password("gulls-over-lisbon"), role


def test_only_superusers_can_give_another_group(administrator: Client) -> None:
    auditor, user = Group.objects.create(name="Auditor"), make_user("rita", "Recruiter")

    response = send(administrator, change_url(user), groups=[auditor.pk])

    assert response.status_code == 200
    assert "groups" in response.context["adminform"].form.errors
    assert "Auditor" not in administrator.get(change_url(user)).text
    assert [group.name for group in user.groups.all()] == ["Recruiter"]
    root = sign_in(make_user("root", is_superuser=True))
    assert send(root, change_url(user), groups=[auditor.pk]).status_code == 302
    assert [group.name for group in user.groups.all()] == ["Auditor"]


def test_administrator_removes_a_second_factor(administrator: Client) -> None:
    user, other = make_user("rita"), make_user("sam")
    for owner in (user, other):
        Authenticator.objects.create(user=owner, type=Authenticator.Type.TOTP, data={})

    action = {"action": "remove_second_factor", "_selected_action": [user.pk]}
    administrator.post(changelist_url(User), action)

    assert [authenticator.user for authenticator in Authenticator.objects.all()] == [other]


def test_users_are_never_deleted(administrator: Client) -> None:
    user = make_user("rita")
    address = change_url(user).replace("change", "delete")
    assert administrator.post(address, {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=user.pk).exists()


def test_stale_form_does_not_reactivate_a_user(administrator: Client) -> None:
    """It does not restore a role or a team either, if someone else has removed it."""
    bakery, kites = make_team("Bakery"), make_team("Kites")
    user = make_user("rita", "Recruiter", bakery)
    stale = get_form_data(administrator, change_url(user))
    User.objects.filter(pk=user.pk).update(is_active=False, email="rita@example.com")
    user.groups.clear()
    user.teams.clear()

    stale |= {"first_name": "Rita", "teams": [bakery.pk, kites.pk], "_save": "Save"}
    assert administrator.post(change_url(user), stale).status_code == 302

    user.refresh_from_db()
    assert (user.first_name, user.email, user.is_active) == ("Rita", "rita@example.com", False)
    assert (list(user.groups.all()), list(user.teams.all())) == ([], [kites])


def test_user_can_be_made_inactive(administrator: Client) -> None:
    user = make_user("rita", "Recruiter")
    data = get_form_data(administrator, change_url(user))
    del data["is_active"]
    assert administrator.post(change_url(user), data | {"_save": "Save"}).status_code == 302
    user.refresh_from_db()
    assert not user.is_active


def test_user_with_view_permission_sees_roles_and_teams(employer: Any) -> None:
    viewer = make_user("lou")
    viewer.user_permissions.add(Permission.objects.get(codename="view_user"))
    page = sign_in(viewer).get(change_url(make_user("rita", "Recruiter", make_team("Kites"))))
    assert page.status_code == 200
    assert "Kites" in page.text
    assert "Recruiter" in page.text


def test_labels_of_users_are_plain(administrator: Client) -> None:
    make_user("rita", "Recruiter")
    page = administrator.get(change_url(User.objects.get(username="rita"))).text + administrator.get("/admin/").text

    assert all(label in page for label in ("May sign in", "Role", "Accounts", "Users"))
    assert not any(label in page for label in ("Staff status", "Groups", "Authentication and Authorization"))


def test_tests_that_empty_all_tables_leave_the_groups_behind(transactional_db: None) -> None:
    call_command("flush", interactive=False, verbosity=0)
    assert set(Group.objects.values_list("name", flat=True)) == {"Recruiter", "Editor", "Administrator"}
    assert make_user("rita", "Recruiter").has_perm("jobs.view_synonym")
