"""Renditions: public copies of a picture in several widths and formats.

Each is an AVIF file, a WebP file and a fallback: PNG for a transparent picture, else JPEG.
"""

import secrets
from collections.abc import Collection
from typing import Any

from django.core.files.storage import Storage, storages

from .new_files import NewFiles
from .uploads import Reduced

# From the smallest file to the one that every browser reads.
EXTENSIONS = {"avif": "avif", "webp": "webp", "jpeg": "jpg", "png": "png"}


def rendition_storage() -> Storage:
    """Return the storage of the public copies, served under `/media/`."""
    return storages["default"]


def original_storage() -> Storage:
    """Return the storage of the uploaded files. They have no URL."""
    return storages["originals"]


def store_renditions(reduced: Reduced, files: NewFiles) -> dict[str, Any]:
    """Store the public copies of a picture. `files` takes note of them.

    Return `{"width": …, "height": …, "fallback": "jpeg"|"png", "files": {"webp": {"480": name}, …}, "faint_on": […]}`,
    sizes in pixels.
    """
    # The names of a picture differ in their last digits. They cannot be guessed, and a page compresses better.
    stem = secrets.token_hex(14)
    names = {
        kind: {
            width: files.store(rendition_storage(), f"{stem}{int(width):04}.{EXTENSIONS[kind]}", content)
            for width, content in contents.items()
        }
        for kind, contents in reduced.files.items()
    }
    return {
        "width": reduced.width,
        "height": reduced.height,
        "fallback": reduced.fallback,
        "files": names,
        "faint_on": reduced.faint_on,
    }


def file_names(renditions: dict[str, Any]) -> list[str]:
    """Return the names of the stored files."""
    return [name for names in renditions.get("files", {}).values() for name in names.values()]


def has_all_files(renditions: dict[str, Any]) -> bool:
    """Return whether there are renditions and all their files exist. After a restored version, they may not."""
    return bool(renditions) and all(rendition_storage().exists(name) for name in file_names(renditions))


def delete_files(renditions: dict[str, Any], kept: Collection[str] = ()) -> None:
    """Delete the stored files, except those named in `kept`."""
    for name in set(file_names(renditions)) - set(kept):
        rendition_storage().delete(name)


def rendition_url(renditions: dict[str, Any], width: int = 1600) -> str:
    """Return the URL of the widest fallback file up to `width` pixels, else of the widest; "" without a picture."""
    if not renditions:
        return ""
    names = renditions["files"][renditions["fallback"]]
    return rendition_storage().url(names[str(_choose_width(renditions, width))])


def rendition_size(renditions: dict[str, Any], width: int = 1600) -> tuple[int, int] | None:
    """Return the width and height in pixels of the file that `rendition_url` names; None without a picture."""
    if not renditions:
        return None
    chosen = _choose_width(renditions, width)
    return chosen, max(1, round(renditions["height"] * chosen / renditions["width"]))


def _choose_width(renditions: dict[str, Any], width: int) -> int:
    widths = [int(key) for key in renditions["files"][renditions["fallback"]]]
    return max([key for key in widths if key <= width] or widths)
