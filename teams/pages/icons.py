"""The icons of the site, made from the employer's square logo: `/favicon.ico` and `/apple-touch-icon.png`."""

from functools import lru_cache
from io import BytesIO

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from PIL import Image, ImageDraw, ImageOps

from teams.models import Employer
from teams.pictures.renditions import rendition_storage

# In pixels.
FAVICON_SIZE, FAVICON_COLOURS = 48, 48
TOUCH_ICON_SIZE = 180
# Browsers ask for these addresses again and again, and they never change their names.
CACHING = "public, max-age=86400"


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    content = _make_favicon(_find_logo(request.employer))  # type: ignore[attr-defined]
    return HttpResponse(content, content_type="image/png", headers={"Cache-Control": CACHING})


@require_safe
def touch_icon(request: HttpRequest) -> HttpResponse:
    content = _make_touch_icon(_find_logo(request.employer))  # type: ignore[attr-defined]
    return HttpResponse(content, content_type="image/png", headers={"Cache-Control": CACHING})


def _find_logo(employer: Employer) -> str:
    """Return the name of a rendition of the square logo, or "" if there is none."""
    renditions = employer.logo_square_renditions
    if not renditions:
        return ""
    name = str(renditions["files"][renditions["fallback"]][min(renditions["files"][renditions["fallback"]], key=int)])
    return name if rendition_storage().exists(name) else ""


@lru_cache(maxsize=2)
def _make_favicon(logo: str) -> bytes:
    """Return a PNG file, which browsers also read under a name that ends in `.ico`.

    The first view of a page pays for it, so it has one size and a palette. Firefox reads no palette in an ICO file.
    """
    content, size = BytesIO(), (FAVICON_SIZE, FAVICON_SIZE)
    ImageOps.pad(_open(logo), size).quantize(FAVICON_COLOURS).save(content, "PNG", optimize=True)
    return content.getvalue()


@lru_cache(maxsize=2)
def _make_touch_icon(logo: str) -> bytes:
    """Return a PNG file on white: phones show transparent parts as black."""
    content, size = BytesIO(), (TOUCH_ICON_SIZE, TOUCH_ICON_SIZE)
    icon = ImageOps.pad(_open(logo), size)
    ground = Image.new("RGB", size, "white")
    ground.paste(icon, mask=icon.getchannel("A"))
    ground.save(content, "PNG", optimize=True)
    return content.getvalue()


def _open(logo: str) -> Image.Image:
    """Open a rendition, which the site made itself, or draw the icon of sites without a logo (`img/icon.svg`)."""
    if logo:
        with rendition_storage().open(logo) as file:
            return Image.open(file).convert("RGBA")
    icon = Image.new("RGBA", (320, 320))
    draw = ImageDraw.Draw(icon)
    draw.rounded_rectangle((0, 0, 319, 319), 80, fill="#1b1d22")
    draw.line([(100, 220), (220, 100)], fill="white", width=35)
    draw.line([(120, 100), (220, 100), (220, 200)], fill="white", width=35, joint="curve")
    return icon
