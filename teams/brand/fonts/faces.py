"""The stored font in the stylesheet: its own face, and fallbacks that take the same space."""

from typing import Any, NamedTuple

from teams.pictures.renditions import rendition_storage

FAMILY = "Heading"
# From this weight on, the bold of a fallback is nearer.
BOLD = 600


class Fallback(NamedTuple):
    """A family that a system brings. Widths are those of an average letter of `limits.SAMPLE`, in em."""

    regular: tuple[str, ...]
    regular_width: float
    bold: tuple[str, ...]
    bold_width: float


# By whether headings have serifs: of Windows, Apple and Linux, whose families have the same widths, and of Android.
FALLBACKS = {
    False: (
        Fallback(
            ("Arial", "ArialMT", "Helvetica", "Liberation Sans"),
            0.4683,
            ("Arial Bold", "Arial-BoldMT", "Helvetica-Bold", "Liberation Sans Bold"),
            0.5017,
        ),
        Fallback(("Roboto", "Roboto-Regular"), 0.469, ("Roboto Bold", "Roboto-Bold"), 0.4741),
    ),
    True: (
        Fallback(
            ("Times New Roman", "TimesNewRomanPSMT", "Times", "Liberation Serif"),
            0.421,
            ("Times New Roman Bold", "TimesNewRomanPS-BoldMT", "Times-Bold", "Liberation Serif Bold"),
            0.4489,
        ),
        Fallback(
            ("Noto Serif", "NotoSerif-Regular", "NotoSerif"), 0.5029, ("Noto Serif Bold", "NotoSerif-Bold"), 0.5325
        ),
    ),
}


class Font(NamedTuple):
    """What the pages need to know of the stored font. `ascent`, `descent`, `gap` and `width` are in em."""

    address: str
    weight: int
    ascent: float
    descent: float
    gap: float
    width: float

    @classmethod
    def read(cls, renditions: dict[str, Any]) -> "Font | None":
        """Return the font that a font field has stored, if there is one."""
        if not renditions:
            return None
        address = rendition_storage().url(renditions["files"]["woff2"]["all"])
        return cls(address, *(renditions[name] for name in ("weight", "ascent", "descent", "gap", "width")))

    def list_families(self, *, is_serif: bool) -> list[str]:
        """Return the names of its families in the stylesheet, the fallbacks last."""
        return [FAMILY, *(f"{FAMILY} fallback {number}" for number, _each in enumerate(FALLBACKS[is_serif], start=1))]

    def write_faces(self, *, is_serif: bool) -> str:
        """Return its `@font-face` rules. The faces have all weights, so that no browser thickens them itself."""
        name, *fallback_names = self.list_families(is_serif=is_serif)
        own = f'  src: url("{self.address}") format("woff2");\n  font-display: optional;\n'
        rules = [self._write_face(name, own, 1)]
        for fallback_name, fallback in zip(fallback_names, FALLBACKS[is_serif], strict=True):
            is_bold = self.weight >= BOLD
            width = fallback.bold_width if is_bold else fallback.regular_width
            sources = ", ".join(f'local("{each}")' for each in (fallback.bold if is_bold else fallback.regular))
            size = self.width / width
            rules.append(self._write_face(fallback_name, f"  src: {sources};\n  size-adjust: {size:.1%};\n", size))
        return "".join(rules)

    def _write_face(self, name: str, source: str, size: float) -> str:
        return (
            f'@font-face {{\n  font-family: "{name}";\n{source}  font-weight: 1 1000;\n'
            f"  ascent-override: {self.ascent / size:.1%};\n"
            f"  descent-override: {self.descent / size:.1%};\n"
            f"  line-gap-override: {self.gap / size:.1%};\n}}\n"
        )
