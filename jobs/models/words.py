from django.db import models

from teams.columns.types import limit_types

from .posting import Posting


@limit_types
class Words(models.Model):
    """The words of a posting that search looks at, made from the posting and its sections by `jobs.finding`.

    Nobody edits them. Any row can be deleted and made again.
    """

    # No database constraint: a trigger deletes the row, even for older code that does not know this table.
    posting = models.OneToOneField(
        Posting, on_delete=models.CASCADE, primary_key=True, related_name="words", db_constraint=False
    )
    title = models.TextField()
    reference = models.TextField()
    text = models.TextField()
    plain = models.TextField(help_text="The text without markup, to show where a word was found.")

    class Meta:
        verbose_name_plural = "words"

    def __str__(self) -> str:
        return f"Words of {self.posting_id}"
