"""Results of searches and their order: a corpus in five languages, the same on both databases."""

import json
from pathlib import Path

from django.test import TestCase

from jobs.models import Posting
from tests.factories import days, make_location, make_posting, make_tag, make_team
from tests.jobs.finding.oracle import filter_postings

HERE = Path(__file__).parent / "relevance"


class RelevanceSet(TestCase):
    """One corpus for all queries."""

    @classmethod
    def setUpTestData(cls):
        corpus = json.loads((HERE / "corpus.json").read_text())
        teams = {row["slug"]: make_team(**row) for row in corpus["teams"]}
        places = {row["slug"]: make_location(**row) for row in corpus["locations"]}
        tags = {row["slug"]: make_tag(**row) for row in corpus["tags"]}
        for row in corpus["postings"]:
            posting = make_posting(
                row["title"],
                reference=row["reference"],
                language=row["language"],
                team=teams[row["team"]],
                locations=[places[slug] for slug in row["locations"]],
                tags=[tags[slug] for slug in row["tags"]],
                published_from=days(-row["opened_days_ago"]),
                sections=0,
            )
            for position, section in enumerate(row["sections"]):
                posting.sections.create(position=position, **section)

    def test_every_query_finds_the_expected_postings_in_order(self):
        queries = json.loads((HERE / "queries.json").read_text())
        wrong = []
        for query in queries:
            filterset = filter_postings({"q": [query["q"]]})
            references = [posting.reference for posting in filterset.qs.ordered("relevance", filterset.hits)[:]]
            if references != query["expected"]:
                wrong.append((query["q"], references, query["expected"], query["why"]))

        assert len(queries) >= 80
        assert Posting.objects.count() >= 40
        assert wrong == []
