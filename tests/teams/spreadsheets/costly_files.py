"""Files built to cost time or memory, by name: each is small and none may be read to its end."""

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook

from teams.spreadsheets.columns import Columns

COLUMNS = Columns(("name", "value"), ("name", "value"))
SHEET, STYLES, STRINGS = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRINGS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
HEADER = '<row><c t="inlineStr"><is><t>name</t></is></c><c t="inlineStr"><is><t>value</t></is></c></row>'
ROW = "<row><c><v>1</v></c></row>"
RUNS = "<r><rPr><b/></rPr><t>x</t></r>"


def book_with(**parts: str) -> bytes:
    """Return a workbook with some parts replaced: `sheet`, `styles`, `strings`."""
    book, saved, result = Workbook(), io.BytesIO(), io.BytesIO()
    book.active.append(COLUMNS.names)
    book.save(saved)
    paths = {"sheet": SHEET, "styles": STYLES, "strings": STRINGS}
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        contents = {name: old.read(name).decode() for name in old.namelist()}
        contents |= {paths[name]: text for name, text in parts.items()}
        if "strings" in parts:
            override = f'<Override PartName="/{STRINGS}" ContentType="{STRINGS_TYPE}"/></Types>'
            contents["[Content_Types].xml"] = contents["[Content_Types].xml"].replace("</Types>", override)
        for name, text in contents.items():
            new.writestr(name, text)
    return result.getvalue()


def sheet(rows: str, rest: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{rest}</worksheet>'


def strings(texts: str) -> str:
    return f'<sst xmlns="{MAIN}">{texts}</sst>'


def _many_parts() -> bytes:
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w") as archive:
        for number in range(100_000):
            archive.writestr(f"p{number}", b"")
    return result.getvalue()


# Printed by a process of its own, which has used no memory before: seconds, megabytes, and the refusal.
MEASURE = """
import sys, time
import django
django.setup()
from teams.spreadsheets.columns import Columns
from teams.spreadsheets.faults import Unreadable
from teams.spreadsheets.spreadsheet import read

def peak():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")) / 1024

content = open(sys.argv[1], "rb").read()
before, began = peak(), time.process_time()
try:
    read(content, Columns(("name", "value"), ("name", "value")), 10_000)
except Unreadable as refusal:
    print(time.process_time() - began, peak() - before, refusal)
"""


def measure(content: bytes, folder: Path) -> tuple[float, float, str]:
    """Return the seconds and megabytes that a file takes until it is refused, and why it is refused."""
    path = folder / "file"
    path.write_bytes(content)
    command = [sys.executable, "-c", MEASURE, str(path)]
    output = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path.cwd()).stdout
    assert output, "The file was read."
    seconds, megabytes, refusal = output.split(" ", 2)
    return float(seconds), float(megabytes), refusal


FILES: dict[str, Callable[[], bytes]] = {
    "depth of a sheet": lambda: book_with(sheet=sheet("<a>" * 10_000_000)),
    "depth of styles": lambda: book_with(styles="<a>" * 10_000_000),
    "a million rows": lambda: book_with(sheet=sheet(HEADER + ROW * 1_000_000)),
    "a million empty rows": lambda: book_with(sheet=sheet(HEADER + "<row/>" * 1_000_000)),
    "cells of a row": lambda: book_with(sheet=sheet(HEADER + "<row>" + "<c/>" * 5_000_000 + "</row>")),
    "cells of a sheet": lambda: book_with(sheet=sheet(HEADER + ("<row>" + "<c/>" * 90 + "</row>") * 30_000)),
    "elements before the rows": lambda: book_with(sheet=f'<worksheet xmlns="{MAIN}">' + "<x/>" * 10_000_000),
    "elements after the rows": lambda: book_with(sheet=sheet(HEADER + ROW, "<x/>" * 10_000_000)),
    "formats": lambda: book_with(styles=f'<styleSheet xmlns="{MAIN}"><cellXfs>' + "<xf/>" * 1_000_000),
    "an attribute": lambda: book_with(sheet=f'<worksheet xmlns="{MAIN}" a="' + "x" * 90_000_000 + '"/>'),
    "a comment": lambda: book_with(sheet="<!--" + "x" * 90_000_000),
    "texts": lambda: book_with(strings=strings("<si><t>x</t></si>" * 3_000_000)),
    "parts of a text": lambda: book_with(strings=strings(f"<si>{RUNS * 400}</si>" * 7_000)),
    "parts of the archive": _many_parts,
    "rows of CSV": lambda: b"name,value\n" + b"1,2\n" * 5_000_000,
    "empty rows of CSV": lambda: b"name,value\n" + b"\n" * 20_000_000,
    "cells of CSV": lambda: b"name,value\n" + b"," * 20_000_000,
    "cells of CSV over lines": lambda: b"name,value\n" + b'"\n",' * 5_000_000,
    "a cell of CSV": lambda: b"name,value\n" + b"x" * 20_000_000,
    "faults of CSV": lambda: b"name,value\n" + b"1\n" * 10_000_000,
    "columns of CSV": lambda: b",".join([b"name"] * 4_000_000),
}
