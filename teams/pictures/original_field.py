"""A file field that keeps the original private and stores public renditions when the file is saved."""

import logging
import secrets
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from .new_files import NewFiles
from .renditions import delete_files, file_names, has_all_files, original_storage
from .unused import retire

logger = logging.getLogger(__name__)


def random_name(instance: models.Model, filename: str) -> str:
    """Return a name for an original that does not say whose picture it is."""
    return secrets.token_hex(16)


def _after_commit(work: Callable[..., None], *arguments: Any) -> None:
    """Do something about files once the row is stored. An error is logged, because the row stays stored.

    `manage.py check_pictures` finds what is left.
    """
    # Django cannot name a `partial` when it reports the error.
    transaction.on_commit(lambda: work(*arguments), robust=True)


class OriginalField(models.FileField):
    """A file with its renditions in the JSON field named `renditions_field`.

    It fills the other field when the file is saved, so that pages never open a file. `shown_while` names a method of
    the row: while it returns False, there are no renditions. A file lives as long as its row.
    """

    def __init__(self, *args: Any, renditions_field: str = "", shown_while: str = "", **kwargs: Any) -> None:
        self.renditions_field, self.shown_while = renditions_field, shown_while
        kwargs.setdefault("storage", original_storage)
        kwargs.setdefault("upload_to", random_name)
        super().__init__(*args, **kwargs)

    def read(self, file: Any) -> Any:
        """Return what `store_renditions` needs of a new file. Raise ValidationError if it cannot be used."""
        raise NotImplementedError

    def store_renditions(self, read: Any, files: NewFiles) -> dict[str, Any]:
        """Store the public files, and return what the JSON field says, as `renditions.store_renditions` does."""
        raise NotImplementedError

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs["renditions_field"] = self.renditions_field
        return name, path, args, kwargs

    def contribute_to_class(self, cls: Any, name: str, **kwargs: Any) -> None:  # type: ignore[override]  # as in FileField
        super().contribute_to_class(cls, name, **kwargs)
        # Migrations have models of their own.
        if not cls._meta.abstract and cls.__module__ != "__fake__":
            models.signals.post_delete.connect(self._forget, sender=cls)

    def is_shown(self, row: models.Model) -> bool:
        """Return whether a row may have renditions."""
        return not self.shown_while or getattr(row, self.shown_while)()

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        file, is_shown = getattr(model_instance, self.attname), self.is_shown(model_instance)
        # What the row itself says can be from its history.
        stored_name, stored = ("", {}) if add else self._get_stored(model_instance)
        if file and not file._committed:
            self._store(model_instance, file.file, is_shown)
        elif not file or not is_shown:
            setattr(model_instance, self.renditions_field, {})
        elif file.name == stored_name and has_all_files(stored):
            setattr(model_instance, self.renditions_field, stored)
        elif not has_all_files(getattr(model_instance, self.renditions_field)):
            setattr(model_instance, self.renditions_field, {})
            _after_commit(self._make_again, model_instance, file.name)
        file = getattr(model_instance, self.attname)
        kept = file_names(getattr(model_instance, self.renditions_field))
        _after_commit(delete_files, stored, kept)
        if stored_name and (stored_name != file.name or (stored and not is_shown)):
            retire(stored_name)
        return file

    def refresh(self, row: models.Model) -> None:
        """Bring the renditions of a stored row to what they should be, without an entry in its history."""
        with transaction.atomic():
            self.pre_save(row, add=False)
            renditions = getattr(row, self.renditions_field)
            type(row)._base_manager.filter(pk=row.pk).update(**{self.renditions_field: renditions})

    def _get_stored(self, row: models.Model) -> tuple[str, dict[str, Any]]:
        rows = type(row)._base_manager.filter(pk=row.pk)
        return rows.values_list(self.attname, self.renditions_field).first() or ("", {})

    def _store(self, row: models.Model, upload: Any, is_shown: bool) -> None:
        """Store a new file and its renditions. They are deleted if the row is not committed."""
        read = self.read(upload)
        files = NewFiles()
        upload.seek(0)
        setattr(row, self.attname, files.store(self.storage, self.generate_filename(row, ""), upload))
        setattr(row, self.renditions_field, self.store_renditions(read, files) if is_shown else {})
        files.keep_on_commit()

    def _make_again(self, row: models.Model, name: str) -> None:
        """Make the renditions of a stored file outside its transaction. A row without its files is saved anyway."""
        try:
            with self.storage.open(name) as original:
                read = self.read(original)
        except (OSError, ValidationError) as error:
            logger.warning("No renditions of %s %s: %s", row._meta.label, row.pk, error)
            return
        with transaction.atomic():
            files = NewFiles()
            renditions = self.store_renditions(read, files)
            is_same = {"pk": row.pk, self.name: name, self.renditions_field: {}}
            if type(row)._base_manager.filter(**is_same).update(**{self.renditions_field: renditions}):
                setattr(row, self.renditions_field, renditions)
                files.keep_on_commit()

    def _forget(self, instance: models.Model, **kwargs: Any) -> None:
        """Delete the renditions of a deleted row, and its original in 30 days."""
        if file := getattr(instance, self.attname):
            _after_commit(delete_files, getattr(instance, self.renditions_field))
            retire(file.name)
