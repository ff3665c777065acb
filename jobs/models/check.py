from django.db import models

from .posting import Posting


class Check(models.Model):
    """What the check before publishing last said of a posting. See `jobs.publishing.check_results`."""

    is_content = False  # no visitor sees it: see teams.models.edition

    posting = models.OneToOneField(Posting, on_delete=models.CASCADE, primary_key=True, related_name="check_result")
    is_failing = models.BooleanField()
    # The answer holds as long as neither of these has another value.
    posting_updated_at = models.DateTimeField()
    standing = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.posting}: {'fails' if self.is_failing else 'passes'}"
