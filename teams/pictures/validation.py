"""Checks on an uploaded picture."""

from typing import Any

from .uploads import reduce


def validate_picture(file: Any) -> None:
    """Raise ValidationError if a new file of a picture field is no picture that can be used."""
    # A stored file was validated when it was uploaded.
    if not getattr(file, "_committed", False):
        reduce(getattr(file, "file", file) if hasattr(file, "_committed") else file)
