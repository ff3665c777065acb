"""Uploaded spreadsheets between preview and confirmation: private files of one user for one model."""

import datetime as dt
import hashlib
import secrets
from dataclasses import asdict, dataclass
from typing import Any

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

STORAGE = "imports"
LIFETIME = dt.timedelta(days=1)


class UploadGone(Exception):
    """The file does not exist, has expired, or belongs to another user or model."""


@dataclass(frozen=True)
class Upload:
    """`name`: random, in the storage. `title`: the user's file name. `create`: columns whose missing rows to create."""

    name: str
    title: str
    digest: str
    create: list[str]

    def content(self) -> bytes:
        """Return the stored bytes. Raise UploadGone."""
        try:
            with storages[STORAGE].open(self.name) as file:
                content = file.read()
        except OSError as error:
            raise UploadGone from error
        if hashlib.sha256(content).hexdigest() != self.digest:
            raise UploadGone
        return content

    def delete(self) -> None:
        storages[STORAGE].delete(self.name)

    def reference(self, user: Any, model_label: str) -> str:
        """Return a signed reference, valid for this user and model only."""
        return signing.dumps(asdict(self), salt=_salt(user, model_label), compress=True)


def store(content: bytes, title: str, create: list[str]) -> Upload:
    """Store a file, and delete those that were not confirmed within a day."""
    _delete_expired()
    name = storages[STORAGE].save(secrets.token_hex(16), ContentFile(content))
    return Upload(name, title, hashlib.sha256(content).hexdigest(), create)


def find(reference: str, user: Any, model_label: str) -> Upload:
    """Return the upload of a reference. Raise UploadGone."""
    try:
        return Upload(**signing.loads(reference, salt=_salt(user, model_label), max_age=LIFETIME))
    except signing.BadSignature as error:
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
