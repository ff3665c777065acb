"""The list and the form of the people who work at the desk."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.formats import date_format

from careers.signing_in import events
from teams.desk import empty_choices
from teams.desk.lists.addresses import SafeChangeListMixin
from teams.desk.saving import LockingMixin
from teams.models import FactorRemoval, OneTimeLink, Role, SecurityEvent, Team
from teams.models.accounts import get_role, give_role

from . import actions
from .forms import PersonForm
from .invitations import send_link

Kind = SecurityEvent.Kind
MAY_SIGN_IN = Q(is_active=True, is_staff=True)


class RoleFilter(admin.RelatedFieldListFilter):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "role"

    @property
    def include_empty_choice(self) -> bool:
        """Whether to offer "no role": the filter of access does."""
        return False


class AccessFilter(admin.SimpleListFilter):
    title = "access"
    parameter_name = "access"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "May sign in"), ("no", "May not sign in")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        conditions = {"yes": MAY_SIGN_IN, "no": ~MAY_SIGN_IN}
        return queryset.filter(conditions[self.value()]) if self.value() in conditions else queryset  # type: ignore[index]


@admin.register(User)
class PersonAdmin(SafeChangeListMixin, LockingMixin, admin.ModelAdmin):
    """Only superusers see and change superusers. Permissions come from roles, never from a single user."""

    form = PersonForm
    change_form_template = "admin/auth/user/change_form.html"
    list_display = ["person", "email", "role", "team_names", "access"]
    list_filter = [AccessFilter, ("groups", RoleFilter)]
    search_fields = ["username", "first_name", "last_name", "email"]
    search_help_text = "Words of a name or an e-mail address."
    ordering = ["first_name", "last_name", "username"]
    empty_value_display = ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        waiting = FactorRemoval.objects.waiting().filter(user=OuterRef("pk"))
        invited = OneTimeLink.objects.usable().filter(user=OuterRef("pk"), kind=OneTimeLink.Kind.INVITATION)
        users = super().get_queryset(request).prefetch_related("groups", "teams")
        users = users.annotate(waits_for_removal=Exists(waiting), is_invited=Exists(invited))
        if request.user.is_superuser:
            return users
        # An administrator can get a link for a password. So users with more rights than a role are hidden.
        other_groups = Group.objects.exclude(name__in=Role.values)
        return users.filter(is_superuser=False, user_permissions=None).exclude(groups__in=other_groups)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets: list[Any] = [
            ("Person", {"fields": ["email", ("first_name", "last_name")]}),
            ("Access", {"fields": ["role", "teams"]}),
        ]
        if obj is not None and request.user.is_superuser:
            fieldsets.append(("Superuser", {"fields": ["is_superuser"]}))
        return fieldsets

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.actor, form.no_team = request.user, empty_choices.describe(Team, request)  # type: ignore[attr-defined]
        return form

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        return super().add_view(request, form_url, {"title": "Invite a person", **(extra_context or {})})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        user = context.get("original")
        if user and self.has_change_permission(request, user):
            context["tools"] = actions.get_tools(request, user)
        context |= {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.username = obj.email
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if change and {"email", "is_superuser"}.intersection(form.changed_data):
            # An earlier link was sent to the old address, or an administrator has it who may not manage superusers.
            OneTimeLink.objects.end(obj)
        if change and "email" in form.changed_data:
            events.record(request, Kind.ADDRESS_CHANGED, obj, by=request.user)
        if change and "is_superuser" in form.changed_data:
            detail = "superuser" if obj.is_superuser else "superuser no more"
            events.record(request, Kind.ROLE_CHANGED, obj, by=request.user, detail=detail)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        user, group = form.instance, form.cleaned_data.get("role")
        teams = form.cleaned_data.get("teams")
        super().save_related(request, form, formsets, change)
        if not change:
            user.teams.set(teams or [])
        if "role" in form.changed_data and group:
            before = get_role(User.objects.get(pk=user.pk))
            give_role(user, group)
            detail = f"{before or 'no role'} → {group.name}"
            events.record(request, Kind.ROLE_CHANGED, user, by=request.user, detail=detail)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """Send the invitation, and show its link if it could not be mailed: it is stored nowhere."""
        return actions.show_link(self, request, send_link(request, obj, OneTimeLink.Kind.INVITATION))

    def get_urls(self) -> list[Any]:
        pages = {"link": actions.link_view, "end": actions.end_view, "second_factor": actions.second_factor_view}
        return [
            path(
                f"<str:object_id>/{name.replace('_', '-')}/",
                self.admin_site.admin_view(partial(view, self)),
                name=f"auth_user_{name}",
            )
            for name, view in pages.items()
        ] + super().get_urls()

    @admin.display(description="Person", ordering="first_name")
    def person(self, user: User) -> str:
        return user.get_full_name() or user.get_username()

    @admin.display(description="Role")
    def role(self, user: User) -> str:
        return "Superuser" if user.is_superuser else get_role(user)

    @admin.display(description="Teams")
    def team_names(self, user: Any) -> str:
        return ", ".join(team.name for team in user.teams.all())

    @admin.display(description="Access")
    def access(self, user: Any) -> str:
        if not (user.is_active and user.is_staff):
            return "May not sign in"
        if user.waits_for_removal:
            return "Removal of the second factor waits for another administrator"
        if user.last_login:
            return f"Last signed in {date_format(timezone.localtime(user.last_login), 'j M Y')}"
        return "Invited" if user.is_invited else "Has not signed in yet"
