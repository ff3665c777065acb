"""The font field: it keeps the original private and stores its subset for the public."""

import hashlib
import secrets
from typing import Any

from django import forms

from teams.pictures.new_files import NewFiles
from teams.pictures.original_field import OriginalField
from teams.pictures.renditions import rendition_storage

from .uploads import Subset, subset, validate_font


class FontFormField(forms.FileField):
    """A file input that accepts WOFF2 fonts. The content decides, and the name of the file does not matter."""

    def to_python(self, data: Any) -> Any:
        upload = super().to_python(data)
        if upload:
            subset(upload)
        return upload


class FontField(OriginalField):
    """A font for headings. Its renditions are one file, and what the stylesheet needs to know of it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("validators", [validate_font])
        super().__init__(*args, **kwargs)

    def read(self, file: Any) -> Subset:
        return subset(file)

    def store_renditions(self, read: Subset, files: NewFiles) -> dict[str, Any]:
        """Store the font for the public and return `{"files": {"woff2": {"all": name}}, "name": …, "weight": …, …}`."""
        # The first half says which content it is. With the second, no other save stores or deletes the same file.
        stem = hashlib.sha256(read.content).hexdigest()[:16] + secrets.token_hex(8)
        name = files.store(rendition_storage(), f"{stem}.woff2", read.content)
        return {"files": {"woff2": {"all": name}}, **read.facts}

    def formfield(self, **kwargs: Any) -> Any:
        # The name that the file has on the user's computer is not stored, so it may be long.
        return super().formfield(**{"form_class": FontFormField, **kwargs, "max_length": None})
