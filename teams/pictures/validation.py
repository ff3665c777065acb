"""Checks on an uploaded picture, made before it is decoded."""

import math
from typing import Any

from django.core.exceptions import ValidationError
from PIL import Image

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_BYTES = 12 * 1024 * 1024
MAX_PIXELS = 40_000_000


def validate_picture(file: Any) -> None:
    """Raise ValidationError if a file is no picture of these formats, or is too large."""
    if getattr(file, "_committed", False):
        return  # A stored file was validated when it was uploaded.
    if file.size > MAX_BYTES:
        raise ValidationError(
            f"This picture has {math.ceil(file.size / 1_048_576)} MB. Save it smaller, with at most "
            f"{MAX_BYTES // 1_048_576} MB, and choose it again."
        )
    file.seek(0)
    try:
        with Image.open(file) as image:
            width, height, picture_format = *image.size, image.format
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise ValidationError("This is not a picture we can read. Choose a JPEG, PNG or WebP file.") from error
    finally:
        file.seek(0)
    if picture_format not in FORMATS:
        raise ValidationError(f"{picture_format} pictures are not supported. Choose a JPEG, PNG or WebP file.")
    if width * height > MAX_PIXELS:
        raise ValidationError(
            f"This picture is {width} × {height} pixels. Make it smaller, at most {MAX_PIXELS // 1_000_000} megapixels."
        )
