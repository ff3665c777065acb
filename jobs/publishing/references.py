"""The reference that is proposed for a new posting: the next number."""

import re
from collections import Counter

from jobs.models import Posting
from jobs.models.fields import to_reference_key

NUMBERED = re.compile("(.*?)([0-9]{1,12})", re.DOTALL)
FIRST = ("REQ-", "0")
# The latest references, which say how references are written here. Copies of a posting are few among them.
LOOKED_AT = 200
TRIED_AT_ONCE = 100


def propose_reference() -> str:
    """Return a reference that no posting has: “KW-1017” after “KW-1016”.

    Somebody else may take it before it is saved: see `PostingForm.clean_reference`.
    """
    latest = Posting.objects.order_by("-id").values_list("reference", flat=True)[:LOOKED_AT]
    numbered = [(match[1], match[2]) for match in map(NUMBERED.fullmatch, latest) if match] or [FIRST]
    [(beginning, _times)] = Counter(text for text, _digits in numbered).most_common(1)
    digits = [number for text, number in numbered if text == beginning]
    number, width = max(map(int, digits)), len(digits[0])
    while True:
        candidates = [f"{beginning}{number + step:0{width}}" for step in range(1, TRIED_AT_ONCE + 1)]
        keys = {to_reference_key(candidate): candidate for candidate in candidates}
        taken = set(Posting.objects.filter(reference_key__in=keys).values_list("reference_key", flat=True))
        for key, candidate in keys.items():
            if key not in taken:
                return candidate
        number += TRIED_AT_ONCE
