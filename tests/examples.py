"""How much tests with random examples try: a quarter in `make test`, all in `make fuzz`."""

import os

ALL = bool(os.environ.get("ALL_EXAMPLES"))


def examples(number: int) -> int:
    """Return how many of a number of examples to try now."""
    return number if ALL else max(10, number // 4)
