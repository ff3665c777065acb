import datetime as dt
import hashlib
import secrets
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from teams.columns.types import limit_types
from teams.moments.columns import moments_in_range

from .access import has_administrator

VALID_FOR = {"invitation": dt.timedelta(days=7), "password": dt.timedelta(days=1), "first": dt.timedelta(hours=24)}


def get_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class OneTimeLinkQuerySet(models.QuerySet[Any]):
    def usable(self, at: dt.datetime | None = None) -> Self:
        """Return the links that still work: in time, not used, and of somebody who may sign in."""
        may_sign_in = Q(user__is_active=True, user__is_staff=True)
        return self.filter(
            Q(user__isnull=True) | may_sign_in, used_at__isnull=True, expires_at__gt=at or timezone.now()
        )

    def find(self, token: str) -> Any:
        """Return the usable link with this token, or None. The first administrator's ends as soon as there is one."""
        link = self.usable().select_related("user").filter(digest=get_digest(token)).first()
        return None if link and link.user_id is None and has_administrator() else link

    def issue(self, kind: str, user: Any = None, by: Any = None) -> str:
        """Make a link that replaces earlier ones of this user. Return its token, which is stored nowhere."""
        token = secrets.token_urlsafe(32)
        now = timezone.now()
        with transaction.atomic():
            if user:
                # Of two clicks at once, the second one waits.
                type(user).objects.select_for_update(no_key=True).get(pk=user.pk)
            self.filter(Q(user=user) if user else Q(user__isnull=True)).delete()
            self.filter(expires_at__lt=now).delete()
            self.create(kind=kind, user=user, by=by, digest=get_digest(token), expires_at=now + VALID_FOR[kind])
        return token

    def end(self, user: Any) -> None:
        """End the unused link of a user. It no longer works."""
        self.filter(user=user, used_at__isnull=True).delete()

    def use(self, link: Any) -> bool:
        """Mark a link as used. Return whether it still worked: of two requests at once, one gets False."""
        now = timezone.now()
        return bool(self.filter(pk=link.pk, used_at__isnull=True, expires_at__gt=now).update(used_at=now))


@limit_types
class OneTimeLink(models.Model):
    """A link with which somebody sets her password, once. Only a digest of its secret is stored."""

    is_content = False  # visitors never see it: see teams.models.edition

    class Kind(models.TextChoices):
        INVITATION = "invitation", "invitation"
        PASSWORD = "password", "new password"  # no password
        FIRST = "first", "first administrator"

    kind = models.CharField(max_length=10, choices=Kind)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.CASCADE,
        related_name="one_time_link",
        help_text="Who may use it. Nobody yet for the first administrator.",
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    objects = OneTimeLinkQuerySet.as_manager()

    class Meta:
        default_permissions = ()  # no page of the desk shows them
        constraints = [*moments_in_range("one_time_link", "expires_at", "used_at")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} until {self.expires_at:%Y-%m-%d %H:%M}"
