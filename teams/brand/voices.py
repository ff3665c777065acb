"""The voice of headings: six kinds of families that systems bring, so that they cost no bytes."""

from typing import NamedTuple

from django.db import models


class Voice(models.TextChoices):
    """Values are suffixes of the classes in static/css/admin/voices.css."""

    GROTESQUE = "grotesque", "Grotesque"
    HUMANIST = "humanist", "Humanist"
    GEOMETRIC = "geometric", "Geometric"
    TRANSITIONAL = "transitional", "Transitional serif"
    OLD_STYLE = "old-style", "Old-style serif"
    SLAB = "slab", "Slab serif"


class Style(NamedTuple):
    """How headings are set. `spacing` is between letters: those of a serif stand less tight."""

    families: str
    weight: int
    spacing: str

    @property
    def is_serif(self) -> bool:
        return not self.families.endswith("sans-serif")


# Each list has families of macOS and iOS, Windows, Android and Linux, in this order as far as one does not look like
# the others. Where a system has none of the kind, the last ones stand in. The weights exist in all of them: a static
# family has no 600, and its bold is taken.
STYLES = {
    Voice.GROTESQUE: Style(
        '"Helvetica Neue", "Arial Nova", Roboto, "Nimbus Sans", Helvetica, Arial, "Liberation Sans", "Noto Sans", '
        '"DejaVu Sans", sans-serif',
        700,
        "-0.02em",
    ),
    Voice.HUMANIST: Style(
        'Seravek, "Gill Sans Nova", Calibri, Candara, Ubuntu, Cantarell, "Open Sans", "Noto Sans", "DejaVu Sans", '
        '"Liberation Sans", sans-serif',
        700,
        "-0.01em",
    ),
    Voice.GEOMETRIC: Style(
        '"Avenir Next", Avenir, "Century Gothic", Corbel, Montserrat, "URW Gothic", Poppins, "Noto Sans", '
        '"Liberation Sans", "DejaVu Sans", sans-serif',
        600,
        "-0.02em",
    ),
    Voice.TRANSITIONAL: Style(
        'Charter, "Sitka Heading", Cambria, "Bitstream Charter", "Noto Serif", Georgia, "Liberation Serif", '
        '"DejaVu Serif", serif',
        700,
        "-0.01em",
    ),
    Voice.OLD_STYLE: Style(
        '"Iowan Old Style", "Palatino Linotype", Palatino, "Book Antiqua", P052, "URW Palladio L", '
        '"TeX Gyre Pagella", "Noto Serif", "Liberation Serif", "DejaVu Serif", serif',
        600,
        "-0.005em",
    ),
    Voice.SLAB: Style(
        'Rockwell, "Rockwell Nova", "Roboto Slab", "Zilla Slab", "Sitka Small", "DejaVu Serif", "Noto Serif", '
        '"Liberation Serif", serif',
        700,
        "-0.01em",
    ),
}


def get_style(voice: str) -> Style:
    """Return how a voice is set. A text that is none, which only SQL can store, is taken for the default."""
    return STYLES[Voice(voice) if voice in Voice.values else Voice.GROTESQUE]
