"""The groups of the desk: what recruiters, editors and administrators may do.

A model that comes later is granted by a migration of its own.
"""

from typing import Any

from django.contrib.auth.management import create_permissions
from django.db import migrations

# What may be done with each model of an app.
Role = dict[str, dict[str, tuple[str, ...]]]
ALL = ("add", "change", "delete", "view")
RECRUITER: Role = {
    "teams": {"team": ("change", "view"), "pillar": ALL, "story": ALL, "testimonial": ALL, "sharedtext": ALL},
    "jobs": {"posting": ALL, "section": ALL, "location": ("view",), "tag": ("view",)},
}
EDITOR: Role = {
    "teams": {
        "employer": ("add", "change", "view"),
        "exchangerate": ALL,
        "team": ALL,
        "pillar": ALL,
        "story": ALL,
        "testimonial": ALL,
        "sharedtext": ALL,
    },
    "jobs": {"posting": ALL, "section": ALL, "location": ALL, "tag": ALL, "placerule": ALL},
}
ADMINISTRATOR: Role = {**EDITOR, "auth": {"user": ("add", "change", "view")}}
ROLES = {"Recruiter": RECRUITER, "Editor": EDITOR, "Administrator": ADMINISTRATOR}
FOR_EVERY_TEAM = ("Editor", "Administrator")


def create_missing_permissions(apps: Any, alias: str) -> None:
    """Make the permissions now. Django makes them after the last migration, too late to be granted by one."""
    for label in ("auth", "teams", "jobs"):
        app = apps.get_app_config(label)
        known = getattr(app, "models_module", None)
        app.models_module = True  # Without it an app of a migration is taken to have no models.
        create_permissions(app, apps=apps, verbosity=0, using=alias)
        app.models_module = known


def make(apps: Any, schema_editor: Any) -> None:
    """Make the groups, or give them back what they may do."""
    alias = schema_editor.connection.alias
    create_missing_permissions(apps, alias)
    permissions = apps.get_model("auth", "Permission").objects.using(alias).select_related("content_type")
    by_name = {(one.content_type.app_label, one.codename): one for one in permissions}
    for name, allowed in ROLES.items():
        group, _made = apps.get_model("auth", "Group").objects.using(alias).get_or_create(name=name)
        wanted = [
            by_name[label, f"{action}_{model}"]
            for label, models in allowed.items()
            for model, actions in models.items()
            for action in actions
        ]
        if name in FOR_EVERY_TEAM:
            wanted.append(by_name["teams", "every_team"])
        group.permissions.set(wanted)


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("teams", "0003_shared_texts"),
        ("jobs", "0004_rules_of_places"),
    ]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
