"""The relevance sets: postings and the queries with their expected results, written by hand in `relevance/`."""

import json
from pathlib import Path
from typing import Any

from jobs import models
from jobs.finding.filters import PostingFilter
from jobs.finding.near_matches import NearMatches
from jobs.finding.suggestions import suggest_values
from tests.factories import days, make_location, make_posting, make_tag, make_team
from tests.jobs.finding.oracle import filter_postings

HERE = Path(__file__).parent / "relevance"
# The files of queries, by their corpus.
SETS = {
    "corpus": ("queries",),
    "titles": ("spellings", "facts", "places", "order", "partial", "synonyms"),
}
OF_POSTINGS = ("title", "reference", "language", "workplace", "remote_countries", "employment_types", "level")


def read(name: str) -> Any:
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))


def make_corpus(name: str) -> None:
    """Store the postings of a corpus, with their teams, places and labels, and its synonyms instead of ours."""
    corpus = read(name)
    teams = {row["slug"]: make_team(**row) for row in corpus["teams"]}
    places = {row["slug"]: make_location(**_known(models.Location, row)) for row in corpus["locations"]}
    tags = {row["slug"]: make_tag(**row) for row in corpus["tags"]}
    for row in corpus["postings"]:
        posting = make_posting(
            **{field: row[field] for field in OF_POSTINGS if field in row},
            team=teams[row["team"]],
            locations=[places[slug] for slug in row["locations"]],
            tags=[tags[slug] for slug in row["tags"]],
            published_from=days(-row["opened_days_ago"]),
            sections=0,
        )
        for position, section in enumerate(row["sections"]):
            posting.sections.create(position=position, **section)
    if synonym := getattr(models, "Synonym", None):
        synonym.objects.all().delete()
        for row in corpus.get("synonyms", []):
            synonym.objects.create(**row)


def _known(model: Any, row: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that the model has: scores are also computed with code that lacks the newest."""
    names = {field.name for field in model._meta.get_fields()}
    return {name: value for name, value in row.items() if name in names}


def ask(query: dict[str, Any]) -> PostingFilter:
    return filter_postings({"q": [query["q"]]})


def find_results(filterset: PostingFilter) -> list[str]:
    """Return the references of the positions with all words, in order."""
    return [posting.reference for posting in filterset.qs.ordered("relevance", filterset.hits)[:]]


def find_most_words(filterset: PostingFilter) -> list[str]:
    """Return the references of the postings with most of the words, in order."""
    selection = NearMatches(filterset).most_words
    return [posting.reference for posting in selection[:]] if selection else []


def find_correction(filterset: PostingFilter) -> str:
    correction = NearMatches(filterset).correction
    return correction.words if correction else ""


def find_values(filterset: PostingFilter) -> list[str]:
    """Return the filters that are offered: "Workplace: Remote · 22"."""
    return [f"{value.facet_label}: {value.label} · {value.count}" for value in suggest_values(filterset)]


FINDERS = {"partial": find_most_words, "mean": find_correction, "values": find_values}
