"""The field for rich text: HTML that is sanitised before it is stored."""

import re
from typing import Any

import nh3
from django_prose_editor.fields import ProseEditorField

from .text_cleaning import CONTROL_CHARACTERS

TAGS = {"p", "br", "h3", "ul", "ol", "li", "strong", "em", "b", "i", "a", "blockquote"}
SCHEME = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)
HEADING = re.compile(r"<(/?)h[1-6]\b", re.IGNORECASE)


def sanitize(html: str) -> str:
    """Return `html` with only the tags and attributes a page may show; it is safe to print unescaped.

    Headings of any level become `h3`, because the page uses `h1` and `h2` itself. Links keep only
    absolute http(s), mail and telephone URLs.
    """
    html = HEADING.sub(r"<\1h3", CONTROL_CHARACTERS.sub("", html))
    return nh3.clean(
        html,
        tags=TAGS,
        # Without the "*", nh3 keeps `title` and `lang` on every tag.
        attributes={"a": {"href"}, "*": set()},
        attribute_filter=_filter_attribute,
        link_rel="noopener nofollow",
        url_schemes={"http", "https", "mailto", "tel"},
    )


def _filter_attribute(tag: str, name: str, value: str) -> str | None:
    # nh3 accepts URLs without a scheme, such as `//elsewhere.example`.
    return value if name != "href" or SCHEME.match(value.strip()) else None


class RichTextField(ProseEditorField):
    """HTML, written in a rich text editor and sanitised before it is stored.

    `get_db_prep_save` sanitises it, because `save()`, `bulk_create()`, `update()`, fixtures and imports
    all call it. So templates may print stored HTML unescaped.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault(
            "extensions",
            {
                "Bold": True,
                "Italic": True,
                "Heading": {"levels": [3]},
                "BulletList": True,
                "OrderedList": True,
                "ListItem": True,
                "Blockquote": True,
                "HardBreak": True,
                "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto", "tel"]},
            },
        )
        kwargs["sanitize"] = sanitize
        super().__init__(*args, **kwargs)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if isinstance(value, str):
            value = sanitize(value)
        return super().get_db_prep_save(value, connection)
