"""The people who work at the desk, and what each may do there."""

from typing import Any

import allauth.account.admin
import allauth.mfa.admin  # noqa: F401  # registers what is unregistered below, as the line above does
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.http import HttpRequest

from teams.desk.base import SafeChangeListMixin
from teams.desk.merging import MergingForm, MergingMultipleChoiceField
from teams.desk.saving import LockingMixin
from teams.desk.widgets import ChoiceBox
from teams.models import Team

ROLES = ("Recruiter", "Editor", "Administrator")  # made by jobs/migrations/0005_roles.py

# Roles are what migrations say; keys and codes are their owners' own.
for registered in (Group, User, EmailAddress, Authenticator):
    admin.site.unregister(registered)


class StaffUserForm(MergingForm, UserChangeForm):
    """An account, with the teams it looks after. What somebody else has just taken away is not given back unread."""

    teams = MergingMultipleChoiceField(
        Team.objects.all(),
        required=False,
        widget=ChoiceBox,
        help_text="A recruiter has the page and the postings of these teams, and nothing else.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["teams"].initial = self.instance.teams.all()


@admin.register(User)
class StaffUserAdmin(SafeChangeListMixin, LockingMixin, UserAdmin):
    """Accounts of the desk. Only a superuser sees or changes superusers; single permissions are given to nobody."""

    form = StaffUserForm
    list_display = ["username", "first_name", "last_name", "roles", "looks_after", "is_active"]
    list_filter = ["is_active", "groups"]
    filter_horizontal = ()
    actions = ["remove_second_factor"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Who it is", {"fields": ["first_name", "last_name", "email"]}),
        ("What they may do", {"fields": ["is_active", "is_staff", "groups", "teams"]}),
    ]
    add_fieldsets = [(None, {"fields": ["username", "password1", "password2"]})]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        people = super().get_queryset(request).prefetch_related("groups", "teams")
        if request.user.is_superuser:
            return people
        # Whoever may set a password may sign in with it, so nobody meets an account that may do what no role may.
        others = Group.objects.exclude(name__in=ROLES)
        return people.filter(is_superuser=False, user_permissions=None).exclude(groups__in=others)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is not None and request.user.is_superuser:
            return [*fieldsets, ("Everything", {"fields": ["is_superuser"]})]
        return fieldsets

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups" and not request.user.is_superuser:
            # Another group may hold more than an administrator has to give.
            kwargs["queryset"] = Group.objects.filter(name__in=ROLES)
        return super().formfield_for_manytomany(
            db_field, request, **{"widget": ChoiceBox, "form_class": MergingMultipleChoiceField, **kwargs}
        )

    @admin.action(description="Remove the second factor: the phone or the key is lost", permissions=["change"])
    def remove_second_factor(self, request: HttpRequest, people: QuerySet[Any]) -> None:
        for person in people:
            Authenticator.objects.filter(user=person).delete()
            self.log_change(request, person, "Removed the second factor.")
            message = f"{person} signs in with the password alone now, and should set up a second factor again."
            self.message_user(request, message, messages.SUCCESS)

    @admin.display(description="Roles")
    def roles(self, person: User) -> str:
        return ", ".join(group.name for group in person.groups.all())

    @admin.display(description="Looks after")
    def looks_after(self, person: Any) -> str:
        return ", ".join(team.name for team in person.teams.all())
