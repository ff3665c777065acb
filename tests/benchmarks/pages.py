"""The addresses that are measured, the same at every size but for the posting and the number of the deep page."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.text import slugify

from jobs.models import Posting

from .vocabulary import PLACES, TEAMS, WORD

TEAM, SECOND_TEAM = (slugify(name) for name in TEAMS[:2])
PLACE, SECOND_PLACE = (slugify(name) for name, *_ in PLACES[:2])
ROWS = 20  # of a page of the list
SEVERAL = urlencode(
    {
        "team": (TEAM, SECOND_TEAM),
        "location": (PLACE, SECOND_PLACE),
        "type": ("full-time", "part-time"),
        "workplace": ("on-site", "hybrid"),
    },
    doseq=True,
)
TOTAL = re.compile(rb'data-total="(\d+)"')


@dataclass(frozen=True)
class Page:
    """`name` is used in addresses and results, `what` in the table."""

    name: str
    what: str
    path: str


def lists(open_postings: int) -> list[Page]:
    """Lists without words. `open_postings`: how many there are."""
    middle = max(open_postings // ROWS // 2, 1)
    return [
        Page("list", "Uncached list, all facets, 20 rows", "/jobs/"),
        Page("one-team", "… one team", f"/jobs/?team={TEAM}"),
        Page("several", "… two teams, two places, two types, two workplaces", f"/jobs/?{SEVERAL}"),
        Page("closing", "… closing soonest", "/jobs/?sort=closing"),
        Page("title", "… by title", "/jobs/?sort=title"),
        Page("deep", "… page in the middle", f"/jobs/?page={middle}"),
        Page("pay", "… paying 60,000", "/jobs/?pay=60000"),
        Page("country", "… in Germany", "/jobs/?country=de"),
    ]


def words() -> Page:
    return Page("words", "… with words that a tenth of the postings match", f"/jobs/?q={WORD.lower()}")


def posting() -> Page:
    """The page of the open posting in the middle of the oldest and the newest."""
    everything = Posting.objects.open().order_by("pk")
    found = everything[everything.count() // 2]
    return Page("posting", "Uncached posting", found.get_absolute_url())


def team() -> Page:
    return Page("team", "Uncached team page", f"/teams/{TEAM}/")


def home() -> Page:
    return Page("home", "Uncached home page", "/")


def everything() -> list[Page]:
    return [*lists(Posting.objects.open().count()), words(), posting(), team(), home()]


def total_of(body: bytes) -> int | None:
    """How many positions the list in a page has, or None if there is no list."""
    found = TOTAL.search(body)
    return int(found[1]) if found else None
