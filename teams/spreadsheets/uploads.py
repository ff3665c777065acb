"""A spreadsheet between its preview and its confirmation: its bytes, kept privately for one person and one kind."""

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
KEPT = dt.timedelta(days=1)


class Gone(Exception):
    """There is no such file, not any more, or not for this person and this kind."""


@dataclass(frozen=True)
class Upload:
    """`name` is random, `title` what the person calls the file, `create` the columns whose missing rows are made."""

    name: str
    title: str
    digest: str
    create: list[str]

    def content(self) -> bytes:
        """The bytes that were kept. Raises Gone."""
        try:
            with storages[STORAGE].open(self.name) as file:
                content = file.read()
        except OSError as error:
            raise Gone from error
        if hashlib.sha256(content).hexdigest() != self.digest:
            raise Gone
        return content

    def forget(self) -> None:
        storages[STORAGE].delete(self.name)

    def reference(self, user: Any, kind: str) -> str:
        """What leads back to it, for this person and this kind alone."""
        return signing.dumps(asdict(self), salt=_salt(user, kind), compress=True)


def keep(content: bytes, title: str, create: list[str]) -> Upload:
    """Store a file, and remove those that nobody has confirmed for a day."""
    _sweep()
    name = storages[STORAGE].save(secrets.token_hex(16), ContentFile(content))
    return Upload(name, title, hashlib.sha256(content).hexdigest(), create)


def find(reference: str, user: Any, kind: str) -> Upload:
    """What a reference leads to. Raises Gone."""
    try:
        return Upload(**signing.loads(reference, salt=_salt(user, kind), max_age=KEPT))
    except signing.BadSignature as error:
        raise Gone from error


def _salt(user: Any, kind: str) -> str:
    return f"import of {kind} by {user.pk}"


def _sweep() -> None:
    storage, oldest = storages[STORAGE], timezone.now() - KEPT
    try:
        names = storage.listdir("")[1]
    except FileNotFoundError:
        return  # nothing was ever kept
    for name in names:
        try:
            if storage.get_modified_time(name) < oldest:
                storage.delete(name)
        except FileNotFoundError:
            continue  # another process was faster
