"""What every page says about itself, in its head and to those who link to it."""

import html
import textwrap
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.html import strip_tags
from django.utils.text import Truncator

from teams.pictures.renditions import rendition_url


def absolute_url(address: str) -> str:
    """Return the address with scheme and host. They come from SITE_URL, never from the request."""
    return address if "://" in address else settings.SITE_URL + address


def to_plain_text(markup: str, max_length: int = 160) -> str:
    """Return the beginning of rich text without its markup, at most that long."""
    spaced = markup.strip().replace("</p>", " ").replace("</li>", " ").replace("<br>", " ").replace("</h3>", " ")
    return truncate(html.unescape(strip_tags(spaced)), max_length)


def truncate(text: str, max_length: int = 160) -> str:
    """Return the first whole words of a text, at most that long; a part of the first where that is longer."""
    return (
        textwrap.shorten(text, max_length, placeholder="…")
        if " " in text[:max_length]
        else Truncator(text).chars(max_length)
    )


def page_metadata(
    request: HttpRequest,
    address: str,
    *,
    description: str = "",
    picture: dict[str, Any] | None = None,
    robots: str = "",
    preview: str = "",
    feeds: Sequence[tuple[str, str]] = (),
) -> dict[str, Any]:
    """Return what base.html needs.

    `address`: the page's own, without host. `description`: plain text. `picture`: renditions of what is
    shown when it is shared, else the employer's. `preview`: why only staff can see the page. `feeds`:
    title and address of each.
    """
    employer = request.employer  # type: ignore[attr-defined]
    shared = rendition_url(picture or employer.social_image_renditions)
    return {
        "canonical": absolute_url(address),
        "description": truncate(description) or employer.tagline,
        "social_image": absolute_url(shared) if shared else "",
        "robots": robots,
        "preview": preview,
        "feed_links": feeds,
    }
