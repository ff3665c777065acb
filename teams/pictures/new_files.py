"""Files that are stored for a row before the row is committed. Without the row, they are deleted again."""

import weakref
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import transaction


class NewFiles:
    """The new files of one row. They are deleted if its transaction is rolled back.

    Django has no callback for that. It holds the callbacks for a commit, and drops them with a rollback: then nothing
    refers to this object any more, and the files go with it.
    """

    def __init__(self) -> None:
        self._files: list[tuple[Storage, str]] = []
        self._deletion = weakref.finalize(self, _delete, self._files)

    def store(self, storage: Storage, name: str, content: Any) -> str:
        """Store bytes or a `File` under `name`, which is not taken yet, and return the name."""
        self._files.append((storage, name))
        return storage.save(name, ContentFile(content) if isinstance(content, bytes) else content)

    def keep_on_commit(self) -> None:
        transaction.on_commit(self._keep)

    def _keep(self) -> None:
        self._deletion.detach()


def _delete(files: list[tuple[Storage, str]]) -> None:
    for storage, name in files:
        storage.delete(name)
