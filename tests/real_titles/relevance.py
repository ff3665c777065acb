"""Scores the relevance sets, to compare before and after a change: `python -m tests.real_titles.relevance`.

`exact` is the share of queries with the expected results in the expected order. The reciprocal rank is that of the
first expected result. NDCG compares the first ten results with the best order, in which the first expected result is
worth most. Queries that expect no result count in `exact` alone.
"""

import argparse
import sys
from itertools import chain
from math import log2
from statistics import fmean
from typing import Any

from tests.benchmarks import databases, part
from tests.processes import exit_on_sigterm

FIRST = 10
HEADINGS = ("Set", "Queries", "Exact", "Of 100", "Mean reciprocal rank", "NDCG of ten")
# What a query may expect beside its results, in the words of the table.
BESIDE = {"partial": "most words", "mean": "did you mean", "values": "values offered"}


def main() -> int:
    exit_on_sigterm()
    parser = argparse.ArgumentParser(
        prog="python -m tests.real_titles.relevance", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("--databases", default="sqlite", help="sqlite,postgresql")
    for vendor in parser.parse_args().databases.split(","):
        if problem := databases.find_problem(vendor):
            sys.stdout.write(f"Left out: {problem}.\n")
            continue
        results: dict[str, list[Any]] = {}
        for corpus in ("corpus", "titles"):
            with databases.empty_site(vendor) as environment:
                results |= part.run("tests.real_titles.relevance", "ask_corpus", environment, corpus=corpus)
        sys.stdout.writelines(f"{line}\n" for line in (f"{vendor}:", "", *make_table(results), ""))
    return 0


def ask_corpus(corpus: str) -> dict[str, list[Any]]:
    """Return for each set of the corpus the expected and the found results. Runs in a process with Django."""
    from tests.factories import make_employer
    from tests.jobs.finding.words import sets

    make_employer()
    sets.make_corpus(corpus)
    results: dict[str, list[Any]] = {}
    for name in sets.SETS[corpus]:
        for query in sets.read(name):
            filterset = sets.ask(query)
            results.setdefault(name, []).append((query["expected"], sets.find_results(filterset)))
            for key in query.keys() & sets.FINDERS.keys():
                try:
                    found = sets.FINDERS[key](filterset)
                except ModuleNotFoundError:
                    # Code before this feature.
                    found = None
                results.setdefault(BESIDE[key], []).append((query[key], found))
    return results


def make_table(results: dict[str, list[Any]]) -> list[str]:
    """Return the lines of a table in Markdown: a row for each set, one for all, and what stands beside."""
    sets = {name: pairs for name, pairs in results.items() if name not in BESIDE.values()}
    lines = [f"| {' | '.join(HEADINGS)} |", f"|---|{'---:|' * (len(HEADINGS) - 1)}"]
    for name, pairs in (sets | {"all": list(chain.from_iterable(sets.values()))}).items():
        exact = sum(expected == found for expected, found in pairs)
        ranked = [(expected, found) for expected, found in pairs if expected]
        ranks = fmean(reciprocal_rank(*pair) for pair in ranked)
        gains = fmean(ndcg(*pair) for pair in ranked)
        cells = (name, len(pairs), exact, f"{100 * exact / len(pairs):.1f}", f"{ranks:.3f}", f"{gains:.3f}")
        lines.append(f"| {' | '.join(map(str, cells))} |")
    for name in BESIDE.values():
        pairs = results.get(name, [])
        exact = sum(expected == found for expected, found in pairs)
        lines.append(f"| {name} | {len(pairs)} | {exact} | {100 * exact / max(len(pairs), 1):.1f} | – | – |")
    return lines


def reciprocal_rank(expected: list[str], found: list[str]) -> float:
    return 1 / (found.index(expected[0]) + 1) if expected[0] in found else 0.0


def ndcg(expected: list[str], found: list[str]) -> float:
    """Return how near the first ten results are to the best order: 1 is the best."""
    worth = {reference: len(expected) - rank for rank, reference in enumerate(expected)}
    return _gain(found, worth) / _gain(expected, worth)


def _gain(references: list[str], worth: dict[str, int]) -> float:
    return sum(worth.get(reference, 0) / log2(rank + 2) for rank, reference in enumerate(references[:FIRST]))


if __name__ == "__main__":
    sys.exit(main())
