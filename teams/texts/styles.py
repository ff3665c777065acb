"""What inline styles say that a page keeps."""

import re

BLOCK = re.compile(r"\bdisplay:\s*(?:block|flex|grid|table|list-item)", re.IGNORECASE)
NOT_BOLD = re.compile(r"\bfont-weight:\s*(?:normal|[1-5]00)\b", re.IGNORECASE)
BOLD = re.compile(r"\bfont-weight:\s*(?:bold|[6-9]00)\b", re.IGNORECASE)
ITALIC = re.compile(r"\bfont-style:\s*italic", re.IGNORECASE)
# Up to the next colon, not only to the end of the declaration: what is read again and again takes quadratic time.
STRUCK = re.compile(r"\btext-decoration(?:-line)?:[^;:]*\bline-through", re.IGNORECASE)
SHIFT = re.compile(r"\bvertical-align:\s*(sup|sub)er?", re.IGNORECASE)
KEEPS_BREAKS = re.compile(r"\bwhite-space:\s*(?:pre|break-spaces)", re.IGNORECASE)
# Word: the level of a list point, and its bullet or number.
LIST_LEVEL = re.compile(r"\bmso-list:[^;:]*\blevel([0-9]+)", re.IGNORECASE)
LIST_MARKER = re.compile(r"\bmso-list:\s*ignore", re.IGNORECASE)
MARGIN = re.compile(r"\bmargin-left:\s*([0-9]{1,4}(?:\.[0-9]*)?|\.[0-9]+)(pt|px|in|cm)", re.IGNORECASE)
POINTS = {"pt": 1.0, "px": 0.75, "in": 72.0, "cm": 28.35}


def indent_of(style: str) -> int:
    """Return the indentation in spaces of about six points each."""
    margin = MARGIN.search(style)
    return int(float(margin[1]) * POINTS[margin[2].lower()] / 6) if margin else 0
