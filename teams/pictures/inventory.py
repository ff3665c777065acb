"""Compares the stored files of pictures with the rows that name them."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.core.files.storage import Storage
from django.utils import timezone

from .renditions import file_names, has_all_files, original_storage, rendition_storage
from .unused import UnusedOriginal, picture_fields, retire, rows_with_picture

# A file is stored shortly before its row.
GRACE = dt.timedelta(hours=1)


@dataclass
class Inventory:
    """What does not belong together. Rows stand with their picture fields."""

    public_without_row: list[str] = field(default_factory=list)
    originals_without_row: list[str] = field(default_factory=list)
    public_against_agreement: list[tuple[Any, Any]] = field(default_factory=list)
    rows_without_renditions: list[tuple[Any, Any]] = field(default_factory=list)
    rows_without_original: list[tuple[Any, Any]] = field(default_factory=list)


def take() -> Inventory:
    """Look at every file and every row. It reads two folders, and changes nothing."""
    found = Inventory()
    originals, public = set(), set()
    for each in picture_fields():
        for row in rows_with_picture(each):
            name, renditions = getattr(row, each.attname).name, getattr(row, each.renditions_field)
            has_original = original_storage().exists(name)
            public.update(file_names(renditions))
            if not has_original:
                found.rows_without_original.append((each, row))
            if each.is_shown(row):
                originals.add(name)
                if has_original and not has_all_files(renditions):
                    found.rows_without_renditions.append((each, row))
            elif renditions:
                found.public_against_agreement.append((each, row))
    found.public_without_row = _list_old(rendition_storage(), public)
    found.originals_without_row = _list_old(original_storage(), originals)
    return found


def remove(found: Inventory) -> None:
    """Delete the public files that have no place there. Originals without a row are deleted 30 days from now."""
    for name in found.public_without_row:
        rendition_storage().delete(name)
    for each, row in found.public_against_agreement:
        each.refresh(row)
    noted = set(UnusedOriginal.objects.values_list("pk", flat=True))
    if unnoted := set(found.originals_without_row) - noted:
        retire(*unnoted)


def _list_old(storage: Storage, known: set[str]) -> list[str]:
    """Return the stored files that are not known, without the newest."""
    names = storage.listdir("")[1] if storage.exists("") else []
    newest = timezone.now() - GRACE
    return sorted(name for name in set(names) - known if storage.get_modified_time(name) < newest)
