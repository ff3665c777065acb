"""One page in one state, as the audits and the screenshots open it."""

from dataclasses import dataclass


@dataclass
class Page:
    """A page, and what makes it the state its name says.

    `html` stands for pages that no address leads to. `clicks` are pressed once the page is loaded,
    as far as they are to be seen; with `sends`, pressing them brings another page.
    """

    name: str
    path: str
    status: int = 200
    signed_in: bool = False
    html: str = ""
    clicks: tuple[str, ...] = ()
    sends: bool = False
