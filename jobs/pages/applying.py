"""How to apply: where the button "Apply" leads, and what it and a printed page say about that."""

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from jobs.models import Posting
from teams.texts.links import write_mail_domain


@dataclass(frozen=True, slots=True)
class Application:
    """`address`: of the link. `host`: of a web address, "" if it cannot be read. `text`: the address on paper."""

    address: str
    host: str
    text: str

    @property
    def is_mail(self) -> bool:
        return self.address.startswith("mailto:")


def find_application(posting: Posting) -> Application | None:
    """Return how to apply: by the stored web address, else by e-mail with a subject. None if neither is stored."""
    if posting.apply_url.startswith("https://"):
        return Application(posting.apply_url, _find_host(posting.apply_url), posting.apply_url)
    if posting.apply_email:
        recipient = quote(write_mail_domain(posting.apply_email), safe="@")
        subject = quote(f"{posting.title} ({posting.reference})", safe="")
        return Application(f"mailto:{recipient}?subject={subject}", "", posting.apply_email)
    return None


def _find_host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
