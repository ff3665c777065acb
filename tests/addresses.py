"""Addresses that nobody types on purpose, for the tests of C17 and for `make fuzz`. A seed always gives the same."""

import random
from collections.abc import Iterator, Sequence
from urllib.parse import quote

SEED = 20261121
MOST_KEYS = 1000  # Django refuses more
# Letters of a value, and of one among many: no server takes much more than 64 kB for an address.
LONGEST, LONGEST_OF_MANY = 9000, 60
PUBLIC = [
    "/",
    "/jobs/",
    "/teams/",
    "/teams/backend/",
    "/locations/lisbon/",
    "/jobs/feed/",
    "/teams/backend/feed/",
    "/jobs/calendar.ics",
    "/jobs/1/",
    "/stories/here/",
    "/sitemap.xml",
    "/media/",
    "/brand-0123456789ab.css",
    "/admin/login/",
]
ADMIN = [
    "/admin/",
    "/admin/account/",
    "/admin/account/passkeys/1/",
    "/admin/jobs/posting/",
    "/admin/jobs/posting/1/change/",
    "/admin/jobs/posting/1/history/",
    "/admin/teams/team/",
    "/admin/teams/story/",
    "/admin/jobs/location/",
    "/admin/jobs/tag/",
    "/admin/teams/testimonial/",
    "/admin/teams/employer/",
]
NAMES = [
    "team",
    "location",
    "workplace",
    "type",
    "level",
    "tag",
    "sort",
    "page",
    "q",
    "q",
    "country",
    "pay",
    "p",
    "o",
    "e",
    "all",
    "status",
    "team__id__exact",
    "locations__id__exact",
    "team__name__startswith",
    "_changelist_filters",
    "next",
    "",
    "\x00",
]
PIECES = [
    "\x00",
    "'",
    '"',
    "%",
    "\\",
    ";--",
    "/*",
    "${x}",
    "{{x}}",
    "<script>",
    "\ud800",
    "\u202e",
    "٣",
    "９",
    "-1",
    "1e9",
    "60000",
    "9" * 40,
    "9" * 5000,
    "../",
    "..%2f",
    "\r\n",
    "é",
    "😀",
    " ",
    "OR 1=1",
    "[]",
    "a" * 8000,
    "None",
    "true",
    # Values that mean something.
    "lisbon",
    "newest",
    "on-site",
    "unstated",
    "de",
    "DE",
    "engineer",
    # What means something to a search by words, here or in a database.
    '"senior engineer"',
    '"never closed',
    "“”",
    "-engineer",
    "--",
    '-"',
    "c++",
    "++",
    "c#",
    ".net",
    "engin*",
    "a:*",
    "a & b | !c",
    "<->",
    "NEAR(a b)",
    "title:",
    "^a",
    "(",
    "AND NOT",
    "¶",
    "\u200b",
    "\u0301",
    "צה״ל",
    'ע"ו -"ד',
    "שלום",
    "工程师",
    "エンジニア",
    "ﷺ",
    "İß",
    "x " * 3000,
]


def random_addresses(paths: Sequence[str], number: int, seed: int = SEED) -> Iterator[str]:
    """`number` addresses, percent-encoded: one of the `paths`, sometimes with more behind it, and a query."""
    chance = random.Random(seed)
    for _number in range(number):
        path = chance.choice(paths)
        if chance.random() < 0.3:
            more = "".join(chance.choices(PIECES, k=chance.randint(1, 2)))
            path = f"{path.rstrip('/')}/{more}{chance.choice(['', '/'])}"
        keys = chance.choices(NAMES, k=chance.randint(0, 4)) * chance.choice([1, 1, 1, 1, 90, MOST_KEYS])
        keys = keys[: chance.choice([MOST_KEYS, MOST_KEYS + 1])]
        longest = LONGEST if len(keys) <= 4 else LONGEST_OF_MANY
        query = "&".join(f"{_escaped(key)}={_escaped(_value(chance)[:longest])}" for key in keys)
        yield _escaped(path, safe="/") + (f"?{query}" if query else "")


def _value(chance: random.Random) -> str:
    return chance.choice(["", " "]).join(chance.choices(PIECES, k=chance.randint(0, 3)))


def _escaped(text: str, safe: str = "") -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe=safe)
