from django.db import models

from teams.columns.types import limit_types
from teams.moments.columns import moments_in_range

from .posting import Posting


@limit_types
class Check(models.Model):
    """The last result of the check before publishing for a posting. See `jobs.publishing.check_results`."""

    is_content = False  # visitors never see it: see teams.models.edition

    posting = models.OneToOneField(Posting, on_delete=models.CASCADE, primary_key=True, related_name="check_result")
    is_failing = models.BooleanField()
    # The result is valid while these two values are current. `standing`: a digest of the rule context.
    posting_updated_at = models.DateTimeField()
    standing = models.CharField(max_length=64)

    class Meta:
        constraints = moments_in_range("check", "posting_updated_at")

    def __str__(self) -> str:
        return f"{self.posting}: {'fails' if self.is_failing else 'passes'}"
