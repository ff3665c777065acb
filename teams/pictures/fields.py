"""The picture field."""

from typing import Any

from django import forms

from . import renditions
from .new_files import NewFiles
from .original_field import OriginalField, random_name
from .renditions import original_storage
from .uploads import Reduced, reduce
from .validation import validate_picture

__all__ = ["PictureField", "PictureFormField", "original_storage", "random_name"]  # migrations name some


class PictureFormField(forms.FileField):
    """A file input that accepts pictures. The content decides, and the name of the file does not matter."""

    def to_python(self, data: Any) -> Any:
        upload = super().to_python(data)
        if upload:
            reduce(upload)
        return upload


class PictureField(OriginalField):
    """A picture. A new one is decoded when the form is checked, and at the latest when it is saved."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("validators", [validate_picture])
        super().__init__(*args, **kwargs)

    def read(self, file: Any) -> Reduced:
        return reduce(file)

    def store_renditions(self, read: Reduced, files: NewFiles) -> dict[str, Any]:
        return renditions.store_renditions(read, files)

    def formfield(self, **kwargs: Any) -> Any:
        # The name that the file has on the user's computer is not stored, so it may be long.
        return super().formfield(**{"form_class": PictureFormField, **kwargs, "max_length": None})
