"""Text that can be read: signs that nobody sees, and no page, feed or calendar can carry, are left out."""

import re
import unicodedata
from typing import Any

from django import forms

# Control characters but tab, line feed and carriage return, and what is no character at all: no page, feed or
# calendar can carry them. Those that turn the direction of all that follows would turn the words around them, too.
CONTROL_CHARACTERS = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
# Letters without a shape, which Unicode counts among the others.
BLANKS = "\u115f\u1160\u2800\u3164\uffa0"


def clean_text(text: str) -> str:
    """Return `text` without signs that no page can carry; empty where nothing is left that anybody could see."""
    kept = CONTROL_CHARACTERS.sub("", text).strip()
    is_seen = any(unicodedata.category(sign)[0] not in "CZM" and sign not in BLANKS for sign in kept)
    return kept if is_seen else ""


class CleanTextForm(forms.BaseForm):
    """A form whose texts are legible. One without anything to see is no answer to a field that must be filled in."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, value in list(cleaned.items()):
            if isinstance(value, str) and value:
                cleaned[name] = clean_text(value)
                if not cleaned[name] and self.fields[name].required:
                    self.add_error(name, self.fields[name].error_messages["required"])
        return cleaned
