"""What became of the samples of a run: how many of each outcome, what went wrong with which, and which took longest."""

import time
from collections import Counter
from typing import Any


class Report:
    def __init__(self) -> None:
        self.outcomes: Counter[str] = Counter()
        self.failures: list[tuple[str, str]] = []
        self.slowest = (0.0, "")
        self.began = time.monotonic()

    def add(self, outcome: str, failure: str, description: str) -> None:
        """Count an outcome. `failure`: what is wrong about it, or "". `description`: of the sample."""
        self.outcomes[outcome] += 1
        if failure:
            self.failures.append((failure, description))

    def add_time(self, seconds: float, description: str) -> None:
        self.slowest = max(self.slowest, (seconds, description))

    def summarize(self) -> dict[str, Any]:
        """Return the report as JSON can store it, with the seconds of the whole run."""
        return {
            "outcomes": self.outcomes,
            "failures": self.failures,
            "slowest_s": self.slowest[0],
            "slowest": self.slowest[1],
            "seconds": time.monotonic() - self.began,
        }
