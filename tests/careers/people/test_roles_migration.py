"""The migration after which a role decides who may sign in."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission, User
from django.db import connection

from teams.models.accounts import get_role
from tests.desk import make_user

pytestmark = pytest.mark.django_db


def test_who_could_not_sign_in_has_no_role_and_who_has_none_may_not_sign_in() -> None:
    """Superusers, and users with a permission of their own, keep their access."""
    make_user("with role", "Editor")
    make_user("without role")
    make_user("superuser", is_superuser=True)
    make_user("with permission").user_permissions.add(Permission.objects.get(codename="view_user"))
    for name, field in (("inactive", "is_active"), ("not staff", "is_staff")):
        make_user(name, "Recruiter")
        User.objects.filter(username=name).update(**{field: False})

    migration = import_module("jobs.migrations.0027_roles_open_the_desk")
    migration.follow_roles(apps, SimpleNamespace(connection=connection))

    state = {user.username: (user.is_active and user.is_staff, get_role(user)) for user in User.objects.all()}
    assert state == {
        "with role": (True, "Editor"),
        "without role": (False, ""),
        "superuser": (True, ""),
        "with permission": (True, ""),
        "inactive": (False, ""),
        "not staff": (False, ""),
    }
