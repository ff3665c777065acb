"""What is found for words, and in which order: over a corpus in five languages, the same on both databases."""

import json
from pathlib import Path

from django.test import TestCase

from jobs.models import Posting
from tests.factories import days, make_location, make_posting, make_tag, make_team
from tests.jobs.finding.oracle import filter_postings

HERE = Path(__file__).parent / "relevance"


class RelevanceSet(TestCase):
    """One corpus for all queries, made once."""

    @classmethod
    def setUpTestData(cls):
        corpus = json.loads((HERE / "corpus.json").read_text())
        teams = {one["slug"]: make_team(**one) for one in corpus["teams"]}
        places = {one["slug"]: make_location(**one) for one in corpus["locations"]}
        tags = {one["slug"]: make_tag(**one) for one in corpus["tags"]}
        for one in corpus["postings"]:
            posting = make_posting(
                one["title"],
                reference=one["reference"],
                language=one["language"],
                team=teams[one["team"]],
                locations=[places[slug] for slug in one["locations"]],
                tags=[tags[slug] for slug in one["tags"]],
                published_from=days(-one["opened_days_ago"]),
                sections=0,
            )
            for position, section in enumerate(one["sections"]):
                posting.sections.create(position=position, **section)

    def test_every_query_finds_what_it_should_in_order(self):
        queries = json.loads((HERE / "queries.json").read_text())
        wrong = []
        for query in queries:
            filterset = filter_postings({"q": [query["q"]]})
            found = [posting.reference for posting in filterset.qs.ordered("relevance", filterset.hits)[:]]
            if found != query["expected"]:
                wrong.append((query["q"], found, query["expected"], query["why"]))

        assert len(queries) >= 80
        assert Posting.objects.count() >= 40
        assert wrong == []
