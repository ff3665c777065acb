"""A page in one state, as audits and screenshots open it."""

from dataclasses import dataclass


@dataclass
class Page:
    """A page, and how to bring it into the state that its name describes.

    `html`: the document of a page that has no address. `clicks`: selectors of the elements to click after the page has
    loaded, if they are visible. `sends`: whether each click sends a form and loads another page.
    """

    name: str
    path: str
    status: int = 200
    signed_in: bool = False
    html: str = ""
    clicks: tuple[str, ...] = ()
    sends: bool = False
