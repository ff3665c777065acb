from itertools import permutations, product
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from teams.columns.types import limit_types
from teams.models.folding import fold
from teams.moments.history import History


def split_phrases(text: str) -> list[str]:
    """Return the phrases that commas separate, each once, without needless spaces: `["QA", "quality assurance"]`."""
    phrases = (" ".join(phrase.split()) for phrase in text.split(","))
    by_folded: dict[str, str] = {}
    for phrase in filter(None, phrases):
        by_folded.setdefault(fold(phrase), phrase)
    return list(by_folded.values())


class SynonymManager(models.Manager[Any]):
    def pairs(self, limit: models.Q | None = None) -> list[tuple[str, str]]:
        """Return each phrase that people type with each phrase that it also finds. One query.

        All phrases of a two-way row find each other, also those of one side. `limit`: which rows to read.
        """
        pairs: dict[tuple[str, str], None] = {}
        for typed, found, direction in (
            self.filter(limit or models.Q()).order_by("pk").values_list("typed", "found", "direction")
        ):
            sides = split_phrases(typed), split_phrases(found)
            if direction == Synonym.Direction.ONE_WAY:
                pairs |= dict.fromkeys(product(*sides))
            else:
                pairs |= dict.fromkeys(permutations(split_phrases(f"{typed},{found}"), 2))
        return list(pairs)


@limit_types
class Synonym(models.Model):
    """Words that people type, and other words that the search finds for them. Editors maintain the list."""

    class Direction(models.TextChoices):
        TWO_WAY = "two-way", "Both ways"
        ONE_WAY = "one-way", "One way"

    typed = models.CharField(
        "people type",
        max_length=300,
        help_text="Words or phrases, separated by commas: coder, programmer. Whoever searches for one of them also "
        "finds positions with the words below.",
    )
    found = models.CharField(
        "the search also finds",
        max_length=300,
        help_text="Words or phrases of your postings, separated by commas: software engineer, developer.",
    )
    direction = models.CharField(
        max_length=10,
        choices=Direction.choices,
        default=Direction.TWO_WAY,
        help_text="Both ways: each of the words finds all others. One way: only the first words find the second. "
        "Choose one way for words with other meanings: PM finds project manager, but project manager does not find "
        "“3 pm”.",
    )

    history = History()
    objects = SynonymManager()

    class Meta:
        ordering = ["typed", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(typed="") & ~Q(found=""),
                name="synonym_has_two_sides",
                violation_error_message="Write at least one word in each field.",
            ),
            models.CheckConstraint(
                condition=~Q(typed=F("found")),
                name="synonym_sides_differ",
                violation_error_message="Both fields contain the same words. Write other words in one of them.",
            ),
            models.UniqueConstraint(
                fields=["typed", "direction"],
                name="synonym_is_stored_once",
                violation_error_message="These words have a synonym already. Add the other words to that one.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.typed} {'→' if self.direction == self.Direction.ONE_WAY else '↔'} {self.found}"

    def clean(self) -> None:
        """Remove needless spaces and commas, and refuse what would have no effect."""
        errors = {}
        for name in ("typed", "found"):
            text = getattr(self, name)
            cleaned = ", ".join(split_phrases(text))
            setattr(self, name, cleaned)
            if text and not cleaned:
                errors[name] = "Write a word or a phrase. Commas alone have no effect."
        known = {fold(phrase) for phrase in split_phrases(self.typed)}
        both = [phrase for phrase in split_phrases(self.found) if fold(phrase) in known]
        if both:
            errors["found"] = f"“{both[0]}” is in both fields. Remove it from one of them."
        if errors:
            raise ValidationError(errors)
