"""Widgets that show the employer's logo and colour as visitors will see them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import Script
from js_asset import Media

from teams.brand.colours import contrast
from teams.brand.palette import DARK, LIGHT, TEXT, make_palette
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
        palettes = [make_palette(value, dark=dark) for dark in (False, True)]
        context["chosen"] = value.lower()
        context["uses"] = [
            {
                "label": label,
                "colour": palette.accent,
                "canvas": scheme.canvas,
                "contrast": contrast(palette.accent, scheme.canvas),
                "contrast_of_chosen": contrast(value, scheme.canvas),
                "is_legible": contrast(value, scheme.canvas) >= TEXT,
                "is_changed": palette.accent != value.lower(),
            }
            for label, scheme, palette in zip(("In light mode", "In dark mode"), (LIGHT, DARK), palettes, strict=True)
        ]
        context["grounds"] = palettes
        return context


class VoiceInput(forms.RadioSelect):
    """The families of headings, each name in its own family: static/css/admin/voices.css."""

    template_name = "teams/widgets/voices.html"

    @property
    def media(self) -> Media:
        return Media(css={"all": ["css/admin/voices.css"]})
