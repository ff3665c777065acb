from django.db import models

from .posting import Posting


class Words(models.Model):
    """What searching by words looks at: the words of a posting as `jobs/finding/stored_words.py` makes them.

    Made from the posting and its sections; nobody edits it, and any row may be deleted and made anew.
    """

    # No constraint of the database: a trigger removes the row, also where code knows nothing of words.
    posting = models.OneToOneField(
        Posting, on_delete=models.CASCADE, primary_key=True, related_name="words", db_constraint=False
    )
    title = models.TextField()
    reference = models.TextField()
    text = models.TextField()
    plain = models.TextField(help_text="The text itself without markup, to show where a word was found.")

    class Meta:
        verbose_name_plural = "words"

    def __str__(self) -> str:
        return f"Words of {self.posting_id}"
