"""A page in one state, as audits and screenshots open it."""

from dataclasses import dataclass


@dataclass
class Page:
    """A page, and how to bring it into the state that its name describes.

    `html` is the document of pages without an address. `clicks` are selectors: what is visible of them is clicked after
    the page has loaded. With `sends`, each click loads another page.
    """

    name: str
    path: str
    status: int = 200
    signed_in: bool = False
    html: str = ""
    clicks: tuple[str, ...] = ()
    sends: bool = False
