"""Where the button "Apply for this role" leads, and what a printed page says instead."""

from urllib.parse import quote

from jobs.models import Posting
from teams.texts.links import write_mail_domain


def apply_address(posting: Posting) -> str:
    """Return the stored web address, else a `mailto:` address with a subject, else ""."""
    if posting.apply_url.startswith("https://"):
        return posting.apply_url
    if posting.apply_email:
        subject = f"{posting.title} ({posting.reference})"
        return f"mailto:{quote(write_mail_domain(posting.apply_email), safe='@')}?subject={quote(subject, safe='')}"
    return ""


def apply_text(posting: Posting) -> str:
    """Return the web address or mail address as people copy it from paper, or ""."""
    return posting.apply_url if posting.apply_url.startswith("https://") else posting.apply_email
