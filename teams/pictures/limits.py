"""What a picture may be, and the renditions that are made of it. Imports nothing: `reducing` runs without Django."""

MAX_BYTES = 30 * 1024 * 1024
# The sensors of phones have up to 50 million pixels, some a few more.
MAX_PIXELS = 51_000_000
# In pixels. The limit of WebP, the lowest of the output formats.
MAX_SIDE = 16_383
# What a child process may use, in bytes and in seconds of the processor. It is ended after twice these seconds.
MAX_MEMORY = 512 * 1024 * 1024
MAX_SECONDS = 30

# Pixels across. A narrow picture gets fewer.
WIDTHS = (480, 960, 1600)
# Pixels down. A very tall picture gets narrower renditions.
MAX_RENDITION_HEIGHT = 3200

WORKING_FORMATS = "Choose a JPEG, PNG or WebP file."
# The media types that a file dialog offers.
ACCEPTED = ("image/jpeg", "image/png", "image/webp", "image/avif", "image/heic", "image/heif")

# The backgrounds of the site, as colours of eight bits, and the contrast below which a part of a logo is hard to see.
BACKGROUNDS = {"light": (253, 253, 251), "dark": (19, 22, 26)}
FAINT_CONTRAST = 1.6
# The share of a logo's visible parts from which it counts as hard to see.
FAINT_SHARE = 0.5

# What Google accepts as the logo of a posting: pixels on each side, and the least and greatest width for a height of 1.
# https://developers.google.com/search/docs/appearance/structured-data/job-posting
MIN_LOGO_SIDE = 112
LOGO_RATIO = (0.75, 2.5)
# Icons have square room.
SQUARE = (0.75, 4 / 3)
