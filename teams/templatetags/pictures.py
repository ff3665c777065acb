from typing import Any

from django import template

from teams.pictures.fields import rendition_address, renditions

register = template.Library()


@register.inclusion_tag("includes/picture.html")
def picture(
    renditions_of: dict[str, Any], *, alt: str = "", sizes: str = "100vw", loading: str = "lazy", css: str = ""
) -> dict[str, Any]:
    """Print a picture in the widths and formats it was made in; nothing when there is none.

    `sizes`: as in HTML. `loading`: "lazy", or "eager" for what stands in the first view. `css`: classes.
    """
    if not renditions_of:
        return {}
    storage, files = renditions(), dict(renditions_of["files"])
    sources = {
        kind: ", ".join(f"{storage.url(name)} {width}w" for width, name in names.items())
        for kind, names in files.items()
    }
    return {
        "src": rendition_address(renditions_of, 960),
        "fallback": sources.pop(renditions_of["fallback"]),
        "sources": sources,
        "width": renditions_of["width"],
        "height": renditions_of["height"],
        "alt": alt,
        "sizes": sizes,
        "loading": loading,
        "css": css,
    }
