"""Uploaded spreadsheets between preview and confirmation: private files of one user for one model."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

STORAGE = "imports"
LIFETIME = dt.timedelta(days=1)
# Files beside an upload: what the preview shows, its rows, and what is being done with the file.
PLAN, ROWS, STATE = ".plan", ".rows", ".state"


class UploadGone(Exception):
    """The file does not exist, has expired, or belongs to another user or model."""


@dataclass(frozen=True)
class Upload:
    """`name`: random, in the storage. `title`: the user's file name. `create`: columns whose missing rows to create.

    `rows`: how many there are in the file.
    """

    name: str
    title: str
    digest: str
    create: list[str]
    rows: int

    def content(self) -> bytes:
        """Return the stored bytes. Raise UploadGone."""
        content = self.read("")
        if content is None or hashlib.sha256(content).hexdigest() != self.digest:
            raise UploadGone
        return content

    def exists(self) -> bool:
        return self.path("").exists()

    def path(self, suffix: str) -> Path:
        """Return the path of the file, or of a file beside it."""
        return Path(storages[STORAGE].path(self.name + suffix))

    def read(self, suffix: str) -> bytes | None:
        """Return the content of a file, None if there is none."""
        try:
            return self.path(suffix).read_bytes()
        except OSError:
            return None

    def write(self, suffix: str, content: bytes) -> None:
        """Write a file beside the upload. Whoever reads it at the same time reads the old or the new one, whole."""
        name = storages[STORAGE].save(secrets.token_hex(16), ContentFile(content))
        Path(storages[STORAGE].path(name)).replace(self.path(suffix))

    def delete(self, *suffixes: str) -> None:
        """Delete the upload and all files beside it, or only the files with some suffixes."""
        for suffix in suffixes or ("", PLAN, ROWS, STATE):
            storages[STORAGE].delete(self.name + suffix)

    def reference(self, user: Any, model_label: str) -> str:
        """Return a signed reference, valid for this user and model only."""
        return signing.dumps(asdict(self), salt=_salt(user, model_label), compress=True)


def store(content: bytes, title: str, create: Collection[str], rows: int) -> Upload:
    """Store a file, and delete those that were not confirmed within a day."""
    _delete_expired()
    name = storages[STORAGE].save(secrets.token_hex(16), ContentFile(content))
    return Upload(name, title, hashlib.sha256(content).hexdigest(), list(create), rows)


def find(reference: str, user: Any, model_label: str) -> Upload:
    """Return the upload of a reference. Raise UploadGone."""
    try:
        return Upload(**signing.loads(reference, salt=_salt(user, model_label), max_age=LIFETIME))
    except (signing.BadSignature, TypeError) as error:  # TypeError: signed by another version
        raise UploadGone from error


def _salt(user: Any, model_label: str) -> str:
    return f"import of {model_label} by {user.pk}"


def _delete_expired() -> None:
    storage, oldest = storages[STORAGE], timezone.now() - LIFETIME
    try:
        names = storage.listdir("")[1]
    except FileNotFoundError:
        return  # The directory is made with the first file.
    for name in names:
        try:
            if storage.get_modified_time(name) < oldest:
                storage.delete(name)
        except FileNotFoundError:
            continue  # Another process has deleted it.
