"""The texts on the page of a posting: its own sections, then shared texts."""

from typing import Any, NamedTuple

from django.db.models import F, Value

from jobs.models import Posting
from teams.models import SharedText

COLUMNS = ("is_shared", "heading", "body")


class Text(NamedTuple):
    is_shared: bool
    heading: str
    body: str


def texts_under(posting: Posting) -> list[Text]:
    """Return the sections of a posting, then the published shared texts of its team, each in their own order.

    One query reads both, so that the page needs no extra query and both come from the same moment.
    """
    own = posting.sections.annotate(is_shared=Value(0))
    shared = SharedText.objects.for_team(posting.team_id).annotate(is_shared=Value(1))
    parts: list[Any] = [rows.order_by().values_list(*COLUMNS, "position", "pk") for rows in (own, shared)]
    rows = parts[0].union(parts[1], all=True).order_by(F("is_shared").asc(), "position", "pk")
    return [Text(bool(is_shared), heading, body) for is_shared, heading, body, _position, _pk in rows]
