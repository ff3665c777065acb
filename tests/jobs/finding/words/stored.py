"""Stored words and their index, for the tests of the search."""

from django.db import connection

from jobs.finding.words import matching, stored_words
from jobs.finding.words.queries import parse
from jobs.models import Posting, Words


def execute_sql(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def list_matches(term):
    """Return what to find for a term, by field; `whole title`: without beginnings."""
    matches = {field: (field, term.forms, term.beginnings) for field in stored_words.FIELDS}
    return {**matches, "whole title": ("title", term.forms, ())}


def find(query):
    """Return the references of the postings with the one term of a query, by field."""
    [term] = parse(query).terms
    matches = list_matches(term)
    references = dict(Posting.objects.values_list("pk", "reference"))
    found = zip(matches, matching.find(list(matches.values())), strict=True)
    return {field: sorted(references[pk] for pk in ids) for field, ids in found if ids}


def has_words(posting):
    return Words.objects.filter(posting=posting).exists()


def is_index_consistent():
    """Return whether the index of SQLite equals the stored words. The columns of PostgreSQL are generated."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # Raises "database disk image is malformed" if it does not.
            cursor.execute("INSERT INTO jobs_words_index(jobs_words_index, rank) VALUES ('integrity-check', 1)")
    return True
