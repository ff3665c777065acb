"""Where the button "Apply for this role" leads."""

from urllib.parse import quote

from jobs.models import Posting


def apply_address(posting: Posting) -> str:
    """Return the stored web address, else a `mailto:` address with a subject, else ""."""
    if posting.apply_url.startswith("https://"):
        return posting.apply_url
    if posting.apply_email:
        subject = f"{posting.title} ({posting.reference})"
        return f"mailto:{quote(posting.apply_email, safe='@')}?subject={quote(subject, safe='')}"
    return ""
