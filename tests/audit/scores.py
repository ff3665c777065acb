"""Lighthouse's four scores for the pages most people land on: the median of three runs with its mobile preset."""

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
    lost: list[str]


def measured(site: Site) -> list[Scores]:
    return [_median(name, [_run(site.url + site.named(name).path) for _ in range(RUNS)]) for name in PAGES]


def _run(url: str) -> dict[str, Any]:
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


def _median(name: str, runs: list[dict[str, Any]]) -> Scores:
    def middle(of: Callable[[dict[str, Any]], float]) -> float:
        return statistics.median(map(of, runs))

    return Scores(
        name,
        {one: round(100 * middle(lambda run, one=one: run["categories"][one]["score"] or 0)) for one in CATEGORIES},
        middle(lambda run: run["audits"]["largest-contentful-paint"]["numericValue"]) / 1000,
        middle(lambda run: run["audits"]["cumulative-layout-shift"]["numericValue"]),
        sorted({lost for run in runs for lost in _lost(run)}),
    )


def _lost(run: dict[str, Any]) -> Iterator[str]:
    """The audits that cost points."""
    for category in CATEGORIES:
        for reference in run["categories"][category]["auditRefs"]:
            audit = run["audits"][reference["id"]]
            if reference["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                yield reference["id"]
