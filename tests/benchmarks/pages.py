"""The pages that are measured. Only the posting and the number of the deep page depend on the size."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.text import slugify

from jobs.models import Posting

from .vocabulary import PLACES, TEAMS, WORD

TEAM, SECOND_TEAM = (slugify(name) for name in TEAMS[:2])
PLACE, SECOND_PLACE = (slugify(name) for name, *_ in PLACES[:2])
ROWS = 20  # per page of the list
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
    """`name` is part of the control's address and a key of the results; `table.py` has a label for it."""

    name: str
    path: str


FILTERED_PAGE = Page("one-team", f"/jobs/?team={TEAM}")
TEAM_PAGE = Page("team", f"/teams/{TEAM}/")


def find_posting_page() -> Page:
    """Return the page of the open posting with the middle number."""
    postings = Posting.objects.open().order_by("pk")
    return Page("posting", postings[postings.count() // 2].get_absolute_url())


def find_pages() -> list[Page]:
    middle = max(Posting.objects.open().count() // ROWS // 2, 1)
    return [
        Page("list", "/jobs/"),
        FILTERED_PAGE,
        Page("several", f"/jobs/?{SEVERAL}"),
        Page("closing", "/jobs/?sort=closing"),
        Page("title", "/jobs/?sort=title"),
        Page("deep", f"/jobs/?page={middle}"),
        Page("pay", "/jobs/?pay=60000"),
        Page("country", "/jobs/?country=de"),
        Page("words", f"/jobs/?q={WORD.lower()}"),
        find_posting_page(),
        TEAM_PAGE,
        Page("home", "/"),
    ]


def find_total(body: bytes) -> int | None:
    """Return the total that the list in a page states, or None if the page has no list."""
    match = TOTAL.search(body)
    return int(match[1]) if match else None
