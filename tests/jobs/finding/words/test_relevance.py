"""Results of searches and their order: a corpus in five languages, the same on both databases."""

from django.test import TestCase

from jobs.models import Posting

from . import sets


class RelevanceSet(TestCase):
    """One corpus for all queries. See `sets.py`."""

    @classmethod
    def setUpTestData(cls):
        sets.make_corpus("corpus")

    def test_every_query_finds_the_expected_postings_in_order(self):
        queries = sets.read("queries")
        wrong = []
        for query in queries:
            references = sets.find_results(sets.ask(query))
            if references != query["expected"]:
                wrong.append((query["q"], references, query["expected"], query["why"]))

        assert len(queries) >= 80
        assert Posting.objects.count() >= 40
        assert wrong == []
