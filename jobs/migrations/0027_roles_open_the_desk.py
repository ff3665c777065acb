"""Whoever has a role may sign in, and nobody else. Administrators read the trail of security events."""

from importlib import import_module
from typing import Any

from django.db import migrations


def grant(apps: Any, schema_editor: Any) -> None:
    """Let administrators read security events."""
    alias = schema_editor.connection.alias
    import_module("jobs.migrations.0005_roles").create_missing_permissions(apps, alias)
    permission = (
        apps.get_model("auth", "Permission")
        .objects.using(alias)
        .get(content_type__app_label="teams", codename="view_securityevent")
    )
    apps.get_model("auth", "Group").objects.using(alias).get(name="Administrator").permissions.add(permission)


def follow_roles(apps: Any, schema_editor: Any) -> None:
    """Take the role from those who may not sign in, and close the desk to those without a role or right of their own."""
    users = apps.get_model("auth", "User").objects.using(schema_editor.connection.alias)
    for user in users.exclude(is_active=True, is_staff=True).filter(groups__isnull=False).distinct():
        user.groups.clear()
    users.filter(is_staff=True, is_superuser=False, groups__isnull=True, user_permissions__isnull=True).update(
        is_staff=False
    )


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("teams", "0018_accounts"),
        ("jobs", "0026_rules_of_places_of_2026"),
    ]
    operations = [
        migrations.RunPython(grant, migrations.RunPython.noop),
        migrations.RunPython(follow_roles, migrations.RunPython.noop),
    ]
