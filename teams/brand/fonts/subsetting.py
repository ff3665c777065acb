"""Check a WOFF2 font on standard input and write what headings need of it to standard output. A program without Django.

It runs in a child process, because a font of some kilobytes can hold gigabytes. The output is JSON: `{"refusal":
sentence}`, or `{"content": WOFF2 in Base64, "name": …, "weight": …, "ascent": …, "descent": …, "gap": …, "width": …}`.
Lengths are in em; `width` is that of an average letter. No instructions, colours and scripts of the font are left.
"""

import base64
from io import BytesIO
from typing import Any, BinaryIO

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from teams.pictures.child_program import Refusal, answer

from .limits import CHARACTERS, FEATURES, HEADING, LETTERS, MAX_SUBSET_BYTES, NAMES, SAMPLE, SIGNATURE

CHOOSE = "Choose a WOFF2 file (its name ends in .woff2)."
# Beginnings of files that people take for it, and what to do with each.
OTHER_FILES = {
    b"wOFF": f"This is a WOFF file, the older format. {CHOOSE}",
    b"\0\1\0\0": f"This is a TrueType font, as computers install it. {CHOOSE}",
    b"true": f"This is a TrueType font, as computers install it. {CHOOSE}",
    b"OTTO": f"This is an OpenType font, as computers install it. {CHOOSE}",
    b"ttcf": f"This is a collection of fonts. {CHOOSE}",
    b"PK\3\4": f"This is an archive. Unpack it. {CHOOSE}",
}
UNKNOWN = f"This is not a font we can read. {CHOOSE}"
DAMAGED = "This font is damaged and cannot be read to its end. Get it from its maker again, and choose the new file."
TOO_DEMANDING = "This font needs more memory than there is. Choose one with fewer characters and styles."

# Bits of OS/2 fsType: https://learn.microsoft.com/typography/opentype/spec/os2#fstype
USAGE, RESTRICTED, NO_SUBSETTING, BITMAP_ONLY = 0x000E, 0x0002, 0x0100, 0x0200
ASK = "Ask its maker for a web font."


def subset(file: BinaryIO) -> dict[str, Any]:
    """Return what headings need of a font. Raise Refusal, or any error if the font is damaged."""
    content = file.read()
    if not content.startswith(SIGNATURE):
        raise Refusal(next((text for start, text in OTHER_FILES.items() if content.startswith(start)), UNKNOWN))
    font = TTFont(BytesIO(content), recalcTimestamp=False)
    if prohibition := _find_prohibition(font["OS/2"].fsType):
        raise Refusal(prohibition)
    missing = [letter for letter in LETTERS if ord(letter) not in font.getBestCmap()]
    if missing:
        raise Refusal("This font has not all the letters from A to Z. Choose one that is made for texts.")
    _leave_out(font)
    weight = min(1000, max(1, font["OS/2"].usWeightClass))
    if "fvar" in font:
        weight = _fix_axes(font, weight)
    smaller = BytesIO()
    font.flavor = "woff2"
    font.save(smaller)
    if smaller.tell() > MAX_SUBSET_BYTES:
        raise Refusal(
            f"This font has {-(-smaller.tell() // 1024)} KB, and a page takes at most {MAX_SUBSET_BYTES // 1024} KB, "
            "counted without the characters that Europe’s languages do not need. Choose one with plainer letters or "
            "fewer scripts."
        )
    return {
        "content": base64.b64encode(smaller.getvalue()).decode(),
        "name": _get_name(font),
        "weight": weight,
        **_measure(font),
    }


def _find_prohibition(bits: int) -> str:
    """Return why the licence bits of a font forbid what a page does with it, or ""."""
    # Before version 3 of the table, several of these bits could be set, and the mildest counted.
    if bits & USAGE == RESTRICTED:
        return f"The licence in this font does not allow embedding it, so a website may not use it. {ASK}"
    if bits & NO_SUBSETTING:
        return f"The licence in this font does not allow leaving characters out, and whole it is too large. {ASK}"
    if bits & BITMAP_ONLY:
        return f"The licence in this font allows embedding its bitmaps only, and pages cannot use these. {ASK}"
    return ""


def _leave_out(font: TTFont) -> None:
    """Leave out the characters and tables that headings do not need."""
    options = Options()
    options.layout_features = list(FEATURES)
    options.name_IDs = list(NAMES)
    options.hinting = False
    options.desubroutinize = True
    options.notdef_outline = True
    # Colours and bitmaps. A table of SVG drawings can hold anything.
    options.drop_tables += ["SVG", "COLR", "CPAL", "CBDT", "CBLC", "sbix", "EBDT", "EBLC", "EBSC", "MATH", "BASE"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in CHARACTERS for code in range(first, last + 1)])
    subsetter.subset(font)


def _fix_axes(font: TTFont, weight: int) -> int:
    """Make an ordinary font of a variable one, and return its weight."""
    # Loading this takes as long as all of the rest.
    from fontTools.varLib import instancer

    places = {
        axis.axisTag: min(axis.maxValue, max(axis.minValue, HEADING.get(axis.axisTag, axis.defaultValue)))
        for axis in font["fvar"].axes
    }
    instancer.instantiateVariableFont(font, places, inplace=True)
    return min(1000, max(1, round(places.get("wght", weight))))


def _get_name(font: TTFont) -> str:
    """Return the name of the family, without characters that no database stores."""
    name = "".join(letter for letter in font["name"].getBestFamilyName() or "" if letter.isprintable())
    return name[:80] or "a font"


def _measure(font: TTFont) -> dict[str, float]:
    """Return the lengths that the fallback needs to take the same space, in em."""
    em, lines, advances, glyphs = font["head"].unitsPerEm, font["hhea"], font["hmtx"].metrics, font.getBestCmap()
    width = sum(advances[glyphs[ord(letter)]][0] for letter in SAMPLE) / len(SAMPLE)
    lengths = {"ascent": lines.ascent, "descent": -lines.descent, "gap": lines.lineGap, "width": width}
    # Of a damaged font they can be anything. The stylesheet divides by the width.
    limited = {name: round(min(3.0, max(0.0, length / em)), 4) for name, length in lengths.items()}
    if not limited["width"]:
        raise Refusal(DAMAGED)
    return limited


if __name__ == "__main__":
    answer(subset, too_demanding=TOO_DEMANDING, damaged=DAMAGED)
