"""Who may sign in: everybody with a role, and superusers.

Django's `is_staff` opens the desk. Nobody sets it by hand: it follows from the groups of the user.
"""

from typing import Any

from django.contrib.auth.models import Group, User
from django.db import models
from django.db.models import Q


class Role(models.TextChoices):
    """The roles. Each is a group, which `jobs/migrations/0005_roles.py` creates."""

    RECRUITER = "Recruiter", "Recruiter: the teams below"
    EDITOR = "Editor", "Editor: all teams"
    ADMINISTRATOR = "Administrator", "Administrator: all teams and people"


def get_role(user: User) -> str:
    """Return the name of the user's role, or of another group; "" without one. Names with the most rights come first.

    Uses prefetched groups if there are any.
    """
    names = {group.name for group in user.groups.all()}
    ordered = [role.value for role in reversed(Role) if role.value in names]
    return next(iter([*ordered, *sorted(names)]), "")


def give_role(user: User, group: Group) -> None:
    """Give a user one role in place of all others. The user may sign in from now on."""
    user.groups.set([group])
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])


def end_access(user: User) -> None:
    """Take the role away. The user may not sign in any more, and all sessions end. The name stays in the history."""
    user.groups.clear()
    user.is_active = user.is_staff = user.is_superuser = False
    user.save(update_fields=["is_active", "is_staff", "is_superuser"])


def administrators() -> models.QuerySet[User]:
    """Return who may manage people: administrators and superusers who may sign in."""
    manages_people = Q(is_superuser=True) | Q(groups__name=Role.ADMINISTRATOR)
    return User.objects.filter(manages_people, is_active=True, is_staff=True).distinct()


def has_administrator() -> bool:
    return administrators().exists()


def follow_groups(instance: Any, action: str, reverse: bool, pk_set: Any, **signal: Any) -> None:
    """Set `is_staff` after groups of a user were changed, by whatever program. Connected to the signal of the table."""
    if action not in ("post_add", "post_remove", "post_clear"):
        return
    # From the side of a group, `pk_set` has its users. It is None after all were removed.
    users = User.objects.filter(pk__in=pk_set or ()) if reverse else User.objects.filter(pk=instance.pk)
    for user in users.filter(is_superuser=False):
        may_sign_in = user.groups.exists()
        if user.is_staff != may_sign_in:
            user.is_staff = may_sign_in
            user.save(update_fields=["is_staff"])
        if not reverse:
            instance.is_staff = may_sign_in


def has_account(email: str, *, besides: User | None = None) -> bool:
    """Whether somebody signs in with this e-mail address, or with a name that is the same."""
    same = User.objects.filter(Q(username__iexact=email) | Q(email__iexact=email))
    return (same.exclude(pk=besides.pk) if besides else same).exists()


def get_user_name(typed: str) -> str:
    """Return the user name of who typed a user name or an e-mail address to sign in; unchanged if nobody has it."""
    if "@" not in typed or User.objects.filter(username=typed).exists():
        return typed
    names = User.objects.filter(email__iexact=typed).values_list("username", flat=True)[:2]
    return names[0] if len(names) == 1 else typed
