"""How long a text may be, and the sentences for longer ones."""

# In characters of HTML. The longest of 1,300 real postings has 28,000.
STORED = 100_000
# Other programs write far more HTML than is kept. Reading takes about 3 s for a million characters.
SUBMITTED = 500_000


class TextTooLong(ValueError):
    """The text is longer than a limit. Its message is a sentence for the user."""


def check_submitted(html: str) -> None:
    """Raise TextTooLong if a text is too long to be read."""
    if len(html) > SUBMITTED:
        raise TextTooLong(
            f"This text is too long to be read: {len(html):,} characters with its formatting, and the limit is "
            f"{SUBMITTED:,}. Divide it."
        )


def check_stored(html: str) -> None:
    """Raise TextTooLong if a sanitised text is too long to be stored."""
    if len(html) > STORED:
        raise TextTooLong(
            f"This text is too long: {len(html):,} characters with its formatting, and the limit is {STORED:,}. "
            "Shorten it, or divide it."
        )
