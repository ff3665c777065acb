"""What is taken as a picture, what is refused and in which words, and what decoding may cost."""

import resource
import struct
import time
import zlib
from io import BytesIO

import pillow_heif
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms, PngImagePlugin

from teams.pictures.limits import MAX_BYTES, MAX_MEMORY
from teams.pictures.uploads import reduce
from tests.factories import make_upload

pillow_heif.register_heif_opener()
SIZE = (1200, 800)
RED = (200, 30, 30)


def encode(image, picture_format, **options):
    content = BytesIO()
    image.save(content, picture_format, **options)
    return content.getvalue()


def reduce_content(content):
    return reduce(SimpleUploadedFile("picture.xyz", content))


def open_rendition(reduced, kind="jpeg", width="480"):
    return Image.open(BytesIO(reduced.files[kind][width]))


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def long_png():
    """A picture of 1 × 40,000,000 pixels in 78 kB. Pillow takes 2 GB for it."""
    header = struct.pack(">IIBBBBB", 1, 40_000_000, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(80_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def apng_in_disorder():
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "green", "blue")]
    content = encode(frames[0], "PNG", save_all=True, append_images=frames[1:])
    at = content.rindex(b"fcTL") - 4
    control = bytearray(content[at + 8 : at + 34])
    control[3] = 9  # the sequence number
    return content[:at] + chunk(b"fcTL", bytes(control)) + content[at + 38 :]


TAKEN = {
    "JPEG": lambda: encode(Image.new("RGB", SIZE, RED), "JPEG"),
    "JPEG of a phone": lambda: encode(
        Image.new("RGB", SIZE, RED), "MPO", save_all=True, append_images=[Image.new("RGB", (90, 60))]
    ),
    "PNG": lambda: encode(Image.new("RGB", SIZE, RED), "PNG"),
    "PNG with a palette": lambda: encode(Image.new("RGB", SIZE, RED).quantize(8), "PNG"),
    "PNG, opaque with an alpha channel": lambda: encode(Image.new("RGBA", SIZE, (*RED, 255)), "PNG"),
    "WebP": lambda: encode(Image.new("RGB", SIZE, RED), "WEBP"),
    "AVIF": lambda: encode(Image.new("RGB", SIZE, RED), "AVIF"),
    "HEIC": lambda: encode(Image.new("RGB", SIZE, RED), "HEIF"),
    "CMYK": lambda: encode(Image.new("CMYK", SIZE, (55, 225, 225, 0)), "JPEG"),
}


@pytest.mark.parametrize("kind", TAKEN)
def test_content_decides_what_is_a_picture(kind):
    reduced = reduce_content(TAKEN[kind]())

    assert (reduced.width, reduced.height, reduced.fallback) == (*SIZE, "jpeg")
    assert {name: list(files) for name, files in reduced.files.items()} == {
        name: ["480", "960", "1200"] for name in ("avif", "webp", "jpeg")
    }
    for name in reduced.files:
        image = open_rendition(reduced, name)
        assert image.size == (480, 320)
        pixel = image.convert("RGB").getpixel((240, 160))
        assert all(abs(seen - meant) < 12 for seen, meant in zip(pixel, RED, strict=True)), (name, pixel)


def test_sixteen_bits_of_grey_keep_their_tones():
    tones = Image.linear_gradient("L").resize((256, 256)).convert("I").point(lambda value: value * 257)
    reduced = reduce_content(encode(tones.convert("I;16"), "PNG"))

    image = open_rendition(reduced, width="256").convert("L")
    assert [abs(image.getpixel((128, tone)) - tone) < 6 for tone in (10, 128, 245)] == [True] * 3


def test_colours_are_converted_by_their_profile():
    # A profile in which the first channel means green, like no file without one.
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    red, green = srgb.index(b"rXYZ"), srgb.index(b"gXYZ")
    swapped = bytearray(srgb)
    swapped[red : red + 4], swapped[green : green + 4] = b"gXYZ", b"rXYZ"

    reduced = reduce_content(encode(Image.new("RGB", (50, 50), (250, 10, 10)), "PNG", icc_profile=bytes(swapped)))

    red, green, _blue = open_rendition(reduced, width="50").getpixel((25, 25))
    assert (red < 60, green > 200) == (True, True)


def test_profile_that_cannot_be_read_is_ignored():
    reduced = reduce_content(encode(Image.new("RGB", (50, 50), RED), "PNG", icc_profile=b"no profile"))

    assert open_rendition(reduced, width="50").getpixel((25, 25))[0] > 180


def test_large_text_in_a_png_is_ignored():
    text = PngImagePlugin.PngInfo()
    text.add_text("prompt", "x" * 5_000_000, zip=True)

    assert reduce_content(encode(Image.new("RGB", (50, 50)), "PNG", pnginfo=text)).width == 50


def test_animation_with_frames_out_of_order_gives_its_first():
    reduced = reduce_content(apng_in_disorder())

    assert open_rendition(reduced, width="64").getpixel((32, 32))[0] > 240


def test_very_tall_picture_gets_narrow_renditions():
    reduced = reduce_content(encode(Image.new("RGB", (400, 16_000)), "JPEG"))

    assert {name: list(files) for name, files in reduced.files.items()} == {
        name: ["80"] for name in ("avif", "webp", "jpeg")
    }


CANNOT_BE_READ = "This is not a picture we can read. Choose a JPEG, PNG or WebP file."
REFUSED = {
    "text": (lambda: b"no picture", CANNOT_BE_READ),
    "SVG": (lambda: b'<?xml version="1.0"?><svg onload="x"></svg>', "This is an SVG drawing. Export it as a PNG file"),
    "PDF": (lambda: b"%PDF-1.7 ...", "This is a PDF document."),
    "GIF": (
        lambda: encode(Image.new("P", (9, 9)), "GIF"),
        "GIF pictures are not supported. Choose a JPEG, PNG or WebP file.",
    ),
    "TIFF": (lambda: encode(Image.new("RGB", (9, 9)), "TIFF"), "TIFF pictures are not supported."),
    "too many bytes": (lambda: bytes(MAX_BYTES + 1), "This picture has 31 MB. Save it smaller, with at most 30 MB"),
    "too many pixels": (
        lambda: encode(Image.new("1", (9000, 9000)), "PNG"),
        "This picture is 9000 × 9000",
    ),
    "too long": (long_png, "This picture is 1 × 40000000 pixels. No side may be longer than 16383 pixels"),
    "JPEG of 400 × 16,400": (
        lambda: encode(Image.new("RGB", (400, 16_400)), "JPEG"),
        "This picture is 400 × 16400 pixels. No side may be longer",
    ),
    "JPEG cut short": (lambda: make_upload().read()[:3000], "This picture is damaged and cannot be read to its end."),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_bad_picture_is_refused_with_a_reason(kind):
    make, message = REFUSED[kind]

    with pytest.raises(ValidationError) as caught:
        reduce_content(make())

    assert caught.value.messages[0].startswith(message)


def test_b5_picture_bomb_costs_little_memory_and_time():
    content, began = long_png(), time.monotonic()
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss

    with pytest.raises(ValidationError):
        reduce_content(content)

    # The highest use of any child so far, in kilobytes: also of children of other tests.
    highest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert highest == before or highest * 1024 <= MAX_MEMORY
    assert time.monotonic() - began < 10


def test_picture_is_decoded_once(monkeypatch):
    upload = make_upload()
    reduce(upload)
    monkeypatch.setattr("teams.pictures.child_process.run", None)

    assert reduce(upload).width == 1200


def test_pictures_are_decoded_without_the_secrets_of_the_site(monkeypatch):
    environments = []
    monkeypatch.setattr("subprocess.run", lambda *args, env, **options: environments.append(env) or 1 / 0)

    with pytest.raises(ZeroDivisionError):
        reduce(make_upload())
    assert [set(env) & {"SECRET_KEY", "DATABASE_URL"} for env in environments] == [set()]
