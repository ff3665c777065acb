"""Archives of workbooks, whose limits hold while they are read: what a file costs is known only by reading it."""

import zipfile
from io import BytesIO, RawIOBase
from typing import IO, Any
from xml.parsers import expat

from ..faults import Unreadable

# Limits of the unpacked size, because a small archive can unpack to a thousand times its size: in bytes, and files.
MAX_UNPACKED, MAX_PARTS = 100_000_000, 1000
CENTRAL_ENTRY = b"PK\x01\x02"
# Workbooks nest about ten elements.
MAX_DEPTH = 50
# In bytes, between two tokens of a part: a tag cannot be longer than its attributes.
MAX_TOKEN = 1_000_000
# Elements of a part that is read as a whole: styles, names of sheets, relations.
MAX_ELEMENTS = 20_000
# Elements of a part that is read row by row, and of one of its rows. Rows and cells with a format count although
# they are empty: programs leave many below the last row. What is none of these is links, merged cells, formats.
MAX_ROWS, MAX_CELLS, MAX_TEXTS, MAX_OTHERS, MAX_PER_ROW = 50_000, 300_000, 200_000, 200_000, 50_000
READ_SIZE = 64 * 1024

TOO_LARGE = "This workbook is too large once it is unpacked. Split it into several."
TOO_DEEP = "This workbook is nested deeper than spreadsheet programs make it. Save it again as .xlsx."
DECLARED = "This workbook declares its own kind of document, which no spreadsheet program does. Save it again as .xlsx."
TOO_MANY_FORMATS = (
    "This workbook has too many formats, names or sheets to read. Copy the cells into a new workbook, as values."
)
TOO_MANY = {
    "row": "This sheet has more than {:,} rows, empty ones with a format included. Delete the empty rows, or split it.",
    "si": "This workbook has more than {:,} different texts. Split it into several.",
}
TOO_MANY_CELLS = (
    "This sheet has more than {:,} cells, empty ones with a format included. Delete the empty rows and columns, or "
    "split it."
)


class LimitedArchive(zipfile.ZipFile):
    """The parts of a workbook. Reading one raises Unreadable as soon as it passes a limit.

    `refusal`: the reason, for libraries that turn errors into their own.
    """

    refusal: Unreadable | None = None

    def __init__(self, content: bytes) -> None:
        """Open an archive. Raise Unreadable if it is none, or would fill the memory, by the sizes it declares.

        Python never unpacks more of a file than the declared size.
        """
        # Counted before the library makes an object of each.
        if content.count(CENTRAL_ENTRY) > MAX_PARTS:
            raise Unreadable(TOO_LARGE)
        try:
            super().__init__(BytesIO(content))
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise Unreadable("This file is damaged. Save the workbook again and choose the new file.") from error
        if sum(part.file_size for part in self.infolist()) > MAX_UNPACKED:
            raise Unreadable(TOO_LARGE)

    def open(self, name: Any, mode: Any = "r", *args: Any, **kwargs: Any) -> IO[bytes]:
        part, path = super().open(name, mode, *args, **kwargs), getattr(name, "filename", name)
        return LimitedPart(self, part, path) if path.endswith((".xml", ".rels")) else part  # type: ignore[return-value]


class LimitedPart(RawIOBase):
    """An XML part that is parsed along while it is read, to see its depth and number of elements."""

    def __init__(self, archive: LimitedArchive, part: IO[bytes], path: str) -> None:
        self.archive, self.part = archive, part
        # By element, how many are left.
        self.left = _limits(path)
        self.limits = dict(self.left)
        self.others = MAX_OTHERS if self.limits else MAX_ELEMENTS
        self.depth = self.in_row = self.length = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._refuse_type
        self.is_broken = False

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        if size is None or size < 0:
            return b"".join(iter(lambda: self.read(READ_SIZE), b""))
        chunk = self.part.read(size)
        if not self.is_broken:
            self._check(chunk)
        return chunk

    def _check(self, chunk: bytes) -> None:
        self.length += len(chunk)
        try:
            self.parser.Parse(chunk)
            if self.length - max(self.parser.CurrentByteIndex, 0) > MAX_TOKEN:
                raise Unreadable(TOO_LARGE)
        except expat.ExpatError:
            self.is_broken = True  # The library says what is wrong with it.
        except Unreadable as refusal:
            self.archive.refusal = refusal
            raise

    def close(self) -> None:
        self.part.close()
        super().close()

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        self.depth += 1
        self.in_row += 1
        if ":" in name:
            name = name.rpartition(":")[2]
        if name not in self.left:
            self.others -= 1
        else:
            self.left[name] -= 1
            if name in TOO_MANY:
                self.in_row = 0  # What belongs to a row is forgotten after it.
            if self.left[name] < 0:
                raise Unreadable(TOO_MANY.get(name, TOO_MANY_CELLS).format(self.limits[name]))
        if self.depth > MAX_DEPTH:
            raise Unreadable(TOO_DEEP)
        if self.others < 0 or self.in_row > MAX_PER_ROW:
            raise Unreadable(TOO_LARGE if self.limits else TOO_MANY_FORMATS)

    def _end(self, _name: str) -> None:
        self.depth -= 1

    def _refuse_type(self, *_declaration: Any) -> None:
        raise Unreadable(DECLARED)


def _limits(path: str) -> dict[str, int]:
    """Return how often elements may stand in a part, by their name."""
    if path.startswith("xl/worksheets/"):
        return {"row": MAX_ROWS, **dict.fromkeys(("c", "v", "f", "is", "t"), MAX_CELLS)}
    if path.lower().endswith("sharedstrings.xml"):
        return {"si": MAX_TEXTS, "t": MAX_CELLS, "r": MAX_CELLS}
    return {}
