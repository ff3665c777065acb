"""How a candidate applies."""

from urllib.parse import quote

from jobs.models import Posting


def apply_address(posting: Posting) -> str:
    """Return where "Apply for this role" leads: the address stored, else a mail with the subject filled in, else ""."""
    if posting.apply_url.startswith("https://"):
        return posting.apply_url
    if posting.apply_email:
        subject = f"{posting.title} ({posting.reference})"
        return f"mailto:{quote(posting.apply_email, safe='@')}?subject={quote(subject, safe='')}"
    return ""
