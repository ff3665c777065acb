"""Checks on an uploaded picture."""

from typing import Any

from django.core.exceptions import ValidationError

from .limits import MIN_LOGO_SIDE, SQUARE
from .uploads import reduce


def validate_picture(file: Any) -> None:
    """Raise ValidationError if a new file of a picture field is no picture that can be used."""
    # A stored file was validated when it was uploaded.
    if not getattr(file, "_committed", False):
        reduce(getattr(file, "file", file) if hasattr(file, "_committed") else file)


def validate_square(file: Any) -> None:
    """Raise ValidationError if a new picture is too small for search engines, or too wide or tall for their squares."""
    if getattr(file, "_committed", False):
        return
    reduced = reduce(getattr(file, "file", file) if hasattr(file, "_committed") else file)
    size = f"This picture is {reduced.width} × {reduced.height} pixels."
    if min(reduced.width, reduced.height) < MIN_LOGO_SIDE:
        raise ValidationError(f"{size} Choose one with at least {MIN_LOGO_SIDE} pixels on each side.")
    if not SQUARE[0] <= reduced.width / reduced.height <= SQUARE[1]:
        raise ValidationError(f"{size} Choose one that is about as wide as tall, such as the sign of your logo.")
