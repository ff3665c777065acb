"""The picture field: it keeps the original private and makes public renditions when the file is saved."""

import secrets
from functools import partial
from typing import Any

from django.core.files.storage import Storage, storages
from django.db import models, transaction

from .renditions import delete_files, has_all_files, make_renditions
from .validation import validate_picture


def original_storage() -> Storage:
    """Return the storage of the uploaded files. They have no URL."""
    return storages["originals"]


def random_name(instance: models.Model, filename: str) -> str:
    """Return a name for an original that does not say whose picture it is."""
    return secrets.token_hex(16)


class PictureField(models.ImageField):
    """A picture with its renditions in the JSON field named `renditions_field`.

    It works like `ImageField.width_field`, but fills the other field when the file is saved, so that
    pages never open a picture.
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
        upload = getattr(model_instance, self.attname)
        is_new = bool(upload) and not upload._committed
        file = super().pre_save(model_instance, add)
        old_renditions = getattr(model_instance, self.renditions_field)
        if file and not is_new and has_all_files(old_renditions):
            return file
        renditions = {}
        if file:
            with file.open("rb") as opened:
                renditions = make_renditions(opened)
        setattr(model_instance, self.renditions_field, renditions)
        # A removed picture disappears from the public site. The history keeps the original.
        transaction.on_commit(partial(delete_files, old_renditions))
        return file
