"""A form that is submitted twice is carried out once.

A form carries an idempotency token in a hidden field. The token and a digest of what was submitted are a row of the
database, written in the transaction that carries the form out. If it cannot be written, nothing is saved.
"""

import datetime as dt
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from teams.models import SubmittedForm

# Nobody clicks twice with a day in between.
LIFETIME = dt.timedelta(days=1)
# How many old tokens a new one deletes.
MAX_DELETED = 100
# A form that the site kept, to be sent again (careers/signing_in/resubmission.py), has this field as well.
PERMIT_FIELD = "resubmission_permit"
# Takes the place of the hash of files. Half of the column is for the data.
NO_FILES = 32 * "0"
# These differ from click to click although the content of the form is the same.
BUTTON_NAMES = ("csrfmiddlewaretoken", PERMIT_FIELD, "_save", "_continue", "_addanother")


class DuplicateSubmit(Exception):
    """The form was submitted before, with the same token and the same content."""


def get_digest(data: Any, files: Any) -> str:
    """Return a hash of submitted data and one of files, as one text. The button that submitted them is left out."""
    values = sorted((name, values) for name, values in data.lists() if name not in BUTTON_NAMES)
    files = sorted((name, file.name, file.size) for name, file in files.items())
    return _hash(values) + (_hash(files) if files else NO_FILES)


@contextmanager
def one_at_a_time(token: str) -> Iterator[None]:
    """Run a transaction that no other with the same token runs beside.

    Begin it before the form is validated: the second click then sees what the first has stored. SQLite has one writer
    at a time anyway.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        if token and connection.vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [_to_key(token)])
        yield


def is_duplicate(token: str, digest: str) -> bool:
    """Return whether a form with this token and digest was carried out before, as its last version."""
    return bool(token) and _find(token).filter(_means_the_same(digest)).exists()


def is_carried_out(token: str) -> bool:
    """Return whether a form with this token was carried out before, whatever it said."""
    return bool(token) and _find(token).exists()


def claim_token(token: str, digest: str) -> None:
    """Raise DuplicateSubmit if a form with this token and digest was carried out before.

    Without a token nothing is checked. Call this inside the transaction that carries the form out: the token is
    then written together with the rows, and a second submit waits for the first. The same token with another
    digest is no second click: the user got no answer and has typed more since, so this is carried out too.
    If the token cannot be written, the error of the database ends the transaction.
    """
    if not token:
        return
    # Rows that another transaction deletes at this moment are left to it. SQLite has no such transaction.
    old = SubmittedForm.objects.filter(submitted_at__lt=timezone.now() - LIFETIME).select_for_update(skip_locked=True)
    SubmittedForm.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:MAX_DELETED])).delete()
    try:
        with transaction.atomic():
            # Waits while another transaction writes the same token.
            SubmittedForm.objects.create(token=_to_key(token), digest=digest)
    except IntegrityError:
        if not _find(token).exclude(_means_the_same(digest)).update(digest=digest):
            raise DuplicateSubmit from None


def store_result(token: str, digest: str, url: str, message: str = "") -> None:
    """Remember the address that a form led to, and what it said, for a second submit of it."""
    if token:
        key = _to_key(f"{token}.{digest}")
        defaults = {"digest": digest, "url": url, "message": message}
        SubmittedForm.objects.update_or_create(token=key, defaults=defaults)


def stored_result(token: str, digest: str) -> str:
    """Return the address that `store_result` has stored, or "" if there is none."""
    return _find(f"{token}.{digest}").values_list("url", flat=True).first() or "" if token else ""


def stored_message(token: str, digest: str) -> str:
    """Return the message that `store_result` has stored, or "" if there is none."""
    return _find(f"{token}.{digest}").values_list("message", flat=True).first() or "" if token else ""


def _means_the_same(digest: str) -> Q:
    """Return the condition on what was carried out with which a form with this digest is a second one.

    A page that sends a form again cannot send its files again (careers/signing_in/resubmission.py). So a form without
    files counts as the same as one with files.
    """
    if digest.endswith(NO_FILES):
        return Q(digest__startswith=digest.removesuffix(NO_FILES))
    return Q(digest=digest)


def _hash(values: Any) -> str:
    return hashlib.sha256(repr(values).encode(errors="surrogatepass")).hexdigest()[: len(NO_FILES)]


def _find(token: str) -> Any:
    return SubmittedForm.objects.filter(pk=_to_key(token))


def _to_key(token: str) -> str:
    """Return what is stored for a token, whatever a browser sends as one."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()
