from typing import Any

from django import template

from teams.pictures.renditions import EXTENSIONS, rendition_storage, rendition_url

register = template.Library()


@register.inclusion_tag("includes/picture.html")
def picture(
    renditions: dict[str, Any], *, alt: str = "", sizes: str = "100vw", loading: str = "lazy", css: str = ""
) -> dict[str, Any]:
    """Output a `<picture>` with all renditions, or nothing if there are none.

    `sizes`: as in HTML. `loading`: "lazy", or "eager" for a picture at the top of a page. `css`: classes.
    """
    if not renditions:
        return {}
    storage, files = rendition_storage(), renditions["files"]
    sources = {
        kind: ", ".join(f"{storage.url(name)} {width}w" for width, name in files[kind].items())
        for kind in EXTENSIONS
        if kind in files
    }
    return {
        "src": rendition_url(renditions, 960),
        "fallback": sources.pop(renditions["fallback"]),
        "sources": sources,
        "width": renditions["width"],
        "height": renditions["height"],
        "alt": alt,
        "sizes": sizes,
        "loading": loading,
        "css": css,
    }
