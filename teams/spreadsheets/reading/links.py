"""The addresses behind the text of cells in a workbook."""

import re
from typing import Any

from openpyxl.packaging.relationship import get_dependents, get_rels_path
from openpyxl.utils import range_boundaries

# A formula that only holds an address and the text above it. Only literal texts are read: nothing is computed.
FORMULA = re.compile(r'=\s*HYPERLINK\(\s*"((?:[^"]|"")*)"\s*(?:[,;]\s*"((?:[^"]|"")*)"\s*)?\)', re.IGNORECASE)


def find_links(sheet: Any, parser: Any) -> dict[tuple[int, int], str]:
    """Return the addresses of a sheet that was parsed, by row, and number of the cell from 0."""
    links: list[Any] = [link for link in parser.hyperlinks.hyperlink if link.id]
    path = get_rels_path(sheet._worksheet_path)
    if not links or path not in sheet.parent._archive.namelist():
        return {}
    targets = {relation.Id: relation.Target for relation in get_dependents(sheet.parent._archive, path)}
    found = {}
    for link in links:
        # A link of several cells is read at the first: in merged cells, only that one has a text.
        column, row, _last_column, _last_row = range_boundaries(link.ref)
        if link.id in targets:
            found[row or 0, (column or 0) - 1] = targets[link.id]
    return found


def read_formula(formula: str) -> tuple[str, str] | None:
    """Return the text and the address of a formula with HYPERLINK, None for another one."""
    match = FORMULA.fullmatch(formula)
    if not match:
        return None
    address, text = (part and part.replace('""', '"') for part in match.groups())
    return text or address, address


def to_address(text: str, address: str) -> str:
    """Return the address that a cell means: its text if that is one, else the one behind the text."""
    if "@" in text or "://" in text:
        return text
    is_mail = address.startswith("mailto:")
    return address.removeprefix("mailto:").partition("?")[0] if is_mail else address
