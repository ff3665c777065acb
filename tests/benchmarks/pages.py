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
    """`name` stands in addresses of controls and in results; `table.py` says it in words."""

    name: str
    path: str


def filtered() -> Page:
    return Page("one-team", f"/jobs/?team={TEAM}")


def posting() -> Page:
    """The page of the open posting in the middle of the oldest and the newest."""
    everything = Posting.objects.open().order_by("pk")
    return Page("posting", everything[everything.count() // 2].get_absolute_url())


def team() -> Page:
    return Page("team", f"/teams/{TEAM}/")


def everything() -> list[Page]:
    middle = max(Posting.objects.open().count() // ROWS // 2, 1)
    return [
        Page("list", "/jobs/"),
        filtered(),
        Page("several", f"/jobs/?{SEVERAL}"),
        Page("closing", "/jobs/?sort=closing"),
        Page("title", "/jobs/?sort=title"),
        Page("deep", f"/jobs/?page={middle}"),
        Page("pay", "/jobs/?pay=60000"),
        Page("country", "/jobs/?country=de"),
        Page("words", f"/jobs/?q={WORD.lower()}"),
        posting(),
        team(),
        Page("home", "/"),
    ]


def total_of(body: bytes) -> int | None:
    """How many positions the list in a page has, or None if there is no list."""
    found = TOTAL.search(body)
    return int(found[1]) if found else None
