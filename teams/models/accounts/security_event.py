import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone

from teams.columns.types import limit_types
from teams.moments.columns import moments_in_range

KEPT_FOR = dt.timedelta(days=365)
# Equal failures within this time are one event with a number, so that guessing does not fill the table.
COUNTED_TOGETHER = dt.timedelta(hours=1)
MAX_NAME, MAX_DETAIL = 150, 200


class SecurityEventQuerySet(models.QuerySet[Any]):
    def record(self, kind: str, user: Any = None, *, by: Any = None, address: str = "", detail: str = "") -> None:
        """Add an event, and delete those that are older than a year. No text may hold a password or a token.

        `user`: whom it is about. `by`: who did it, if that is somebody else. `address`: of the network.
        """
        now = timezone.now()
        if kind in self.model.FAILURES:
            same = self.filter(kind=kind, user=user, address=address, detail=detail, at__gt=now - COUNTED_TOGETHER)
            newest = same.order_by("-at").values("pk")[:1]
            if self.filter(pk__in=list(newest.values_list("pk", flat=True))).update(times=F("times") + 1):
                return
        by = by if by is not None and by.pk and by != user else None
        self.create(
            kind=kind,
            user=user,
            name=str(user)[:MAX_NAME] if user else "",
            by=by,
            by_name=str(by)[:MAX_NAME] if by else "",
            address=address,
            detail=detail[:MAX_DETAIL],
        )
        self.filter(at__lt=now - KEPT_FOR).delete()


@limit_types
class SecurityEvent(models.Model):
    """Something that happened to an account. Administrators read them for a year; nobody changes them."""

    is_content = False  # visitors never see it: see teams.models.edition

    class Kind(models.TextChoices):
        SIGNED_IN = "signed-in", "Signed in"
        FAILED = "failed", "Signing in failed"
        REFUSED = "refused", "Company account refused"
        INVITED = "invited", "Invited"
        LINK_MADE = "link-made", "Link for a new password"
        PASSWORD_SET = "password-set", "Password set"  # no password
        RESET_ASKED = "reset-asked", "Forgotten password asked for"
        FACTOR_ADDED = "factor-added", "Second factor added"
        FACTOR_REMOVED = "factor-removed", "Second factor removed"
        REMOVAL_ASKED = "removal-asked", "Removal of the second factor asked for"
        REMOVAL_DROPPED = "removal-dropped", "Removal of the second factor dropped"
        ROLE_CHANGED = "role-changed", "Role changed"
        ADDRESS_CHANGED = "address-changed", "E-mail address changed"
        ACCESS_ENDED = "access-ended", "Access ended"

    FAILURES = (Kind.FAILED, Kind.REFUSED, Kind.RESET_ASKED)

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    kind = models.CharField("what happened", max_length=20, choices=Kind)
    # The account can be deleted by an operator. The event then still names it.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=MAX_NAME, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=MAX_NAME, blank=True)
    address = models.CharField("network address", max_length=45, blank=True)
    detail = models.CharField(max_length=MAX_DETAIL, blank=True)
    times = models.PositiveIntegerField(default=1)

    objects = SecurityEventQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        default_permissions = ("view",)
        constraints = [*moments_in_range("security_event", "at")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name or 'nobody known'}"
