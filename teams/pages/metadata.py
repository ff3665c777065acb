"""The metadata of public pages: canonical URL, description, social image, feeds."""

import html
import textwrap
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.html import strip_tags
from django.utils.text import Truncator

from teams.pictures.renditions import rendition_size, rendition_url


def absolute_url(address: str) -> str:
    """Return an address with scheme and host from SITE_URL. A request could name another host."""
    return address if "://" in address else settings.SITE_URL + address


def to_plain_text(markup: str, max_length: int = 160) -> str:
    """Return rich text without markup, truncated to `max_length` characters."""
    spaced_markup = markup.strip().replace("</p>", " ").replace("</li>", " ").replace("<br>", " ").replace("</h3>", " ")
    return truncate(html.unescape(strip_tags(spaced_markup)), max_length)


def truncate(text: str, max_length: int = 160) -> str:
    """Truncate a text to whole words, at most `max_length` characters. A longer first word is cut."""
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
    picture: tuple[dict[str, Any], str] = ({}, ""),
    robots: str = "",
    preview: str = "",
    feeds: Sequence[tuple[str, str]] = (),
) -> dict[str, Any]:
    """Return the context that base.html needs.

    `address`: the path of the page. `description`: plain text. `picture`: renditions and description of the image
    shown when the page is shared, by default the employer's. `preview`: why this visitor may see a page that is not
    public. `feeds`: title and address of each.
    """
    employer = request.employer  # type: ignore[attr-defined]
    renditions, alt = picture if picture[0] else (employer.social_image_renditions, employer.social_image_alt)
    social_image = rendition_url(renditions)
    return {
        "canonical": absolute_url(address),
        "description": truncate(description) or employer.tagline,
        "social_image": absolute_url(social_image) if social_image else "",
        "social_image_size": rendition_size(renditions),
        "social_image_alt": alt,
        "robots": robots,
        "preview": preview,
        "feed_links": feeds,
    }
