"""Derived values: each kind is found when it is wrong, and made again."""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import connection

from jobs.models import Check, Location, Posting, Words
from jobs.publishing import derived
from teams.models import Team
from tests.factories import days, make_location, make_posting, make_team
from tests.jobs.finding.words.stored import execute_sql, find, is_index_consistent

pytestmark = pytest.mark.django_db

FAULTS: dict[str, Callable[[], object]] = {
    "words of postings": lambda: Words.objects.update(text=" other "),
    "titles for sorting": lambda: Posting.objects.update(title_folded="other"),
    "keys of references": lambda: Posting.objects.update(reference_key="other"),
    "other names of places": lambda: Location.objects.update(known_names="Atlantis"),
    "first days of postings": lambda: Posting.objects.update(first_published=None),
}


@pytest.fixture
def posting() -> Posting:
    return make_posting("Pilot", locations=(make_location(),))


def test_nothing_is_wrong_after_saves(posting: Posting) -> None:
    make_posting(team=make_team(is_published=False))
    make_posting(published_from=days(3))
    make_posting(published_from=None)
    make_posting(published_from=days(-3), closes_at=days(-1))
    assert derived.find_faults() == {}


@pytest.mark.parametrize("label", FAULTS)
def test_wrong_values_are_found_and_made_again(label: str, posting: Posting) -> None:
    before = Posting.objects.values().get(), Location.objects.values().get(), Words.objects.values().get()
    FAULTS[label]()
    assert derived.find_faults() == {label: 1}

    assert derived.repair_faults() == {label: 1}

    assert derived.find_faults() == {}
    assert (Posting.objects.values().get(), Location.objects.values().get(), Words.objects.values().get()) == before


def test_opening_that_was_moved_without_django_is_found(posting: Posting) -> None:
    opens, later = days(3), days(5)
    scheduled = make_posting(published_from=opens)
    hidden = make_posting(published_from=opens)
    Posting.objects.filter(pk=scheduled.pk).update(published_from=later)
    Team.objects.filter(pk=hidden.team_id).update(is_published=False)

    assert derived.repair_faults() == {"first days of postings": 2}

    assert dict(Posting.objects.values_list("pk", "first_published")) == {
        posting.pk: posting.first_published,
        scheduled.pk: later,
        hidden.pk: None,
    }


def test_references_written_with_sql_get_their_keys(posting: Posting) -> None:
    """One takes the reference that another had, and two are read as one."""
    first, second, third = (make_posting(reference=reference) for reference in ("A-1", "B-1", "C-1"))
    for row, reference in ((second, "A-1 x"), (first, "B-1"), (third, "b–1")):
        execute_sql(f"UPDATE jobs_posting SET reference = '{reference}' WHERE id = {row.pk}")  # noqa: S608  # constants

    assert derived.repair_faults() == {"words of postings": 3, "keys of references": 3}

    keys = dict(Posting.objects.exclude(pk=posting.pk).values_list("pk", "reference_key"))
    assert keys == {first.pk: "b-1", second.pk: "a-1x", third.pk: f"b-1 {third.pk}"}
    assert derived.find_faults() == {}


def test_first_day_in_the_past_stays(posting: Posting) -> None:
    Posting.objects.update(first_published=days(-20))
    assert derived.find_faults() == {}


def test_reindex_all_checks_postings_again(posting: Posting) -> None:
    call_command("reindex", verbosity=0)
    Check.objects.update(is_failing=False)

    call_command("reindex", "--all", verbosity=0)

    assert Check.objects.get().is_failing


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", range(3))
def test_missing_triggers_are_found_and_made_again(number: int) -> None:
    make_posting("Pilot")
    if connection.vendor == "sqlite":
        execute_sql(f"DROP TRIGGER {('words_of_posting', 'words_added', 'edition_teams_team_update')[number]}")
    else:
        name, table = (
            ("words_of_posting", "jobs_posting"),
            ("words_of_section", "jobs_section"),
            ("edition", "teams_team"),
        )[number]
        execute_sql(f"DROP TRIGGER {name} ON {table}")
    assert derived.find_faults() == {"triggers of the database": 1}

    derived.repair_faults()

    assert derived.find_faults() == {}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL generates the columns of words.")
@pytest.mark.parametrize("options", [[], ["--all"]])
def test_index_that_differs_from_the_words_is_made_again(options: list[str], posting: Posting) -> None:
    """As words that were saved while their triggers were dropped."""
    execute_sql("INSERT INTO jobs_words_index(jobs_words_index) VALUES ('delete-all')")
    assert find("pilot") == {}
    assert derived.find_faults() == {"the index of words": 1}

    call_command("reindex", *options, verbosity=0)

    assert find("pilot")["title"] == [posting.reference]
    assert is_index_consistent()
    assert derived.find_faults() == {}
