"""What is taken as a font, what is left of it, and what is refused in which words."""

import random
import resource
import struct
import time
from contextlib import suppress
from io import BytesIO

import brotli
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables.ttProgram import Program

from teams.brand.fonts.limits import MAX_BYTES, MAX_SUBSET_BYTES
from teams.brand.fonts.uploads import subset
from teams.pictures.limits import MAX_MEMORY
from tests.fonts import EVERY_CHARACTER, build_font


def read(content):
    return subset(SimpleUploadedFile("font.xyz", content))


def open_subset(content):
    return TTFont(BytesIO(read(content).content))


def change(content, work):
    """Return a font after `work` has changed it."""
    font, changed = TTFont(BytesIO(content)), BytesIO()
    work(font)
    font.save(changed)
    return changed.getvalue()


def test_characters_of_europe_are_kept_and_others_left_out():
    font = open_subset(build_font(letters=EVERY_CHARACTER + "日本語אب\U0001f600"))

    assert "".join(map(chr, sorted(font.getBestCmap()))) == "".join(sorted(EVERY_CHARACTER))
    for word in ("Größe", "œuvre", "Żółć", "Şöför", "Țară", "Ελλάδα", "Україна", "Ћирилица", "Ŵyneb", "Ə", "12 €"):
        assert set(map(ord, word)) <= font.getBestCmap().keys()
    assert font.flavor == "woff2"


def test_facts_say_what_the_fallback_needs():
    assert read(build_font(width=550, weight=600, name="Kite\0\u202eDisplay")).facts == {
        "name": "KiteDisplay",
        "weight": 600,
        "ascent": 0.95,
        "descent": 0.25,
        "gap": 0.05,
        "width": 0.55,
    }


def test_drawings_colours_instructions_and_unknown_tables_are_left_out():
    def add_tables(font):
        drawings = newTable("SVG ")
        drawings.docList = [("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", 1, 1)]
        font["SVG "] = drawings
        font["fpgm"] = newTable("fpgm")
        font["fpgm"].program = Program()
        font["fpgm"].program.fromBytecode([0xB0, 0x01, 0x21])
        unknown = newTable("ZZZZ")
        unknown.data = b"anything"
        font["ZZZZ"] = unknown

    assert {"SVG ", "fpgm", "ZZZZ"}.isdisjoint(open_subset(change(build_font(), add_tables)).keys())


@pytest.mark.parametrize(
    ("axes", "weight"),
    [
        ((("wght", 100, 400, 900),), 700),
        ((("wght", 300, 400, 600), ("opsz", 8, 14, 144)), 600),
        ((("wdth", 75, 100, 125),), 500),
    ],
)
def test_variable_font_gets_one_weight(axes, weight):
    content = build_font(axes=axes, weight=500)

    assert read(content).facts["weight"] == weight
    assert "fvar" not in open_subset(content)


TO_CHOOSE = "Choose a WOFF2 file (its name ends in .woff2)."
DAMAGED = "This font is damaged and cannot be read to its end."
REFUSED = {
    "text": (lambda: b"no font", f"This is not a font we can read. {TO_CHOOSE}"),
    "nothing": (lambda: b" ", f"This is not a font we can read. {TO_CHOOSE}"),
    "TrueType": (lambda: build_font(flavor=None), f"This is a TrueType font, as computers install it. {TO_CHOOSE}"),
    "WOFF": (lambda: build_font(flavor="woff"), f"This is a WOFF file, the older format. {TO_CHOOSE}"),
    "restricted licence": (lambda: build_font(licence=0x2), "The licence in this font does not allow embedding it,"),
    "no subsetting": (lambda: build_font(licence=0x100), "The licence in this font does not allow leaving characters"),
    "bitmaps only": (lambda: build_font(licence=0x208), "The licence in this font allows embedding its bitmaps only"),
    "no small letters": (
        lambda: build_font(letters="ABCDEFGHIJKLMNOPQRSTUVWXYZ "),
        "This font has not all the letters from A to Z.",
    ),
    "cut short": (lambda: build_font()[:-40], DAMAGED),
    "beginning alone": (lambda: b"wOF2", DAMAGED),
    "nonsense after the beginning": (lambda: b"wOF2" + bytes(range(256)) * 20, DAMAGED),
    "no size": (lambda: change(build_font(), lambda font: setattr(font["head"], "unitsPerEm", 0)), DAMAGED),
    "letters without width": (lambda: build_font(width=0), DAMAGED),
    "too many bytes": (lambda: b"wOF2" + bytes(MAX_BYTES), "This file has 3 MB, and a font for the web at most 2 MB."),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_font_is_refused_with_a_reason(kind):
    make, message = REFUSED[kind]

    with pytest.raises(ValidationError) as caught:
        read(make())

    assert caught.value.messages[0].startswith(message)


@pytest.mark.parametrize("licence", [0x0, 0x4, 0x8])
def test_licence_that_allows_embedding_is_enough(licence):
    assert read(build_font(licence=licence)).content


def test_large_font_is_refused_with_its_size():
    with pytest.raises(ValidationError) as caught:
        read(build_font(letters=EVERY_CHARACTER, points=120))

    [message] = caught.value.messages
    size = int(message.removeprefix("This font has ").split()[0])
    assert size > MAX_SUBSET_BYTES // 1024
    assert message.startswith(f"This font has {size} KB, and a page takes at most 40 KB, counted without")


def test_font_that_is_large_for_its_other_characters_is_taken():
    han = "".join(map(chr, range(0x4E00, 0x4E00 + 600)))
    content = build_font(letters=EVERY_CHARACTER[:100] + han, points=120)

    assert len(content) > MAX_SUBSET_BYTES * 3
    assert len(read(content).content) <= MAX_SUBSET_BYTES


def make_bomb():
    """Return a font of some kilobytes that becomes a gigabyte when it is decompressed."""
    compressor, block = brotli.Compressor(quality=1), bytes(16 * 1024 * 1024)
    data = b"".join(compressor.process(block) for _number in range(64)) + compressor.finish()
    directory = b"\x3fZZZZ\x05"
    size = 48 + len(directory) + len(data)
    return (
        struct.pack(">4s4sLHHLLHH5L", b"wOF2", b"\0\1\0\0", size, 1, 0, 28, len(data), 1, 0, *[0] * 5)
        + directory
        + data
    )


def test_font_bomb_costs_little_memory_and_time():
    content, began = make_bomb(), time.monotonic()
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss

    with pytest.raises(ValidationError) as caught:
        read(content)

    assert len(content) < MAX_BYTES
    assert caught.value.messages[0].startswith(("This font is damaged", "This font needs more memory than there is."))
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss <= max(before, MAX_MEMORY / 1024)
    assert time.monotonic() - began < 60


def test_random_damage_ends_in_a_sentence():
    chance, content = random.Random(11), build_font(axes=(("wght", 100, 400, 900),))
    for _number in range(12):
        damaged = bytearray(content)
        for _place in range(chance.choice([1, 4, 30])):
            damaged[chance.randrange(4, len(damaged))] = chance.randrange(256)
        # Anything but a subset and a refusal would be an error of the site.
        with suppress(ValidationError):
            assert read(bytes(damaged)).content
