"""The way back from a posting to the list that it was chosen from.

Links from a filtered, sorted or later page carry the address of the list. An address may hold anything, so it is never
used as it came: it is read like the address of a list, and written anew from what a list understands.
"""

from urllib.parse import quote

from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve, reverse

from jobs.finding.filters import PostingFilter
from jobs.finding.selection import Selection

from .orders import SORTS

PARAMETER = "back"
# The pages with a list, by the name of their route, and the parameter that each sets.
LISTS = {"jobs:list": "", "jobs:team": "team", "jobs:location": "location"}
# Longer addresses are not carried: every row would hold one. It also has fewer parameters than Django's limit.
MAX_LENGTH = 1000


def make_query(address: str) -> str:
    """Return the query of a link that leads back to the list at `address`; "" where its path alone says enough."""
    if "?" not in address or len(address) > MAX_LENGTH:
        return ""
    return f"?{PARAMETER}={quote(address, safe='/?=:,')}"


def name_row(posting_id: int) -> str:
    """Return the id of the row of a posting, on every list."""
    return f"p{posting_id}"


def read(request: HttpRequest, all_open: Selection) -> str:
    """Return the address of the list that a visitor came from; "" if the request names none."""
    address = request.GET.get(PARAMETER, "")
    path, _, query = address.partition("?")
    try:
        match = resolve(path)
    except Resolver404:
        return ""
    if match.view_name not in LISTS or len(address) > MAX_LENGTH:
        return ""
    data = QueryDict(query)
    filterset = PostingFilter(data, all_open, without=LISTS[match.view_name])
    sort, page = data.get("sort", ""), data.get("page", "")
    is_page = page.isascii() and page.isdigit()
    rebuilt = filterset.build_query({"sort": sort if sort in SORTS else "", "page": page if is_page else ""})
    path = reverse(match.view_name, kwargs=match.kwargs)
    return f"{path}?{rebuilt}" if rebuilt else path
