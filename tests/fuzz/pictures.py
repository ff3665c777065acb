"""Odd and damaged pictures from a seed, and the desk's answer to each: for `make fuzz` and for a test."""

import random
import struct
import time
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pillow_heif
from django.contrib.auth import get_user_model
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.utils import setup_test_environment
from PIL import Image, ImageCms, PngImagePlugin

from teams.models import Team, Testimonial
from teams.pictures.fields import original_storage
from teams.pictures.reducing import FORMATS
from teams.pictures.renditions import file_names
from tests.desk import add_url, get_form_data

from .report import Report

pillow_heif.register_heif_opener()
# Modes that each format can store.
MODES = {
    "JPEG": ("RGB", "L", "CMYK"),
    "MPO": ("RGB",),
    "PNG": ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"),
    "WEBP": ("RGB", "RGBA"),
    "AVIF": ("RGB", "RGBA"),
    "HEIF": ("RGB", "RGBA", "L"),
    "GIF": ("P", "L"),
    "TIFF": ("RGB", "CMYK", "I;16", "F"),
    "BMP": ("RGB", "1"),
    "ICO": ("RGBA",),
    "JPEG2000": ("RGB",),
}
SIDES = (1, 2, 3, 17, 64, 255, 256, 300, 700)
TOO_LONG = (16_384, 30_000)
LONG_SIDES = (16_383, *TOO_LONG)
SPEECH = "“Bread & <b>wine</b>”, she said. Ünïcode ✓"
TEXTS = (
    b"",
    b"\0",
    b"GIF89a",
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n",
    b"RIFF\xff\xff\xff\xffWEBPVP8 ",
    b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf",
    b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    '<?xml version="1.0" encoding="utf-16"?><svg/>'.encode("utf-16"),
    b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    b"8BPS\0\1",
    b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    b"PK\3\4",
    b"<html><img src=x></html>",
    b"#define x_width 16\n#define x_height 7\nstatic char x_bits[] = {",
    b"P6 99999 99999 255\n",
)


def odd_pictures(number: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield a description and the content of each file. A quarter is undamaged."""
    chance = random.Random(seed)
    for each in range(number):
        if chance.random() < 0.08:
            yield f"{each}: text", chance.choice(TEXTS) + chance.randbytes(chance.choice((0, 1, 9, 900)))
            continue
        kind, content = _encode(chance)
        damage = chance.choice((_keep, _cut, _flip, _blank, _repeat, _enclose, _resize))
        yield f"{each}: {kind}, {damage.__name__.strip('_')}", damage(content, chance)


def _encode(chance: random.Random) -> tuple[str, bytes]:
    kind = chance.choice(list(MODES))
    mode = chance.choice(MODES[kind])
    size = [chance.choice(SIDES), chance.choice(SIDES)]
    if chance.random() < 0.04 and kind in ("JPEG", "PNG"):
        size[chance.randrange(2)] = chance.choice(LONG_SIDES)
    noise = Image.frombytes("L", (16, 16), chance.randbytes(256)).resize(size)
    image = noise.convert("RGB").quantize(16) if mode == "P" else noise.convert("I" if mode == "I;16" else mode)
    image = image.convert(mode) if mode == "I;16" else image
    options: dict[str, Any] = {}
    if chance.random() < 0.3 and kind in ("JPEG", "PNG", "WEBP", "AVIF"):
        exif = Image.Exif()
        exif[0x0112] = chance.choice((0, 2, 3, 5, 6, 8, 9, 65_535))
        # The encoder of AVIF reads the tags.
        options["exif"] = exif.tobytes() + (b"" if kind == "AVIF" else chance.randbytes(chance.choice((0, 40))))
    if chance.random() < 0.3 and kind in ("JPEG", "PNG", "WEBP", "AVIF", "HEIF"):
        profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
        profile[chance.randrange(len(profile))] = chance.randrange(256)
        options["icc_profile"] = bytes(profile)
    if chance.random() < 0.5:
        options |= {
            "JPEG": {"progressive": True},
            "PNG": {"pnginfo": _long_text(chance)},
            "WEBP": {"lossless": True},
            "GIF": {"save_all": True, "append_images": [image]},
        }.get(kind, {})
    if kind == "MPO":
        options |= {"save_all": True, "append_images": [image.resize((8, 8))]}
    if kind == "ICO":
        image = image.resize((16, 16))
        options["sizes"] = [image.size]
    content = BytesIO()
    image.save(content, kind, **options)
    return f"{kind} {mode} {size[0]} × {size[1]} {' '.join(options)}", content.getvalue()


def _long_text(chance: random.Random) -> PngImagePlugin.PngInfo:
    text = PngImagePlugin.PngInfo()
    text.add_text("parameters", "x" * chance.choice((10, 2_000_000)), zip=chance.random() < 0.5)
    return text


def _keep(content: bytes, chance: random.Random) -> bytes:
    return content


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(1, len(content))]


def _flip(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((1, 3, 30))):
        changed[chance.randrange(min(len(changed), chance.choice((64, 10**9))))] = chance.randrange(256)
    return bytes(changed)


def _blank(content: bytes, chance: random.Random) -> bytes:
    start, length = chance.randrange(len(content)), chance.choice((4, 100, 5000))
    return content[:start] + bytes(min(length, len(content) - start)) + content[start + length :]


def _repeat(content: bytes, chance: random.Random) -> bytes:
    start, length = chance.randrange(len(content)), chance.choice((4, 100, 5000))
    return content[: start + length] + content[start:]


def _enclose(content: bytes, chance: random.Random) -> bytes:
    return chance.choice((b"", chance.randbytes(7))) + content + chance.randbytes(chance.choice((1, 5000)))


def _resize(content: bytes, chance: random.Random) -> bytes:
    """Return a PNG file that claims another size. Other files are cut."""
    if not content.startswith(b"\x89PNG"):
        return _cut(content, chance)
    sides = (chance.choice((0, 1, 9, 16_383, 50_000, 40_000_000, 2**31 - 1)) for _ in range(2))
    header = b"IHDR" + struct.pack(">II", *sides) + content[24:29]
    return content[:12] + header + struct.pack(">I", zlib.crc32(header)) + content[33:]


def upload_in_a_process(number: int, seed: int) -> dict[str, Any]:
    """Call `upload_pictures` in a process with Django; see `part.py`."""
    setup_test_environment()  # otherwise answers do not tell their errors
    return upload_pictures(number, seed)


def upload_pictures(number: int, seed: int) -> dict[str, Any]:
    """Add a testimonial with each picture. Return how many were taken, and what went wrong with which.

    `failures`: server errors, lost words, files left behind, refusals without a sentence, and rows without their files.
    """
    user = get_user_model().objects.create_superuser("pictures")
    client = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1")
    client.force_login(user)
    team = Team.objects.create(name="Bakery of pictures", slug="bakery-of-pictures")
    typed = get_form_data(client, add_url(Testimonial)) | {
        "team": str(team.pk),
        "name": "Ines",
        "job_title": "Baker",
        "quote": SPEECH,
        "agreed_on": "2026-01-01",
        "photo_is_decoration": "on",
        "idempotency_token": "",
    }
    report = Report()
    for description, content in odd_pictures(number, seed):
        start, before = time.monotonic(), _list_files()
        response = client.post(add_url(Testimonial), typed | {"photo": SimpleUploadedFile("a.jpg", content)})
        report.add_time(time.monotonic() - start, description)
        outcome, failure = _judge(response, _list_files() - before)
        if outcome != "taken" and _must_be_taken(description):
            failure = f"{outcome} Nothing is wrong with it."
        report.add(outcome, failure, description)
        for row in Testimonial.objects.filter(team=team):
            row.delete()
    return report.summarize()


def _must_be_taken(description: str) -> bool:
    kind = description.split()[1]
    return description.endswith(", keep") and kind in FORMATS and not any(f"{side}" in description for side in TOO_LONG)


def _judge(response: Any, new_files: set[str]) -> tuple[str, str]:
    """Return what became of a form: its outcome, and what is wrong about it or ""."""
    if response.status_code == 302:
        row = Testimonial.objects.latest("pk")
        expected = {row.photo.name, *file_names(row.photo_renditions)}
        return "taken", "" if new_files == expected and len(expected) > 3 and row.quote == SPEECH else "files differ"
    if response.status_code != 200:
        return str(response.status_code), f"status {response.status_code}"
    form = response.context["adminform"].form
    messages = [message for field, errors in form.errors.items() for message in errors if field == "photo"]
    if set(form.errors) != {"photo"} or not all(message.endswith(".") for message in messages):
        return "refused", f"errors {dict(form.errors)}"
    if new_files or Testimonial.objects.filter(team__slug="bakery-of-pictures").exists():
        return "refused", f"left behind {len(new_files)} files"
    return messages[0], "" if form["quote"].value() == SPEECH else "lost words"


def _list_files() -> set[str]:
    storages = [storage for storage in (default_storage, original_storage()) if storage.exists("")]
    return {name for storage in storages for name in storage.listdir("")[1]}
