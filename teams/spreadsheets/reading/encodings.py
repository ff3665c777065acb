"""The encoding of a text file that does not name it: UTF-8, UTF-16, or what Excel writes as plain “CSV”."""

import codecs
import re

from charset_normalizer import from_bytes

from ..faults import Unreadable

WINDOWS = "cp1252"
# The letters of languages beyond a to z, by the codec that Excel writes where people use them.
ALPHABETS = {
    WINDOWS: (
        *("äöüß", "àâæçéèêëîïôœùûüÿ", "áéíñóúüçºª", "áâãàçéêíóôõúºª", "àèéìîòóùºª", "åäöé", "æøåéäö", "éëïóöüèê"),
        *("áæðéíóúýþö", "àèéíïòóúüç", "äöõüšž"),
    ),
    "cp1250": ("ąćęłńóśźż", "áčďéěíňóřšťúůýžäĺľôŕ", "áéíóöőúüű", "čćđšž", "ăâîşţ"),
    "cp1254": ("çğıöşüâîi",),
    "cp1257": ("ąčęėįšųūž", "āčēģīķļņšūž"),
}
# Excel's “CSV (Macintosh)” and “CSV (MS-DOS)”.
OTHER_LATIN = ("mac_roman", "cp850")
OTHERS = ("cp1251", "cp1253", "cp1256", "cp932", "gb18030", "cp949")
NAMES = {
    "mac_roman": "Mac Roman",
    "cp850": "MS-DOS 850",
    "cp932": "Shift JIS",
    "gb18030": "GB 18030",
    "cp949": "Korean (949)",
}
MARKS = {
    codecs.BOM_UTF8: ("utf-8-sig", "UTF-8"),
    codecs.BOM_UTF32_LE: ("utf-32", "UTF-32"),
    codecs.BOM_UTF32_BE: ("utf-32", "UTF-32"),
    codecs.BOM_UTF16_LE: ("utf-16", "UTF-16"),
    codecs.BOM_UTF16_BE: ("utf-16", "UTF-16"),
}
# Windows-1252 has no characters for these bytes. Browsers and Excel read them as the control characters of Latin 1.
UNDEFINED = b"\x81\x8d\x8f\x90\x9d"
WINDOWS_LETTERS = {byte: bytes((byte,)).decode(WINDOWS) for byte in range(0x80, 0xA0) if byte not in UNDEFINED}
# Signs that are written inside words. Other signs there, or capitals, were written in another encoding: “B„cker”.
INSIDE_WORDS = "’‘–—\xa0\xad·"
MAX_ODD = 0.1
# Letters beyond ASCII for each damaged place in a file that still is UTF-8.
MIN_WHOLE = 5
MAX_SAMPLE = 100_000


def decode(content: bytes) -> tuple[str, str]:
    """Return the text of a file and the name of its encoding. Raise Unreadable if a place in it is damaged."""
    for mark, (codec, name) in MARKS.items():
        if content.startswith(mark):
            return _decode(content, codec, name), name
    if b"\x00" in content[:2]:
        # Without a mark, every second byte of Western text in UTF-16 is zero.
        return _decode(content, "utf-16-le" if content[1:2] == b"\x00" else "utf-16-be", "UTF-16"), "UTF-16"
    text = content.decode(errors="replace")
    damaged = text.count("\ufffd") - content.count(b"\xef\xbf\xbd")
    if damaged == 0:
        return text, "UTF-8"
    if sum(not letter.isascii() for letter in text) > MIN_WHOLE * damaged:
        return _decode(content, "utf-8", "UTF-8"), "UTF-8"
    codec = _guess(content)
    if codec == WINDOWS:
        return content.decode("latin-1").translate(WINDOWS_LETTERS), "Windows-1252"
    return content.decode(codec, errors="replace"), NAMES.get(codec, codec.replace("cp", "Windows-"))


def _decode(content: bytes, codec: str, name: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        line = error.object[: error.start].decode(codec, errors="replace").count("\n") + 1
        raise Unreadable(f"Line {line} is not {name} text. Save the sheet as “CSV UTF-8”, or as .xlsx.") from error


def _guess(content: bytes) -> str:
    """Return the codec of a text that is not Unicode: Windows-1252, unless another fits better."""
    lines = b"\n".join(line for line in re.split(b"[\r\n]+", content) if not line.isascii())[:MAX_SAMPLE]
    defined = lines.translate(None, UNDEFINED)
    latin = {codec: defined.decode(codec, errors="replace") for codec in (*ALPHABETS, *OTHER_LATIN)}
    if _is_plausible(latin[WINDOWS]) and all(letter.isascii() or not letter.isalpha() for letter in latin[WINDOWS]):
        return WINDOWS  # Only signs: quotation marks, dashes, currencies.
    fitting = [codec for codec, text in latin.items() if _is_plausible(text) and _is_readable(defined, codec)]
    if windows := [codec for codec in fitting if codec in ALPHABETS]:
        return max(windows, key=lambda codec: _share_of_letters(latin[codec], codec))
    best = from_bytes(lines, cp_isolation=list(OTHERS)).best()
    return fitting[0] if fitting else best.encoding if best else WINDOWS


def _is_plausible(text: str) -> bool:
    odd = (
        not (letter.isascii() or letter.islower() or letter in INSIDE_WORDS) and before.isalpha() and after.islower()
        for before, letter, after in zip(text, text[1:], text[2:], strict=False)
    )
    return sum(odd) <= MAX_ODD * sum(not letter.isascii() for letter in text)


def _is_readable(content: bytes, codec: str) -> bool:
    """Return whether a text in this codec is none of the nonsense that `charset_normalizer` knows."""
    return from_bytes(content, cp_isolation=[codec]).best() is not None


def _share_of_letters(text: str, codec: str) -> float:
    """Return which part of the letters of a text beyond a to z belongs to one language that uses this codec."""
    letters = [letter.lower()[0] for letter in text if letter.isalpha() and not letter.isascii()]
    if not letters:
        return 1.0
    return max(sum(letter in alphabet for letter in letters) for alphabet in ALPHABETS[codec]) / len(letters)
