"""Odd and damaged clipboards from a seed: what programs put there, cut, mixed, escaped twice, nested and huge."""

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

CLIPBOARDS = Path(__file__).parents[1] / "browser" / "desk" / "clipboard"
SPEECHES = (
    "Wir suchen eine Bäckerin (m/w/d), die früh aufsteht: größtenteils zwischen drei und elf Uhr.",
    "Ζητάμε έναν φούρναρη που ξυπνάει νωρίς.",
    "نبحث عن خبّاز يستيقظ باكرًا، مع فريق صغير.",
    "אנחנו מחפשים אופה שקם מוקדם.",
    "早起きのパン職人を募集しています。",
    "R&D engineers: 5 < 6, “quoted”, isn’t it? naïve café 👩‍🍳🥐",
    "Requirements: three years, C++ and C#; pay 45.000 € – 60.000 €.",
)
MARKERS = ("• ", "- ", "* ", "– ", "1. ", "2) ", "· ", "o\u00a0\u00a0", "# ", "\uf0b7\t", "")
ODD = (
    "\0",
    "\u202e",
    "\u200b",
    "\ufeff",
    "\u2066",
    "\x1b[31m",
    "\ufffe",
    "\U000e0041",
    "\u00ad",
    "\r",
    "\x85",
    "\u2028",
)
REFERENCES = (
    "&amp;amp;",
    "&#0;",
    "&#x110000;",
    "&#9999999999999999999999;",
    "&nbsp",
    "&lt;/p&gt;",
    "&",
    "&#",
    "&NotAName;",
)
NUMBERS = ("0", "-1", "9" * 400, "9" * 5000, "1e9", "..5", "1.2.3", "²", "٣", "")
ATTRIBUTES = (
    'style="margin-left:{}pt"',
    'style="mso-list:l0 level{} lfo1"',
    'start="{}"',
    'data-aria-level="{}"',
    'href="https://www.google.com/url?q=https%3A%2F%2F{}"',
    'href="mailto:{}@ü.example"',
    'href="&#{};"',
    "style='font-weight:{}'",
)
AROUND = (
    "<div>{}</div>",
    "<blockquote>{}</blockquote>",
    "<b>{}</b>",
    "<table><tr><td>{}</td></tr></table>",
    "<ul><li>{}</li></ul>",
)
WRAPPERS = (
    '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1">{}</b>',
    "<head><!--[if gte mso 9]><xml><o:x>1</o:x></xml><![endif]--><style>p {{ margin: 0 }}</style></head><body>{}",
    '<google-sheets-html-origin><table><tr><td data-sheets-value="{{&quot;1&quot;:2}}">{}</td></tr></table>',
    '<div class="ListContainerWrapper"><ul><li data-aria-level="2"><p>{}</p></li></ul></div>',
    "Version:0.9\r\nStartHTML:0000000105\r\nEndHTML:9\r\n<html><body><!--StartFragment-->{}<!--EndFragment--></body></html>",
)
TAG = re.compile(r"<[^>]*>")
HUGE = (600_000, 6_000_000)
Damage = Callable[[str, random.Random], str]


def odd_clipboards(number: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield a description and the content of each, in UTF-8 if nothing else is part of its damage."""
    chance = random.Random(seed)
    sources = {path.stem: path.read_text(encoding="utf-8") for path in sorted(CLIPBOARDS.glob("*.html"))}
    for each in range(number):
        name, text = chance.choice([*sources.items(), ("written", _write(chance)), ("lines", _write_lines(chance))])
        damages = chance.choices(DAMAGES, k=chance.choice((0, 1, 1, 1, 2, 3)))
        for damage in damages:
            text = damage(text, chance)
        if chance.random() < 0.01:
            text = text * (chance.choice(HUGE) // max(len(text), 1) + 1)
            damages.append(_repeat)
        encoding = chance.choice(("cp1252", "utf-16", "shift_jis")) if chance.random() < 0.05 else "utf-8"
        names = ", ".join(damage.__name__.strip("_") for damage in damages)
        yield f"{each}: {name} in {encoding}, {names or 'keep'}", text.encode(encoding, "replace")


def _write(chance: random.Random) -> str:
    tags = [chance.choice(("p", "div", "li", "h2", "td", "span", "blockquote", "section", "dd")) for _ in range(12)]
    return "".join(f"<{tag}>{chance.choice(MARKERS)}{chance.choice(SPEECHES)}</{tag}>" for tag in tags)


def _write_lines(chance: random.Random) -> str:
    ends = [chance.choice(("\n", "\r\n", "\n\n", "<br>", " ")) for _ in range(12)]
    return "".join(f"{' ' * chance.randrange(5)}{chance.choice(MARKERS)}{chance.choice(SPEECHES)}{end}" for end in ends)


def _cut(text: str, chance: random.Random) -> str:
    first, last = sorted(chance.randrange(len(text) + 1) for _ in range(2))
    return chance.choice((text[:last], text[first:], text[first:last]))


def _drop_tags(text: str, chance: random.Random) -> str:
    share, only = chance.choice((0.02, 0.3, 0.9)), chance.choice(("<", "</"))
    return TAG.sub(lambda tag: "" if tag[0].startswith(only) and chance.random() < share else tag[0], text)


def _move_tags(text: str, chance: random.Random) -> str:
    tags = TAG.findall(text)
    chance.shuffle(tags)
    return TAG.sub(lambda tag: tags.pop() if chance.random() < 0.5 else tag[0], text)


def _flip(text: str, chance: random.Random) -> str:
    letters = list(text)
    for _ in range(chance.choice((1, 5, 50)) if letters else 0):
        letters[chance.randrange(len(letters))] = chance.choice("<>/=\"'&;-! a")
    return "".join(letters)


def _insert(text: str, chance: random.Random, parts: tuple[str, ...]) -> str:
    for _ in range(chance.choice((1, 5, 50))):
        position = chance.randrange(len(text) + 1)
        text = text[:position] + chance.choice(parts) + text[position:]
    return text


def _add_characters(text: str, chance: random.Random) -> str:
    return _insert(text, chance, ODD)


def _add_references(text: str, chance: random.Random) -> str:
    return _insert(text, chance, REFERENCES)


def _add_attributes(text: str, chance: random.Random) -> str:
    def add(tag: re.Match[str]) -> str:
        attribute = chance.choice(ATTRIBUTES).format(chance.choice(NUMBERS))
        return f"<{tag[1]} {attribute}" if chance.random() < 0.2 else tag[0]

    return re.sub(r"<([a-z][a-z0-9]*)\b", add, text)


def _escape(text: str, chance: random.Random) -> str:
    for _ in range(chance.choice((1, 2, 3, 9))):
        text = text.replace("&", "&amp;")
        text = text.replace("<", "&lt;").replace(">", "&gt;") if chance.random() < 0.3 else text
    return text


def _nest(text: str, chance: random.Random) -> str:
    around, depth = chance.choice(AROUND), chance.choice((3, 90, 130, 2000))
    start, end = around.split("{}")
    return start * depth + text + end * chance.choice((0, depth))


def _wrap(text: str, chance: random.Random) -> str:
    return chance.choice(WRAPPERS).format(text)


def _mix(text: str, chance: random.Random) -> str:
    position = chance.randrange(len(text) + 1)
    return text[:position] + chance.choice((_write, _write_lines))(chance) + text[position:]


def _misread(text: str, chance: random.Random) -> str:
    """Return a text that was read in another encoding than it was written in."""
    return text.encode().decode(chance.choice(("cp1252", "latin-1", "cp437")), "replace")


def _shout(text: str, chance: random.Random) -> str:
    return TAG.sub(lambda tag: tag[0].upper(), text)


def _repeat(text: str, chance: random.Random) -> str:
    return text * chance.choice((2, 10, 40))


DAMAGES: list[Damage] = [
    _cut,
    _drop_tags,
    _move_tags,
    _flip,
    _add_characters,
    _add_references,
    _add_attributes,
    _escape,
    _nest,
    _wrap,
    _mix,
    _misread,
    _shout,
    _repeat,
]
