import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from teams.columns.types import limit_types
from teams.moments.columns import moments_in_range

VALID_FOR = dt.timedelta(days=3)


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
        """Whether this administrator is another one than who asked, and not the person herself."""
        return user.pk not in (self.asked_by_id, self.user_id)
