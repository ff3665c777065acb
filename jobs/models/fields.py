"""Model fields of postings and places that Django does not have, the constraints and the history of postings."""

import datetime as dt
import re
import unicodedata
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from itertools import compress
from typing import Any, NamedTuple

from django.db import models
from django.db.models import F, Q, signals
from django.utils import timezone

from teams.models.folding import fold
from teams.models.geography.city_names import find_other_names
from teams.models.text_cleaning import BLANKS
from teams.moments.columns import moments_in_range
from teams.moments.history import History

from .local_time import format_end

# Compatibility forms of a letter are at most 18 letters, but no reference has many of them.
MAX_REFERENCE_KEY = 250
# Every dash, and the minus sign. A soft hyphen is invisible.
HYPHENS = re.compile("[\u2010-\u2015\u2212\u2043\u058a\u05be\u1806\u2e3a\u2e3b\ufe58\ufe63\uff0d]")

MAX_PAY = Decimal("9999999999.99")


class ClosingMomentField(models.DateTimeField):
    """The moment something ends. The end of a day is shown as that day, not as the start of the next."""

    def format_value(self, value: dt.datetime, zone: zoneinfo.ZoneInfo) -> str:
        return format_end(value, zone)

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateTimeField", args, kwargs


class FoldedField(models.CharField):
    """A copy of another field without case and accents, to sort by. Set whenever the row is saved."""

    def __init__(self, *args: Any, source: str = "", **kwargs: Any) -> None:
        self.source = source
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        folded = fold(getattr(model_instance, self.source))[: self.max_length]
        setattr(model_instance, self.attname, folded)
        return folded


class KnownNamesField(models.TextField):
    """Other names of the city of a place, one on each line. Set whenever the row is saved."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"blank": True, "db_default": "", "default": "", "editable": False}
        super().__init__(*args, **kwargs)

    def contribute_to_class(self, cls: Any, name: str, *args: Any, **kwargs: Any) -> None:
        super().contribute_to_class(cls, name, *args, **kwargs)
        # `loaddata` sends the signal, but does not call `pre_save` below.
        signals.pre_save.connect(self._set_when_raw, sender=cls)

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def pre_save(self, model_instance: Any, add: bool) -> str:
        names = "\n".join(find_other_names(model_instance.city, model_instance.region, model_instance.country))
        setattr(model_instance, self.attname, names)
        return names

    def _set_when_raw(self, instance: models.Model, raw: bool, **kwargs: Any) -> None:
        if raw:
            self.pre_save(instance, add=True)


class ReferenceKeyField(models.CharField):
    """A reference without what people overlook, so that no two postings have the same one: see `to_reference_key`.

    Set whenever the row is saved. Rows that had the same reference before this was compared keep it: the key of the
    later ones ends with a space and their id. None in rows that older code has written.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"null": True, "editable": False, "max_length": MAX_REFERENCE_KEY, "unique": True}
        super().__init__(*args, **kwargs)

    def contribute_to_class(self, cls: Any, name: str, *args: Any, **kwargs: Any) -> None:
        super().contribute_to_class(cls, name, *args, **kwargs)
        # `loaddata` sends the signal, but does not call `pre_save` below.
        signals.pre_save.connect(self._set_when_raw, sender=cls)

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def pre_save(self, model_instance: Any, add: bool) -> str:
        stored, key = getattr(model_instance, self.attname) or "", to_reference_key(model_instance.reference)
        if not stored.startswith(f"{key} "):
            setattr(model_instance, self.attname, key)
        return str(getattr(model_instance, self.attname))

    def _set_when_raw(self, instance: models.Model, raw: bool, **kwargs: Any) -> None:
        if raw:
            self.pre_save(instance, add=True)


def to_reference_key(reference: str) -> str:
    """Return a reference without case, blanks and invisible signs, with one kind of hyphen: “kw-1001” for “KW‑1001”."""
    letters = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", reference).casefold())
    is_visible = (unicodedata.category(letter)[0] not in "CZ" and letter not in BLANKS for letter in letters)
    visible = "".join(compress(letters, is_visible))
    return HYPHENS.sub("-", visible or reference)[:MAX_REFERENCE_KEY]


def without_zeros(key: str) -> str:
    """Return a key without zeros before its numbers: “kw-101” for “kw-0101”."""
    return re.sub("(?<![0-9])0+(?=[0-9])", "", key)


def to_reference_pattern(reference: str) -> str:
    """Return a regular expression for the keys of references that differ only in zeros before numbers."""
    parts = re.split("([0-9]+)", without_zeros(to_reference_key(reference)))
    return f"^{''.join(f'0*{part}' if part.isdecimal() else re.escape(part) for part in parts)}$"


class FirstPublishedField(models.DateTimeField):
    """The first moment a posting was open. Follows `published_from` until that moment, then never changes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"null": True, "editable": False}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateTimeField", args, kwargs

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        first, now = getattr(model_instance, self.attname), timezone.now()
        if first is None and not add:
            # A restored earlier version may lack the moment that has been stored since.
            stored = type(model_instance)._base_manager.filter(pk=model_instance.pk)
            first = stored.values_list(self.attname, flat=True).first()
        first = self.next_value(model_instance, first, now, add=add)
        setattr(model_instance, self.attname, first)
        return first

    @staticmethod
    def next_value(posting: Any, first: Any, now: dt.datetime, *, add: bool = False) -> Any:
        """Return the new value for a posting that is being saved. `first`: the stored value."""
        if first is not None and first <= now:
            return first
        opens = posting.published_from if posting.team.is_published else None
        # A stored posting that has not been open yet cannot have opened in the past.
        return opens if opens is None or add else max(opens, now)


class Changed(NamedTuple):
    """A posting that `one_entry` will write an entry for: its type, and the moment of the first change."""

    posting: Any
    history_type: str
    at: dt.datetime


# By id. None outside of `one_entry`.
_changed: ContextVar[dict[int, Changed] | None] = ContextVar("changed_postings", default=None)


@contextmanager
def one_entry() -> Iterator[None]:
    """Write one entry of history for each posting that the block changes, as it is at the end.

    Without it, a posting that is saved with its places and labels gets an entry for each, and all but the last show a
    posting that nobody has saved. Use it inside the transaction of the save. The entry has the moment of the first
    change: sections are saved after the posting, and belong to the latest entry before their own.
    """
    token = _changed.set({})
    try:
        yield
        changed = _changed.get() or {}
    finally:
        _changed.reset(token)
    for posting, history_type, at in changed.values():
        posting._history_date = at
        type(posting).history_records.create_historical_record(posting, history_type)
        del posting._history_date


class PostingHistory(History):
    """History without changes from the side of a place or tag: the package would take that row for a posting.

    A fixture makes no entries either. The package knows this of rows, but not of their places and tags.
    """

    def contribute_to_class(self, cls: Any, name: str) -> None:
        super().contribute_to_class(cls, name)
        cls.history_records = self

    def create_historical_record(self, instance: Any, history_type: str, using: Any = None) -> None:
        changed = _changed.get()
        if changed is None or history_type == "-":
            super().create_historical_record(instance, history_type, using=using)
        else:
            first = changed.get(instance.pk) or Changed(instance, history_type, timezone.now())
            changed[instance.pk] = first._replace(posting=instance)

    def post_save(self, instance: Any, *args: Any, raw: bool = False, **kwargs: Any) -> None:
        if raw:
            instance.skip_history_when_saving = True
        super().post_save(instance, *args, raw=raw, **kwargs)

    def m2m_changed(self, instance: Any, action: str, attr: str, pk_set: Any, reverse: bool, **kwargs: Any) -> None:
        if not reverse:
            super().m2m_changed(instance, action, attr, pk_set, reverse, **kwargs)


# `jobs/admin/forms.py` and `jobs/spreadsheets/resources.py` say where their messages are shown.
POSTING_CONSTRAINTS: list[models.BaseConstraint] = [
    *moments_in_range("posting", "published_from", "closes_at", "first_published", "created_at", "updated_at"),
    models.CheckConstraint(
        condition=Q(closes_at__isnull=True) | Q(published_from__isnull=True) | Q(closes_at__gt=F("published_from")),
        name="posting_closes_after_it_is_published",
        violation_error_message="The posting must close after it is published. Choose a later closing date.",
    ),
    models.CheckConstraint(
        condition=Q(pay_minimum__isnull=True) | Q(pay_maximum__isnull=True) | Q(pay_minimum__lte=F("pay_maximum")),
        name="posting_pays_no_less_than_its_minimum",
        violation_error_message="The lowest pay must not be above the highest. Exchange the two amounts.",
    ),
    models.CheckConstraint(
        condition=(Q(pay_minimum__isnull=True) & Q(pay_maximum__isnull=True))
        | (~Q(pay_currency="") & ~Q(pay_period="")),
        name="posting_pay_has_currency_and_period",
        violation_error_message="Say in which currency and for which period the pay is: EUR, a year.",
    ),
    models.CheckConstraint(
        condition=(Q(pay_minimum__isnull=True) | Q(pay_minimum__gt=0))
        & (Q(pay_maximum__isnull=True) | Q(pay_maximum__gt=0)),
        name="posting_pay_is_above_zero",
        violation_error_message="Pay must be more than zero. Leave it empty to say nothing about pay.",
    ),
    # The limit of the columns. SQLite stores larger numbers and infinity in them, PostgreSQL stores NaN.
    models.CheckConstraint(
        condition=(Q(pay_minimum__isnull=True) | Q(pay_minimum__lte=MAX_PAY))
        & (Q(pay_maximum__isnull=True) | Q(pay_maximum__lte=MAX_PAY)),
        name="posting_pay_has_an_upper_limit",
        violation_error_message="Write at most 10 digits before the point and 2 after it.",
    ),
    models.CheckConstraint(
        condition=Q(remote_anywhere=False) | Q(remote_countries=""),
        name="posting_is_from_anywhere_or_from_countries",
        violation_error_message="A person may live anywhere, or in the countries named. Clear one of the two.",
    ),
    models.CheckConstraint(
        condition=Q(workplace="remote") | Q(remote_anywhere=False, remote_countries=""),
        name="posting_names_countries_only_when_remote",
        violation_error_message=("Only remote work has countries to live in. Choose Remote, or clear the countries."),
    ),
]
