"""A17: which users may give which rights to whom, and that a role decides who may sign in."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.test import Client
from django.urls import NoReverseMatch, reverse

from careers.people import forms
from teams.models import FactorRemoval, OneTimeLink, Role, SecurityEvent
from teams.models.accounts import end_access, get_role
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


def test_administrator_gives_a_role_and_teams_and_nothing_more(administrator: Client) -> None:
    team, user = make_team(), make_user("rita", "Editor")
    recruiter = Group.objects.get(name="Recruiter")
    all_permissions = [permission.pk for permission in Permission.objects.all()]

    response = send(
        administrator,
        change_url(user),
        role=recruiter.pk,
        teams=[team.pk],
        is_superuser="on",
        is_staff="",
        username="root",
        user_permissions=all_permissions,
    )

    assert response.status_code == 302
    user.refresh_from_db()
    assert [group.name for group in user.groups.all()] == ["Recruiter"]
    assert list(user.teams.all()) == [team]
    assert (user.username, user.is_superuser, user.is_staff, user.user_permissions.count()) == ("rita", False, True, 0)
    [event] = SecurityEvent.objects.filter(kind="role-changed")
    assert (event.user, event.by_name, event.detail) == (user, "ada", "Editor → Recruiter")


def test_nobody_changes_her_own_role(administrator: Client) -> None:
    ada = User.objects.get(username="ada")
    response = send(administrator, change_url(ada), role=Group.objects.get(name="Recruiter").pk)
    assert "your own role" in response.text
    assert [group.name for group in ada.groups.all()] == ["Administrator"]


def test_being_able_to_sign_in_follows_from_the_role(employer: Any) -> None:
    """Whatever program changes the groups."""
    editor = Group.objects.get(name="Editor")
    user = User.objects.create_user("rita")
    states = []
    for change in (
        lambda: user.groups.add(editor),
        lambda: user.groups.clear(),
        lambda: editor.user_set.add(user),
        lambda: editor.user_set.remove(user),
        lambda: user.groups.set([editor]),
        lambda: user.groups.remove(editor),
    ):
        change()
        states.append(User.objects.get(pk=user.pk).is_staff)
    assert states == [True, False, True, False, True, False]
    root = User.objects.create_superuser("root")
    root.groups.set([editor])
    root.groups.clear()
    assert User.objects.get(pk=root.pk).is_staff


def test_no_page_shows_how_a_password_is_stored(administrator: Client) -> None:
    user = make_user("rita", "Recruiter")
    user.set_password("kites-over-lisbon")
    user.save()
    page = administrator.get(change_url(user)).text
    assert not any(part in page for part in (user.password, user.password[-12:], "algorithm", "iterations", "salt"))
    with pytest.raises(NoReverseMatch):
        reverse("admin:auth_user_password_change", args=[user.pk])


def test_superusers_are_visible_to_superusers_only(administrator: Client) -> None:
    root = make_user("root", is_superuser=True)
    for page in ("change", "history", "link", "end", "second-factor"):
        address = change_url(root).replace("change", page)
        assert administrator.get(address).status_code in (302, 404), page
        assert administrator.post(address, {"answer": "ask"}).status_code in (302, 404), page
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

    for page in ("change", "history", "link", "end", "second-factor"):
        address = change_url(vera).replace("change", page)
        assert administrator.get(address).status_code in (302, 404), page
        assert administrator.post(address, {"email": "mine@example.com", "answer": "ask"}).status_code in (302, 404)

    page = administrator.get(changelist_url(User))
    assert {user.username for user in page.context["cl"].queryset} == {"ada"}
    vera.refresh_from_db()
    assert (vera.email, vera.is_active, vera.check_password("kites-over-lisbon")) == ("", True, True)
    assert Authenticator.objects.filter(user=vera).exists()
    assert (OneTimeLink.objects.count(), FactorRemoval.objects.count()) == (0, 0)
    root = sign_in(make_user("root", is_superuser=True))
    assert root.post(change_url(vera).replace("change", "link")).status_code == 200
    assert OneTimeLink.objects.get().user == vera


def test_only_superusers_can_give_another_group(administrator: Client) -> None:
    auditor, user = Group.objects.create(name="Auditor"), make_user("rita", "Recruiter")

    response = send(administrator, change_url(user), role=auditor.pk)

    assert response.status_code == 200
    assert "role" in response.context["adminform"].form.errors
    assert "Auditor" not in administrator.get(change_url(user)).text
    assert [group.name for group in user.groups.all()] == ["Recruiter"]
    root = sign_in(make_user("root", is_superuser=True))
    assert send(root, change_url(user), role=auditor.pk).status_code == 302
    assert [group.name for group in user.groups.all()] == ["Auditor"]


def test_users_are_never_deleted(administrator: Client) -> None:
    user = make_user("rita")
    address = change_url(user).replace("change", "delete")
    assert administrator.post(address, {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=user.pk).exists()


def test_stale_form_does_not_give_access_again(administrator: Client) -> None:
    """It does not restore a role or a team either, if someone else has removed it."""
    bakery, kites = make_team("Bakery"), make_team("Kites")
    user = make_user("rita", "Recruiter", bakery)
    stale = get_form_data(administrator, change_url(user))
    User.objects.filter(pk=user.pk).update(email="rita@example.com")
    end_access(user)
    user.teams.clear()

    stale |= {"first_name": "Rita", "teams": [bakery.pk, kites.pk], "_save": "Save"}
    assert administrator.post(change_url(user), stale).status_code == 302

    user.refresh_from_db()
    assert (user.first_name, user.email, user.is_active, user.is_staff) == ("Rita", "rita@example.com", False, False)
    assert (list(user.groups.all()), list(user.teams.all())) == ([], [kites])


def test_access_ends_and_comes_back_with_a_role(administrator: Client) -> None:
    user = make_user("rita", "Recruiter")
    hers = sign_in(user)
    assert hers.get("/admin/").status_code == 200

    assert administrator.post(change_url(user).replace("change", "end")).status_code == 302

    assert hers.get("/admin/").status_code == 302
    user = User.objects.get(pk=user.pk)
    assert (user.is_active, user.is_staff, list(user.groups.all())) == (False, False, [])
    assert "May not sign in" in administrator.get(changelist_url(User)).text
    send(administrator, change_url(user), role=Group.objects.get(name="Editor").pk)
    user = User.objects.get(pk=user.pk)
    assert (user.is_active, user.is_staff) == (True, True)
    assert hers.get("/admin/").status_code == 302  # the old session stays ended


def test_nobody_ends_her_own_access(administrator: Client) -> None:
    assert administrator.post(change_url(User.objects.get(username="ada")).replace("change", "end")).status_code == 403
    assert User.objects.get(username="ada").is_active


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

    assert all(label in page for label in ("Role", "Accounts", "Users", "Security events"))
    unknown = ("Staff status", "Groups", "Authentication and Authorization", "Active", "permissions")
    assert not [label for label in unknown if label in page]


def test_tests_that_empty_all_tables_leave_the_groups_behind(transactional_db: None) -> None:
    call_command("flush", interactive=False, verbosity=0)
    assert set(Group.objects.values_list("name", flat=True)) == set(Role.values)
    assert make_user("rita", "Recruiter").has_perm("jobs.view_synonym")


def test_who_is_no_superuser_any_more_needs_a_role(employer: Any) -> None:
    """Being able to sign in follows from a role, and the trail tells who gives all rights and takes them."""
    boss, client = User.objects.create_superuser("boss"), Client()
    client.force_login(boss)
    other = User.objects.create_superuser("other", "other@example.com")
    SecurityEvent.objects.all().delete()
    data = get_form_data(client, change_url(other)) | {"_save": "Save"}
    del data["is_superuser"]

    page = client.post(change_url(other), data)
    assert page.context["adminform"].form.errors["role"] == [forms.NO_ROLE]
    assert client.post(change_url(other), data | {"role": Group.objects.get(name="Editor").pk}).status_code == 302
    other = User.objects.get(pk=other.pk)
    assert (other.is_superuser, other.is_staff, get_role(other)) == (False, True, "Editor")
    data = get_form_data(client, change_url(other)) | {"is_superuser": "on", "_save": "Save"}
    assert client.post(change_url(other), data).status_code == 302
    details = SecurityEvent.objects.filter(kind="role-changed", user=other, by=boss).order_by("id")
    assert list(details.values_list("detail", flat=True)) == [
        "superuser no more",
        "no role → Editor",
        "superuser",
    ]

    data = get_form_data(client, change_url(boss)) | {"_save": "Save"}
    del data["is_superuser"]
    page = client.post(change_url(boss), data)
    assert page.context["adminform"].form.errors["is_superuser"] == [forms.OWN_ROLE]
