"""References of new postings that differ from others only in zeros: KW-101 and KW-0101."""

from typing import Any

from jobs.models import Posting
from jobs.models.fields import to_reference_key, without_zeros
from teams.spreadsheets.faults import Fault


class AlikeReferences:
    """The references that a user may see and those of a file, with a question for each new one beside another."""

    def __init__(self, user: Any = None) -> None:
        postings = Posting.objects.visible_to(user) if user else Posting.objects.all()
        pairs = postings.order_by("-id").values_list("reference_key", "reference")
        self.known = {without_zeros(key or to_reference_key(reference)): reference for key, reference in pairs}
        self.questions: list[Fault] = []

    def add(self, reference: str, line: int) -> None:
        """Add the reference of a new posting."""
        key = to_reference_key(reference)
        alike = self.known.setdefault(without_zeros(key), reference)
        if to_reference_key(alike) != key:
            question = f"There is “{alike}” too, which differs only in zeros. Are these two postings?"
            self.questions.append(Fault(line, "reference", question))
