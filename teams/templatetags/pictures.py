from typing import Any

from django import template

from teams.pictures.focus import Focus
from teams.pictures.renditions import EXTENSIONS, rendition_storage, rendition_url

register = template.Library()


@register.inclusion_tag("includes/picture.html")
def picture(
    renditions: dict[str, Any],
    *,
    alt: str = "",
    sizes: str = "100vw",
    loading: str = "lazy",
    css: str = "",
    focus: str = "",
    dark: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Output a `<picture>` with all renditions, or nothing if there are none.

    `sizes`: as in HTML. `loading`: "lazy", or "eager" for a picture at the top of a page. `css`: classes. `focus`: the
    part that stays visible where the style sheet crops the picture. `dark`: renditions for dark mode.
    """
    if not renditions:
        return {}
    sources = _list_sources(renditions)
    if focus not in ("", Focus.CENTRE):
        css = f"{css} focus-{focus}"
    return {
        "src": rendition_url(renditions, 960),
        "fallback": sources.pop(renditions["fallback"]),
        "sources": sources,
        "dark": dark or {},
        "dark_sources": _list_sources(dark or {}),
        "width": renditions["width"],
        "height": renditions["height"],
        "alt": alt,
        "sizes": sizes,
        "loading": loading,
        "css": css,
    }


def _list_sources(renditions: dict[str, Any]) -> dict[str, str]:
    """Return a `srcset` by format, the smallest format first."""
    files = renditions.get("files", {})
    return {
        kind: ", ".join(f"{rendition_storage().url(name)} {width}w" for width, name in files[kind].items())
        for kind in EXTENSIONS
        if kind in files
    }
