"""Widgets that show the employer's logo and colour as visitors will see them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import Script
from js_asset import Media

from teams.brand import colours
from teams.models.validators import validate_colour

from .widgets import ColourInput, PictureWidget


class LogoWidget(PictureWidget):
    """A picture on the backgrounds of the site. A script shows a chosen file before it is saved.

    `backgrounds`: "light", "dark" or both, where the site shows it.
    """

    template_name = "teams/widgets/logo.html"

    def __init__(self, *, backgrounds: tuple[str, ...] = ("light", "dark")) -> None:
        super().__init__()
        self.backgrounds = backgrounds

    @property
    def media(self) -> Media:
        return Media(js=[Script("js/admin/logo.js", type="module")])

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        renditions = getattr(value.instance, value.field.renditions_field) if self.is_initial(value) else {}
        faint = renditions.get("faint_on", [])
        context["grounds"] = [(each, each in faint) for each in self.backgrounds]
        return context


class BrandColourInput(ColourInput):
    """A colour as chosen, and as the site uses it: made darker or lighter until text in it is legible."""

    template_name = "teams/widgets/brand_colour.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        try:
            validate_colour(value)
        except ValidationError:
            return context
        uses = [
            ("In light mode", False, colours.LIGHT_BACKGROUNDS[0]),
            ("In dark mode", True, colours.DARK_BACKGROUNDS[0]),
        ]
        context["chosen"] = value.lower()
        context["uses"] = [
            {
                "label": label,
                "colour": (colour := colours.shades(value, dark=dark).accent),
                "ground": ground,
                "contrast": colours.contrast(colour, ground),
                "contrast_of_chosen": colours.contrast(value, ground),
                "is_changed": colour != value.lower(),
            }
            for label, dark, ground in uses
        ]
        return context
