from django.conf import settings
from django.db import models

from teams.columns.types import limit_types
from teams.moments.columns import moments_in_range

from .posting import Posting


@limit_types
class Decision(models.Model):
    """A warning that a user published in spite of, with the reason. Never changed or deleted."""

    is_content = False  # visitors never see it: see teams.models.edition

    posting = models.ForeignKey(Posting, on_delete=models.CASCADE, related_name="decisions")
    rule = models.CharField(max_length=60)
    message = models.TextField()
    reason = models.CharField(max_length=300)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-decided_at", "-id"]
        constraints = moments_in_range("decision", "decided_at")

    def __str__(self) -> str:
        return self.message
