"""The field for rich text: HTML that is sanitised before it is stored."""

from typing import Any

from django.core.exceptions import ValidationError
from django_prose_editor.fields import ProseEditorField

from teams.texts.cleaning import sanitize
from teams.texts.limits import TextTooLong, check_stored, check_submitted


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
                # The editor knows the protocols. Naming them again makes it warn in the console for each editor.
                "Link": {"enableTarget": False},
            },
        )
        kwargs["sanitize"] = sanitize
        super().__init__(*args, **kwargs)

    def clean(self, value: Any, model_instance: Any) -> Any:
        """Return the value sanitised. Raises ValidationError if it is too long, before or after."""
        try:
            check_submitted(value or "")
            cleaned = super().clean(value, model_instance)
            check_stored(cleaned or "")
        except TextTooLong as error:
            raise ValidationError(str(error), code="too_long") from error
        return cleaned

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if isinstance(value, str):
            value = str(sanitize(value))
        return super().get_db_prep_save(value, connection)
