"""Users of the desk: their roles, their teams and whether they may sign in."""

from typing import Any

import allauth.account.admin
import allauth.mfa.admin  # noqa: F401  # registers models that are unregistered below; so does the line above
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.http import HttpRequest

from teams.desk.lists.addresses import SafeChangeListMixin
from teams.desk.merging import MergingForm, MergingMultipleChoiceField
from teams.desk.saving import LockingMixin
from teams.desk.widgets import ChoiceBox
from teams.models import Team

# Created by jobs/migrations/0005_roles.py.
ROLES = ("Recruiter", "Editor", "Administrator")

# Migrations define the roles, and only their owners manage passkeys and codes.
for model in (Group, User, EmailAddress, Authenticator):
    admin.site.unregister(model)


class StaffUserForm(MergingForm, UserChangeForm):
    """A user with role and teams. Saving does not restore a role or team that someone else has just removed."""

    teams = MergingMultipleChoiceField(
        Team.objects.all(),
        required=False,
        widget=ChoiceBox,
        help_text="A recruiter sees and edits the pages and postings of these teams only.",
    )

    class Meta(UserChangeForm.Meta):
        labels = {"is_staff": "May sign in", "groups": "Role", "is_superuser": "Superuser"}
        help_texts = {
            "is_active": "Untick this when the person leaves. Users are never deleted.",
            "is_staff": "Opens the desk. The role says what the user may do there.",
            "groups": "Recruiter: the teams below. Editor: all teams. Administrator: all teams and the users.",
            "is_superuser": "May do everything, whatever the role.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["teams"].initial = self.instance.teams.all()


class RoleFilter(admin.RelatedFieldListFilter):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "role"


@admin.register(User)
class StaffUserAdmin(SafeChangeListMixin, LockingMixin, UserAdmin):
    """Only superusers see and change superusers. Permissions come from roles, never from a single user."""

    form = StaffUserForm
    list_display = ["username", "first_name", "last_name", "role", "team_names", "is_active"]
    list_filter = ["is_active", ("groups", RoleFilter)]
    filter_horizontal = ()
    actions = ["remove_second_factor"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Person", {"fields": ["first_name", "last_name", "email"]}),
        ("Access", {"fields": ["is_active", "is_staff", "groups", "teams"]}),
    ]
    add_fieldsets = [(None, {"fields": ["username", "password1", "password2"]})]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        users = super().get_queryset(request).prefetch_related("groups", "teams")
        if request.user.is_superuser:
            return users
        # An administrator can set a password and sign in with it. So users with more rights than a role are hidden.
        other_groups = Group.objects.exclude(name__in=ROLES)
        return users.filter(is_superuser=False, user_permissions=None).exclude(groups__in=other_groups)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is not None and request.user.is_superuser:
            return [*fieldsets, ("Superuser", {"fields": ["is_superuser"]})]
        return fieldsets

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups" and not request.user.is_superuser:
            # Other groups may have rights that an administrator may not give.
            kwargs["queryset"] = Group.objects.filter(name__in=ROLES)
        return super().formfield_for_manytomany(
            db_field, request, **{"widget": ChoiceBox, "form_class": MergingMultipleChoiceField, **kwargs}
        )

    @admin.action(description="Remove second factor (lost phone or key)", permissions=["change"])
    def remove_second_factor(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for user in queryset:
            Authenticator.objects.filter(user=user).delete()
            self.log_change(request, user, "Removed the second factor.")
            message = f"{user} can now sign in with the password alone and should set up a new second factor."
            self.message_user(request, message, messages.SUCCESS)

    @admin.display(description="Role")
    def role(self, user: User) -> str:
        return ", ".join(group.name for group in user.groups.all())

    @admin.display(description="Teams")
    def team_names(self, user: Any) -> str:
        return ", ".join(team.name for team in user.teams.all())
