"""Small fonts for tests. Each is made in memory, and says what a font of its kind says."""

import random
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from teams.brand.fonts.limits import CHARACTERS, LETTERS

EVERY_CHARACTER = "".join(chr(code) for first, last in CHARACTERS for code in range(first, last + 1))


def build_font(
    *,
    letters: str = LETTERS,
    points: int = 4,
    width: int = 600,
    licence: int = 0,
    weight: int = 700,
    name: str = "Kite",
    axes: tuple[tuple[str, int, int, int], ...] = (),
    flavor: str | None = "woff2",
) -> bytes:
    """Return a font whose letters are rough shapes. `licence`: its bits. `points` of each letter make it large.

    `axes`: of a variable font, each with its name, least, usual and greatest value.
    """
    chance = random.Random(7)
    names = {ord(letter): f"u{ord(letter):04x}" for letter in letters}
    order = [".notdef", *dict.fromkeys(names.values())]
    builder = FontBuilder(1000, isTTF=True)
    # The same font has the same bytes, whenever it is made.
    builder.setupHead(unitsPerEm=1000, created=3_900_000_000, modified=3_900_000_000)
    builder.font.recalcTimestamp = False
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(names)
    builder.setupGlyf({glyph: _draw(chance, points) for glyph in order})
    builder.setupHorizontalMetrics(dict.fromkeys(order, (width, 0)))
    builder.setupHorizontalHeader(ascent=950, descent=-250, lineGap=50)
    builder.setupNameTable({"familyName": name, "styleName": "Bold"})
    builder.setupOS2(version=4, fsType=licence, usWeightClass=weight, sTypoAscender=950, sTypoDescender=-250)
    builder.setupPost()
    if axes:
        builder.setupFvar([(*axis, axis[0]) for axis in axes], [])
        builder.setupGvar({})
    builder.font.flavor = flavor
    content = BytesIO()
    builder.save(content)
    return content.getvalue()


def make_font(filename: str = "kite.woff2", **options: Any) -> SimpleUploadedFile:
    """Return a font as somebody uploads it."""
    return SimpleUploadedFile(filename, build_font(**options), content_type="font/woff2")


def _draw(chance: random.Random, points: int) -> Any:
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for _number in range(points):
        pen.lineTo((chance.randrange(600), chance.randrange(700)))
    pen.closePath()
    return pen.glyph()
