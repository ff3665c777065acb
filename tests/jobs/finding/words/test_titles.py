"""What people type finds what they mean: titles like real ones, the same results and order on both databases."""

from typing import Any

from django.test import TestCase

from jobs.models import Posting

from . import sets


class RelevanceOfTitles(TestCase):
    """One corpus for all queries. See `sets.py`."""

    @classmethod
    def setUpTestData(cls):
        sets.make_corpus("titles")

    def test_other_spellings_find_the_same_words(self):
        self.check("spellings", at_least=65)

    def test_words_that_name_a_value_find_the_postings_that_carry_it(self):
        self.check("facts", at_least=30)

    def test_places_are_found_as_people_call_them(self):
        self.check("places", at_least=30)

    def test_whole_words_and_titles_come_first(self):
        self.check("order", at_least=20)

    def test_most_words_and_corrections_follow_when_no_posting_has_all_words(self):
        self.check("partial", at_least=12)

    def test_synonyms_find_what_they_stand_for(self):
        self.check("synonyms", at_least=10)

    def test_corpus_has_its_size(self):
        assert Posting.objects.count() >= 60

    def check(self, name: str, at_least: int) -> None:
        """Compare everything that the queries of a file expect, and list what is wrong."""
        queries, wrong = sets.read(name), []
        for query in queries:
            filterset = sets.ask(query)
            results: dict[str, Any] = {"expected": sets.find_results(filterset)}
            results |= {key: find(filterset) for key, find in sets.FINDERS.items() if key in query}
            wrong += [
                (query["q"], key, result, query[key], query["why"])
                for key, result in results.items()
                if result != query[key]
            ]

        assert len(queries) >= at_least
        assert wrong == []
