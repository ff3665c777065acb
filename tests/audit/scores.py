"""Measures Lighthouse's four scores of the most visited pages: the median of three runs with its mobile preset."""

import json
import os
import statistics
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.chromium import ARGUMENTS, executable

from .checks import TOOLS
from .serving import Site

PAGES = ("home", "team", "all positions", "posting")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
RUNS = 3


@dataclass
class Scores:
    page: str
    categories: dict[str, int]
    paint_seconds: float
    layout_shift: float
    failed_audits: list[str]


def measure(site: Site) -> list[Scores]:
    return [
        _compute_median(name, [_run_lighthouse(site.url + site.get_page(name).path) for _ in range(RUNS)])
        for name in PAGES
    ]


def _run_lighthouse(url: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="careers-lighthouse-") as directory:
        report = Path(directory) / "report.json"
        flags = ["--headless=new", *ARGUMENTS, f"--user-data-dir={directory}/profile"]
        subprocess.run(
            [
                str(TOOLS / "node_modules/.bin/lighthouse"),
                url,
                "--quiet",
                "--output=json",
                f"--output-path={report}",
                f"--chrome-flags={' '.join(flags)}",
            ],
            check=True,
            env=os.environ | {"CHROME_PATH": executable() or ""},
        )
        return json.loads(report.read_text())


def _compute_median(name: str, runs: list[dict[str, Any]]) -> Scores:
    def median(read: Callable[[dict[str, Any]], float]) -> float:
        return statistics.median(map(read, runs))

    return Scores(
        name,
        {
            category: round(100 * median(lambda run, category=category: run["categories"][category]["score"] or 0))
            for category in CATEGORIES
        },
        median(lambda run: run["audits"]["largest-contentful-paint"]["numericValue"]) / 1000,
        median(lambda run: run["audits"]["cumulative-layout-shift"]["numericValue"]),
        sorted({audit for run in runs for audit in _find_failed_audits(run)}),
    )


def _find_failed_audits(run: dict[str, Any]) -> Iterator[str]:
    """Yield the audits that lowered the scores."""
    for category in CATEGORIES:
        for reference in run["categories"][category]["auditRefs"]:
            audit = run["audits"][reference["id"]]
            if reference["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                yield reference["id"]
