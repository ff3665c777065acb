"""Renditions: public copies of a picture in several widths and formats.

Each is a WebP file and a fallback: PNG for a transparent picture, else JPEG. Encoding a copy again
removes the place, camera and name that the original may carry.
"""

import secrets
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from PIL import Image, ImageOps

WIDTHS = (480, 960, 1600)
ENCODING = {"webp": {"quality": 80, "method": 4}, "jpeg": {"quality": 82, "progressive": True}, "png": {}}


def rendition_storage() -> Storage:
    """Return the storage of the public copies, served under `/media/`."""
    return storages["default"]


def make_renditions(file: Any) -> dict[str, Any]:
    """Store the public copies of an opened picture.

    Return `{"width": …, "height": …, "fallback": "jpeg"|"png", "files": {"webp": {"480": name}, …}}`,
    sizes in pixels. Raise OSError if the file is not a picture.
    """
    file.seek(0)
    with Image.open(file) as opened:
        image = ImageOps.exif_transpose(opened)
    is_transparent = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    image = image.convert("RGBA" if is_transparent else "RGB")
    fallback = "png" if is_transparent else "jpeg"
    files: dict[str, dict[str, str]] = {"webp": {}, fallback: {}}
    for width in sorted({min(width, image.width) for width in WIDTHS}):
        size = (width, max(1, round(image.height * width / image.width)))
        resized = image.resize(size, Image.Resampling.LANCZOS)
        for picture_format, names in files.items():
            names[str(width)] = _store(resized, picture_format)
    return {"width": image.width, "height": image.height, "fallback": fallback, "files": files}


def _store(image: Image.Image, picture_format: str) -> str:
    content = BytesIO()
    image.save(content, picture_format, optimize=True, **ENCODING[picture_format])
    extension = "jpg" if picture_format == "jpeg" else picture_format
    return rendition_storage().save(f"{secrets.token_hex(16)}.{extension}", ContentFile(content.getvalue()))


def _file_names(renditions: dict[str, Any]) -> list[str]:
    return [name for names in renditions.get("files", {}).values() for name in names.values()]


def has_all_files(renditions: dict[str, Any]) -> bool:
    """Return whether there are renditions and all their files exist. After a restored version, they may not."""
    return bool(renditions) and all(rendition_storage().exists(name) for name in _file_names(renditions))


def delete_files(renditions: dict[str, Any]) -> None:
    for name in _file_names(renditions):
        rendition_storage().delete(name)


def rendition_url(renditions: dict[str, Any], width: int = 1600) -> str:
    """Return the URL of the widest fallback file up to `width` pixels, else of the widest; "" without a picture."""
    if not renditions:
        return ""
    names = {int(key): name for key, name in renditions["files"][renditions["fallback"]].items()}
    fitting = [key for key in names if key <= width] or list(names)
    return rendition_storage().url(names[max(fitting)])
