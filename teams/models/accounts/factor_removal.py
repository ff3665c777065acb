import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from teams.columns.types import limit_types
from teams.moments.columns import moments_in_range

from .security_event import SecurityEvent

VALID_FOR = dt.timedelta(days=3)
# Long enough that the other administrators notice a new account, or one that somebody has taken over.
SETTLED_AFTER = dt.timedelta(days=14)
# With each of these, one administrator can sign in as another person, or give an account of hers more rights.
HANDED_OVER = (
    SecurityEvent.Kind.INVITED,
    SecurityEvent.Kind.LINK_MADE,
    SecurityEvent.Kind.ADDRESS_CHANGED,
    SecurityEvent.Kind.ROLE_CHANGED,
)


def settled_from(user: Any) -> dt.datetime | None:
    """Return from which moment an administrator counts as a person of her own; None if she does already.

    Nobody counts whose account is new, or was invited, promoted or given a link by another one, within 14 days. Else
    one person could be both administrators that a removal needs.
    """
    by_others = SecurityEvent.objects.filter(user=user, kind__in=HANDED_OVER).exclude(by_name="")
    handed_over = by_others.aggregate(last=models.Max("at"))["last"]
    settled = max(filter(None, [user.date_joined, handed_over])) + SETTLED_AFTER
    return settled if settled > timezone.now() else None


class FactorRemovalQuerySet(models.QuerySet[Any]):
    def waiting(self) -> Self:
        return self.filter(asked_at__gt=timezone.now() - VALID_FOR)


@limit_types
class FactorRemoval(models.Model):
    """An administrator asks to remove somebody's second factor. Another one has to confirm it within three days."""

    is_content = False  # visitors never see it: see teams.models.edition

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="factor_removal")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)

    objects = FactorRemovalQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [*moments_in_range("factor_removal", "asked_at")]

    def __str__(self) -> str:
        return f"Second factor of {self.user}"

    def may_be_confirmed_by(self, user: Any) -> bool:
        """Whether this administrator is another one than who asked, and not the person herself, and has settled."""
        return user.pk not in (self.asked_by_id, self.user_id) and settled_from(user) is None
