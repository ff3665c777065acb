"""Decode a picture on standard input and write its renditions to standard output. A program without Django.

It runs in a child process, because a picture of some kilobytes can take gigabytes when it is decoded. The output is
JSON: `{"refusal": sentence}`, or `{"width": …, "height": …, "fallback": "jpeg"|"png", "files": {"avif": {"480":
content, …}, …}, "faint_on": ["light"|"dark"]}` with sizes in pixels and contents in Base64. Renditions are in sRGB and
hold no metadata, so they say nothing about the place, the camera and the person.
"""

import base64
from contextlib import suppress
from io import BytesIO
from typing import Any, BinaryIO

from PIL import AvifImagePlugin, Image, ImageCms, PngImagePlugin, UnidentifiedImageError

from .child_program import Refusal, answer
from .limits import (
    BACKGROUNDS,
    FAINT_CONTRAST,
    FAINT_SHARE,
    MAX_PIXELS,
    MAX_RENDITION_HEIGHT,
    MAX_SIDE,
    WIDTHS,
    WORKING_FORMATS,
)

FORMATS = ("JPEG", "MPO", "PNG", "WEBP", "AVIF", "HEIF")
ENCODING: dict[str, dict[str, Any]] = {
    "avif": {"quality": 50, "speed": 8, "max_threads": 1},
    "webp": {"quality": 80, "method": 4},
    "jpeg": {"quality": 82, "progressive": True, "optimize": True},
    "png": {},
}
ORIENTATION = 0x0112  # the EXIF tag
TRANSPOSED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
SIDEWAYS = (5, 6, 7, 8)
# Beginnings of files that people take for pictures, and what to do with each.
OTHER_FILES = {
    b"%PDF": "This is a PDF document. Save the picture in it as a file of its own. " + WORKING_FORMATS,
    b"8BPS": "This is a Photoshop file. Export it, at best as PNG. " + WORKING_FORMATS,
}
SVG = "This is an SVG drawing. Export it as a PNG file, at least 1000 pixels wide, and choose that."
UNKNOWN = "This is not a picture we can read. " + WORKING_FORMATS
DAMAGED = "This picture is damaged and cannot be read to its end. Open it, save it again, and choose the new file."
TOO_DEMANDING = "This picture needs more memory than there is. Save it smaller, or as a JPEG file, and choose it again."


def reduce(file: BinaryIO) -> dict[str, Any]:
    """Return the renditions of an opened picture. Raise Refusal, or any error if the picture is damaged."""
    image = _open(file)
    orientation = _orientation(image)
    sideways = orientation in SIDEWAYS
    width, height = reversed(image.size) if sideways else image.size
    largest = max(1, min(width, WIDTHS[-1], width * MAX_RENDITION_HEIGHT // height))
    # A JPEG file can be decoded at a half, a quarter or an eighth of its size.
    image.draft(None, (-(-image.width * largest // width), -(-image.height * largest // width)))
    across = image.height if sideways else image.width
    image = _to_srgb(_shrink(image, max(1, across // largest // 2)))
    if orientation in TRANSPOSED:
        image = image.transpose(TRANSPOSED[orientation])
    fallback = "png" if image.mode == "RGBA" else "jpeg"
    files: dict[str, dict[str, str]] = {"avif": {}, "webp": {}, fallback: {}}
    for each in sorted({min(step, largest) for step in WIDTHS}):
        size = (each, max(1, round(height * each / width)))
        resized = image.resize(size, Image.Resampling.LANCZOS)
        for kind, contents in files.items():
            contents[str(each)] = _encode(resized, kind)
    return {"width": width, "height": height, "fallback": fallback, "files": files, "faint_on": _find_faint(image)}


def _open(file: BinaryIO) -> Image.Image:
    """Return the picture, not decoded yet. Raise Refusal if it is of another format, or too large."""
    # The number of pixels is checked below, and all memory is limited.
    Image.MAX_IMAGE_PIXELS = None
    # Some programs put megabytes of text into a PNG file.
    PngImagePlugin.MAX_TEXT_CHUNK = PngImagePlugin.MAX_TEXT_MEMORY = 64 * 1024 * 1024
    # Each thread of the decoder takes memory.
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    head = file.read(1024)
    file.seek(0)
    if head[4:8] == b"ftyp":
        # Loading this library takes as long as reducing a small picture.
        import pillow_heif

        pillow_heif.options.DECODE_THREADS = 1
        pillow_heif.register_heif_opener(thumbnails=False)
    for beginning, refusal in OTHER_FILES.items():
        if head.startswith(beginning):
            raise Refusal(refusal)
    try:
        image = Image.open(file)
    except UnidentifiedImageError as error:
        raise Refusal(SVG if b"<svg" in head.replace(b"\0", b"").lower() else UNKNOWN) from error
    if image.format not in FORMATS:
        raise Refusal(f"{image.format} pictures are not supported. {WORKING_FORMATS}")
    if max(image.size) > MAX_SIDE:
        raise Refusal(
            f"This picture is {image.width} × {image.height} pixels. No side may be longer than {MAX_SIDE} pixels: "
            "make it smaller, or cut a part out."
        )
    if image.width * image.height > MAX_PIXELS:
        raise Refusal(
            f"This picture is {image.width} × {image.height} pixels. Make it smaller, "
            f"at most {MAX_PIXELS // 1_000_000} megapixels."
        )
    return image


def _orientation(image: Image.Image) -> int:
    """Return how the picture is turned, as EXIF numbers it. Metadata that cannot be read turn nothing."""
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except Exception:  # metadata can hold anything
        return 1


def _shrink(image: Image.Image, factor: int) -> Image.Image:
    """Decode the picture and divide both sides by `factor`, band by band: conversions would double its memory."""
    image.load()
    rows = factor * 64
    shrunk = None
    for top in range(0, image.height, rows):
        band = _to_plain_mode(image.crop((0, top, image.width, min(top + rows, image.height)))).reduce(factor)
        if shrunk is None:
            shrunk = Image.new(band.mode, (band.width, -(-image.height // factor)))
        shrunk.paste(band, (0, top // factor))
    assert shrunk is not None  # noqa: S101  # a picture has rows
    shrunk.info = {"icc_profile": image.info.get("icc_profile")}
    return shrunk


def _to_plain_mode(image: Image.Image) -> Image.Image:
    """Return the picture as L, LA, RGB, RGBA or CMYK, with eight bits for each channel."""
    if image.mode.startswith(("I", "F")):
        # Sixteen bits of grey. Converting them cuts off what is brighter than 255.
        return image.convert("F").point(lambda value: value / 257 + 0.5).convert("L")
    if "transparency" in image.info or image.mode in ("PA", "La", "RGBa"):
        return image.convert("RGBA")
    if image.mode == "P":
        return image.convert("RGBA" if image.palette and image.palette.mode == "RGBA" else "RGB")
    if image.mode in ("L", "LA", "RGB", "RGBA", "CMYK"):
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _to_srgb(image: Image.Image) -> Image.Image:
    """Return the picture as RGB, or as RGBA if a part is transparent, with the colours that its profile means."""
    alpha = image.getchannel("A") if image.mode in ("LA", "RGBA") else None
    profile = image.info.get("icc_profile")
    base = image.convert(image.mode.removesuffix("A")) if alpha else image
    colours = None
    if profile:
        # A profile that cannot be read, or is for another kind of picture, changes nothing.
        with suppress(ImageCms.PyCMSError, OSError, ValueError):
            colours = ImageCms.profileToProfile(
                base, BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
    colours = colours or base.convert("RGB")
    if alpha and alpha.getextrema() != (255, 255):
        colours.putalpha(alpha)
    colours.info = {}
    return colours


def _find_faint(image: Image.Image) -> list[str]:
    """Return the backgrounds of the site on which most of a transparent picture is hard to see."""
    if image.mode != "RGBA":
        return []
    small = image.resize((64, 64), Image.Resampling.BOX)
    visible = [_luminance(pixel) for pixel in zip(*[iter(small.tobytes())] * 4, strict=True) if pixel[3] > 127]
    faint = []
    for name, colour in BACKGROUNDS.items():
        ground = _luminance(colour)
        close = sum((max(each, ground) + 0.05) / (min(each, ground) + 0.05) < FAINT_CONTRAST for each in visible)
        if visible and close >= FAINT_SHARE * len(visible):
            faint.append(name)
    return faint


def _luminance(pixel: tuple[int, ...]) -> float:
    """Return the relative luminance of a colour, as WCAG 2.2 defines it."""
    channels = [each / 255 for each in pixel[:3]]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _encode(image: Image.Image, kind: str) -> str:
    content = BytesIO()
    image.save(content, kind, **ENCODING[kind])
    return base64.b64encode(content.getvalue()).decode()


if __name__ == "__main__":
    answer(reduce, too_demanding=TOO_DEMANDING, damaged=DAMAGED)
