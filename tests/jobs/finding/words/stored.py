"""Words as the database holds them, for the tests of the search."""

from django.db import connection

from jobs.finding import search
from jobs.finding.words import parse
from jobs.models import Posting, Words


def sql(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def find(question):
    """The references of the postings that hold the one term of a question, by field."""
    [term] = parse(question)
    [found] = search.find([term])
    references = dict(Posting.objects.values_list("pk", "reference"))
    return {name: sorted(references[one] for one in ids) for name, ids in found.items() if ids}


def has_words(posting):
    return Words.objects.filter(posting=posting).exists()


def index_is_in_step():
    """Whether SQLite's index holds exactly what is stored; PostgreSQL's columns are generated."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # Raises "database disk image is malformed" when it does not.
            cursor.execute("INSERT INTO jobs_words_index(jobs_words_index, rank) VALUES ('integrity-check', 1)")
    return True
