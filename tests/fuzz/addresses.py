"""Random addresses for `tests/test_fuzz.py` and for `make fuzz`. The same seed gives the same addresses."""

import random
from collections.abc import Iterator, Sequence
from urllib.parse import quote

SEED = 20261121
MAX_KEYS = 1000  # Django refuses a query with more keys
# The maximum length of a value: in a query with up to four keys, and in a query with more. Servers accept addresses
# of about 64 kB.
MAX_LENGTH, MAX_LENGTH_OF_MANY = 9000, 60
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
    "/people/",
    "/sitemap.xml",
    "/media/",
    "/favicon.ico",
    "/apple-touch-icon.png",
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
    # Valid values.
    "lisbon",
    "newest",
    "on-site",
    "unstated",
    "de",
    "DE",
    "engineer",
    # The search syntax of this site, of SQLite and of PostgreSQL.
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
    """Yield `number` percent-encoded addresses. Each is one of `paths`, sometimes with a suffix, often with a query."""
    generator = random.Random(seed)
    for _number in range(number):
        path = generator.choice(paths)
        if generator.random() < 0.3:
            suffix = "".join(generator.choices(PIECES, k=generator.randint(1, 2)))
            path = f"{path.rstrip('/')}/{suffix}{generator.choice(['', '/'])}"
        keys = generator.choices(NAMES, k=generator.randint(0, 4)) * generator.choice([1, 1, 1, 1, 90, MAX_KEYS])
        keys = keys[: generator.choice([MAX_KEYS, MAX_KEYS + 1])]
        max_length = MAX_LENGTH if len(keys) <= 4 else MAX_LENGTH_OF_MANY
        query = "&".join(f"{_escape(key)}={_escape(_random_value(generator)[:max_length])}" for key in keys)
        yield _escape(path, safe="/") + (f"?{query}" if query else "")


def _random_value(generator: random.Random) -> str:
    return generator.choice(["", " "]).join(generator.choices(PIECES, k=generator.randint(0, 3)))


def _escape(text: str, safe: str = "") -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe=safe)
