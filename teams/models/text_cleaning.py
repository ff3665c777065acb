"""Text without invisible characters."""

import unicodedata
from typing import Any

from django import forms

from teams.texts.characters import CONTROL_CHARACTERS

# Letters without a shape, which Unicode puts into categories of visible characters.
BLANKS = "\u115f\u1160\u2800\u3164\uffa0"


def clean_text(text: str) -> str:
    """Return `text` without control characters; "" if nothing visible remains."""
    cleaned = CONTROL_CHARACTERS.sub("", text).strip()
    is_visible = any(unicodedata.category(letter)[0] not in "CZM" and letter not in BLANKS for letter in cleaned)
    return cleaned if is_visible else ""


class CleanTextForm(forms.BaseForm):
    """A form that cleans its texts. A required field refuses a text without visible characters."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, value in list(cleaned.items()):
            if isinstance(value, str) and value:
                cleaned[name] = clean_text(value)
                if not cleaned[name] and self.fields[name].required:
                    self.add_error(name, self.fields[name].error_messages["required"])
        return cleaned
