"""What a font may be, and what is left of it. Imports nothing: `subsetting` runs without Django."""

MAX_BYTES = 2 * 1024 * 1024
# Of what is left. Every page loads it before its first heading.
MAX_SUBSET_BYTES = 40 * 1024
# The media types and extension that a file dialog offers.
ACCEPTED = ("font/woff2", ".woff2")
SIGNATURE = b"wOF2"

# In a variable font, each axis stays where the font has it, except these, as far as the font goes. Headings are large,
# and all have one weight.
HEADING = {"wght": 700, "opsz": 48}

# The characters that the languages of Europe write in Latin, Greek and Cyrillic, as ranges of code points.
CHARACTERS = (
    (0x20, 0x7E),
    (0xA0, 0x17F),  # Latin-1 and Latin Extended-A
    (0x18F, 0x18F),  # Azerbaijani
    (0x1B7, 0x1B7),  # Skolt Sámi, with the five below
    (0x1E4, 0x1E9),
    (0x1EE, 0x1EF),
    (0x218, 0x21B),  # Romanian
    (0x259, 0x259),
    (0x292, 0x292),
    (0x386, 0x386),
    (0x388, 0x3CE),  # Greek
    (0x400, 0x45F),  # Cyrillic
    (0x490, 0x491),  # Ukrainian
    (0x1E80, 0x1E85),  # Welsh
    (0x1E9E, 0x1E9E),
    (0x1EF2, 0x1EF3),
    (0x2009, 0x2009),
    (0x2010, 0x2015),
    (0x2018, 0x201E),
    (0x2020, 0x2022),
    (0x2026, 0x2026),
    (0x202F, 0x202F),
    (0x2030, 0x2030),
    (0x2032, 0x2033),
    (0x2039, 0x203A),
    (0x2044, 0x2044),
    (0x20AC, 0x20AC),
    (0x20B4, 0x20B4),
    (0x20BA, 0x20BA),
    (0x20BD, 0x20BD),
    (0x2116, 0x2116),
    (0x2122, 0x2122),
    (0x2212, 0x2212),
)
# Without these, a font cannot set a heading.
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz "
# Kerning, ligatures, forms of a language, composed letters, and figures of one width.
FEATURES = ("kern", "liga", "locl", "ccmp", "tnum")
# The name, who made it, and its licence.
NAMES = (0, 1, 2, 4, 6, 13, 14)

# Headings whose width is compared with that of the fallback. Their letters are about as frequent as in others.
SAMPLE = "Meet the team that makes what we offer Open positions in research sales and production Wir suchen Menschen"
