"""The field for text that recruiters write: HTML that is clean from the moment it is stored."""

import re
from typing import Any

import nh3
from django_prose_editor.fields import ProseEditorField

from .text_cleaning import CONTROL_CHARACTERS

TAGS = {"p", "br", "h3", "ul", "ol", "li", "strong", "em", "b", "i", "a", "blockquote"}
ADDRESS = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)
HEADING = re.compile(r"<(/?)h[1-6]\b", re.IGNORECASE)


def sanitize(html: str) -> str:
    """Return `html` reduced to what a page may show; safe to print unescaped.

    Headings of any level become `h3`, because the page itself owns the levels above, and one level
    cannot be skipped. Links keep only absolute http(s), mail and telephone addresses.
    """
    html = HEADING.sub(r"<\1h3", CONTROL_CHARACTERS.sub("", html))
    return nh3.clean(
        html,
        tags=TAGS,
        # Without the "*", nh3 would let `title` and `lang` through on every tag.
        attributes={"a": {"href"}, "*": set()},
        attribute_filter=_attribute,
        link_rel="noopener nofollow",
        url_schemes={"http", "https", "mailto", "tel"},
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    # nh3 accepts addresses without a scheme, so `//elsewhere.example` would pass without this.
    return value if name != "href" or ADDRESS.match(value.strip()) else None


class RichTextField(ProseEditorField):
    """HTML, edited in a WYSIWYG and sanitised on its way to the database.

    The cleaning happens in `get_db_prep_save`, which `save()`, `bulk_create()`, `update()`, fixtures
    and imports all pass through, so a template may print what it has read back.
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
