"""Pictures: originals kept private, renditions made once and served for ever.

An original may carry a place, a camera and a name, so it never gets an address. What the public sees
are re-encoded copies in several widths, as WebP with a JPEG (or PNG, where there is transparency) to
fall back on, under random names.
"""

import math
import secrets
from functools import partial
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import models, transaction
from PIL import Image, ImageOps

WIDTHS = (480, 960, 1600)
FORMATS = ("JPEG", "PNG", "WEBP")
MAX_BYTES = 12 * 1024 * 1024
MAX_PIXELS = 40_000_000


def original_storage() -> Storage:
    """Storage of the files as uploaded. It has no address."""
    return storages["originals"]


def rendition_storage() -> Storage:
    """Storage of the public copies, served under `/media/`."""
    return storages["default"]


def random_name(instance: models.Model, filename: str) -> str:
    """Name for an original that tells nothing about whose picture it is."""
    return secrets.token_hex(16)


def validate_picture(file: Any) -> None:
    """Raise ValidationError for a file too large to take, before any of it is decoded."""
    if getattr(file, "_committed", False):
        return  # stored already, so it was accepted
    if file.size > MAX_BYTES:
        raise ValidationError(
            f"This picture has {math.ceil(file.size / 1_048_576)} MB. Save it smaller, with at most "
            f"{MAX_BYTES // 1_048_576} MB, and choose it again."
        )
    file.seek(0)
    try:
        with Image.open(file) as image:
            width, height, kind = *image.size, image.format
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise ValidationError("This is not a picture we can read. Choose a JPEG, PNG or WebP file.") from error
    finally:
        file.seek(0)
    if kind not in FORMATS:
        raise ValidationError(f"{kind} pictures are not supported. Choose a JPEG, PNG or WebP file.")
    if width * height > MAX_PIXELS:
        raise ValidationError(
            f"This picture is {width} × {height} pixels. Make it smaller, at most {MAX_PIXELS // 1_000_000} megapixels."
        )


def make_renditions(file: Any) -> dict[str, Any]:
    """Store the public copies of an opened picture.

    Returns `{"width": …, "height": …, "fallback": "jpeg"|"png", "files": {"webp": {"480": name}, …}}`,
    sizes in pixels. Raises OSError when the file is not a picture.
    """
    file.seek(0)
    with Image.open(file) as opened:
        image = ImageOps.exif_transpose(opened)
    transparent = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    image = image.convert("RGBA" if transparent else "RGB")
    fallback = "png" if transparent else "jpeg"
    files: dict[str, dict[str, str]] = {"webp": {}, fallback: {}}
    for width in sorted({min(width, image.width) for width in WIDTHS}):
        size = (width, max(1, round(image.height * width / image.width)))
        resized = image.resize(size, Image.Resampling.LANCZOS)
        for kind, names in files.items():
            names[str(width)] = _store(resized, kind)
    return {"width": image.width, "height": image.height, "fallback": fallback, "files": files}


def _store(image: Image.Image, kind: str) -> str:
    options = {"webp": {"quality": 80, "method": 4}, "jpeg": {"quality": 82, "progressive": True}, "png": {}}
    content = BytesIO()
    image.save(content, kind, optimize=True, **options[kind])
    extension = {"jpeg": "jpg"}.get(kind, kind)
    return rendition_storage().save(f"{secrets.token_hex(16)}.{extension}", ContentFile(content.getvalue()))


class PictureField(models.ImageField):
    """A picture whose renditions are kept in the JSON field named by `renditions_field`.

    Like `ImageField.width_field`, but filled when the file is written, so that a page never opens a picture.
    """

    def __init__(self, *args: Any, renditions_field: str = "", **kwargs: Any) -> None:
        self.renditions_field = renditions_field
        kwargs.setdefault("storage", original_storage)
        kwargs.setdefault("upload_to", random_name)
        kwargs.setdefault("validators", [validate_picture])
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs["renditions_field"] = self.renditions_field
        return name, path, args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        chosen = getattr(model_instance, self.attname)
        is_new = bool(chosen) and not chosen._committed
        file = super().pre_save(model_instance, add)
        earlier = getattr(model_instance, self.renditions_field)
        if file and not is_new and _all_there(earlier):
            return file
        made = {}
        if file:
            with file.open("rb") as opened:
                made = make_renditions(opened)
        setattr(model_instance, self.renditions_field, made)
        # Nobody may see any more what was taken away; the original stays, for the history.
        transaction.on_commit(partial(_delete, earlier))
        return file


def _names(renditions: dict[str, Any]) -> list[str]:
    return [name for by_width in renditions.get("files", {}).values() for name in by_width.values()]


def _all_there(renditions: dict[str, Any]) -> bool:
    """Whether there are renditions, and no file of theirs is missing, as it is after an earlier version is restored."""
    return bool(renditions) and all(rendition_storage().exists(name) for name in _names(renditions))


def _delete(renditions: dict[str, Any]) -> None:
    for name in _names(renditions):
        rendition_storage().delete(name)


def rendition_url(renditions: dict[str, Any], width: int = 1600) -> str:
    """Address of the fallback rendition nearest below that width in pixels; empty without a picture."""
    if not renditions:
        return ""
    by_width = {int(name): file for name, file in renditions["files"][renditions["fallback"]].items()}
    fitting = [one for one in by_width if one <= width] or list(by_width)
    return rendition_storage().url(by_width[max(fitting)])
