"""The picture field: it keeps the original private and stores public renditions when the file is saved."""

import logging
import secrets
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.storage import Storage, storages
from django.db import models, transaction

from .new_files import NewFiles
from .renditions import delete_files, has_all_files, store_renditions
from .uploads import reduce
from .validation import validate_picture

logger = logging.getLogger(__name__)


def original_storage() -> Storage:
    """Return the storage of the uploaded files. They have no URL."""
    return storages["originals"]


def random_name(instance: models.Model, filename: str) -> str:
    """Return a name for an original that does not say whose picture it is."""
    return secrets.token_hex(16)


class PictureFormField(forms.FileField):
    """A file input that accepts pictures. The content decides, and the name of the file does not matter."""

    def to_python(self, data: Any) -> Any:
        upload = super().to_python(data)
        if upload:
            reduce(upload)
        return upload


class PictureField(models.FileField):
    """A picture with its renditions in the JSON field named `renditions_field`.

    It fills the other field when the file is saved, so that pages never open a picture. A new file is decoded when the
    form is checked, and at the latest here.
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

    def formfield(self, **kwargs: Any) -> Any:
        # The name that the file has on the user's computer is not stored, so it may be long.
        return super().formfield(**{"form_class": PictureFormField, **kwargs, "max_length": None})

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        file = getattr(model_instance, self.attname)
        old_renditions = getattr(model_instance, self.renditions_field)
        if file and not file._committed:
            self._store(model_instance, file.file)
        elif not file:
            setattr(model_instance, self.renditions_field, {})
        elif not has_all_files(old_renditions):
            setattr(model_instance, self.renditions_field, {})
            transaction.on_commit(partial(self._make_again, model_instance, file.name))
        else:
            return file
        # A removed picture disappears from the public site. The history keeps the original.
        transaction.on_commit(partial(delete_files, old_renditions))
        return getattr(model_instance, self.attname)

    def _store(self, row: models.Model, upload: Any) -> None:
        """Store a new picture and its renditions. They are deleted if the row is not committed."""
        reduced = reduce(upload)
        files = NewFiles()
        upload.seek(0)
        setattr(row, self.attname, files.store(self.storage, self.generate_filename(row, ""), upload))
        setattr(row, self.renditions_field, store_renditions(reduced, files))
        files.keep_on_commit()

    def _make_again(self, row: models.Model, name: str) -> None:
        """Make the renditions of a stored picture outside its transaction. A row without its files is saved anyway."""
        try:
            with self.storage.open(name) as original:
                reduced = reduce(original)
        except (OSError, ValidationError) as error:
            logger.warning("No renditions of %s %s: %s", row._meta.label, row.pk, error)
            return
        with transaction.atomic():
            files = NewFiles()
            renditions = store_renditions(reduced, files)
            is_same = {"pk": row.pk, self.name: name, self.renditions_field: {}}
            if type(row)._base_manager.filter(**is_same).update(**{self.renditions_field: renditions}):
                setattr(row, self.renditions_field, renditions)
                files.keep_on_commit()
