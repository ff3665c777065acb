"""Plans: what importing a file would do, kept beside the file. A page of the preview reads only its own rows."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Any

from teams.spreadsheets.faults import Fault
from teams.spreadsheets.preview import Change
from teams.spreadsheets.spreadsheet import Sheet

from .files import PLAN, ROWS, Upload

MAX_LISTED = 20
# A warning or note: its column, its text, its first lines, and the number of further lines.
Group = tuple[str, str, list[int], int]


@dataclass(frozen=True)
class Plan:
    """What the preview shows. `reading`: how the file was read. `totals`: rows by status.

    `created` and `missing`: names of related rows by column.
    `offsets`: where each row that changes begins in the file of rows. `error`: a sentence above the preview.
    """

    digest: str
    reading: list[str]
    totals: dict[str, int]
    faults: list[Fault]
    warnings: list[Group]
    notes: list[Group]
    created: dict[str, list[str]]
    missing: dict[str, list[str]]
    error: str
    offsets: list[int]


class Changes(Sequence[Change]):
    """The new and changed rows of a plan, read from the file when they are asked for."""

    def __init__(self, upload: Upload, offsets: Sequence[int]) -> None:
        self.upload, self.offsets = upload, offsets

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, index: Any) -> Any:
        positions = range(len(self))[index]
        if isinstance(positions, int):
            return self[index : index + 1][0]
        if not positions:
            return []
        first, last = self.offsets[positions[0]], self.offsets[positions[-1] + 1]
        with self.upload.path(ROWS).open("rb") as file:
            file.seek(first)
            lines = file.read(last - first).splitlines()
        return [_read_change(line) for line in lines]


def make(resource: Any, result: Any, sheet: Sheet, error: str = "") -> tuple[Plan, bytes]:
    """Return the plan of a file that was checked, and its rows as a file."""
    faults = sorted([*sheet.faults, *resource.faults(result)], key=lambda fault: fault.line)
    faults = [Fault(1, "", str(base_error.error)) for base_error in result.base_errors] or faults
    lines = [json.dumps(astuple(change)).encode() + b"\n" for change in resource.preview.changes]
    offsets = [0]
    for line in lines:
        offsets.append(offsets[-1] + len(line))
    plan = Plan(
        digest=resource.digest(),
        reading=sheet.notes,
        totals=dict(resource.preview.totals),
        faults=faults,
        warnings=_group(resource.warnings),
        notes=_group(resource.notes),
        created=_names((column, map(str, lookup.created)) for column, lookup in resource.lookups.items()),
        missing=_names((column, lookup.missing) for column, lookup in resource.lookups.items()),
        error=error,
        offsets=offsets,
    )
    return plan, b"".join(lines)


def keep(upload: Upload, plan: Plan, rows: bytes) -> None:
    """Write a plan beside its file. The rows come first: there is a plan only if all of it is there."""
    fields = {name: getattr(plan, name) for name in Plan.__dataclass_fields__}
    fields["faults"] = [astuple(fault) for fault in plan.faults]
    upload.write(ROWS, rows)
    upload.write(PLAN, json.dumps(fields).encode())


def find(upload: Upload) -> Plan | None:
    """Return the plan of a file, None if there is none."""
    content = upload.read(PLAN)
    if content is None:
        return None
    fields = json.loads(content)
    groups = {name: [tuple(group) for group in fields[name]] for name in ("warnings", "notes")}
    return Plan(**fields | groups | {"faults": [Fault(*fault) for fault in fields["faults"]]})


def _read_change(line: bytes) -> Change:
    line_number, key, name, is_new, outcome, cells = json.loads(line)
    return Change(line_number, key, name, is_new, outcome, tuple(map(tuple, cells)))


def _names(pairs: Any) -> dict[str, list[str]]:
    return {column: sorted(names) for column, names in ((column, list(names)) for column, names in pairs) if names}


def _group(warnings: Sequence[Fault]) -> list[Group]:
    lines: dict[tuple[str, str], list[int]] = defaultdict(list)
    for warning in warnings:
        lines[warning.column, warning.reason].append(warning.line)
    return [(*warning, numbers[:MAX_LISTED], len(numbers[MAX_LISTED:])) for warning, numbers in lines.items()]
