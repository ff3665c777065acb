"""Synonyms: which phrases find which, what the model refuses, and the rows that a site starts with."""

from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from jobs.models import Synonym
from jobs.models.synonym import split_phrases
from teams.models import edition

pytestmark = pytest.mark.django_db
first_synonyms: Any = import_module("jobs.migrations.0011_first_synonyms")
EDITOR = SimpleNamespace(connection=connection)


@pytest.fixture
def _no_synonyms(db: None) -> None:
    Synonym.objects.all().delete()


def test_phrases_are_split_at_commas_without_spaces_and_repetitions() -> None:
    assert split_phrases(" QA ,,quality \t assurance, qa,Ingénieur,ingenieur, ") == [
        "QA",
        "quality assurance",
        "Ingénieur",
    ]
    assert split_phrases(" , ") == []


@pytest.mark.usefixtures("_no_synonyms")
def test_pairs_contain_each_direction_with_one_query() -> None:
    Synonym.objects.create(typed="coder, programmer", found="software engineer")
    Synonym.objects.create(typed="PM", found="project manager, product manager", direction="one-way")
    Synonym.objects.create(typed="software engineer", found="coder", direction="one-way")
    with CaptureQueriesContext(connection) as queries:
        pairs = Synonym.objects.pairs()
    assert pairs == [
        ("coder", "programmer"),
        ("coder", "software engineer"),
        ("programmer", "coder"),
        ("programmer", "software engineer"),
        ("software engineer", "coder"),
        ("software engineer", "programmer"),
        ("PM", "project manager"),
        ("PM", "product manager"),
    ]
    assert len(queries) == 1


def test_synonym_is_cleaned_before_it_is_saved() -> None:
    synonym = Synonym(typed=" coder,, Coder ,  web   coder", found="hacker ,")
    synonym.full_clean()
    assert (synonym.typed, synonym.found, str(synonym)) == ("coder, web coder", "hacker", "coder, web coder ↔ hacker")
    synonym.direction = Synonym.Direction.ONE_WAY
    assert str(synonym) == "coder, web coder → hacker"


@pytest.mark.parametrize(
    ("typed", "found", "errors"),
    [
        ("", "hacker", {"typed": ["This field cannot be blank."]}),
        (" , ", "hacker", {"typed": ["Write a word or a phrase. Commas alone have no effect."]}),
        ("web coder", ",", {"found": ["Write a word or a phrase. Commas alone have no effect."]}),
        ("web coder", "Web  Coder", {"found": ["“Web Coder” is in both fields. Remove it from one of them."]}),
        ("Ingénieur", "x, ingenieur", {"found": ["“ingenieur” is in both fields. Remove it from one of them."]}),
    ],
)
def test_synonym_without_effect_is_refused(typed: str, found: str, errors: dict[str, list[str]]) -> None:
    with pytest.raises(ValidationError) as caught:
        Synonym(typed=typed, found=found).full_clean()
    assert {name: errors for name, errors in caught.value.message_dict.items() if name != "__all__"} == errors


def test_synonym_with_the_same_words_is_refused() -> None:
    Synonym.objects.create(typed="web coder", found="hacker")
    with pytest.raises(ValidationError) as caught:
        Synonym(typed=" web  coder,", found="web developer").full_clean()
    assert caught.value.messages == ["These words have a synonym already. Add the other words to that one."]
    Synonym(typed="web coder", found="web developer", direction="one-way").full_clean()


@pytest.mark.parametrize(("typed", "found"), [("", "hacker"), ("hacker", ""), ("hacker", "hacker")])
def test_database_refuses_an_empty_side_and_equal_sides(typed: str, found: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Synonym.objects.create(typed=typed, found=found)


def test_synonym_changes_the_edition_and_has_a_history() -> None:
    before = edition.token()
    synonym = Synonym.objects.create(typed="web coder", found="hacker")
    after = edition.token()
    assert after != before
    synonym.found = "web developer"
    synonym.save()
    assert edition.token() != after
    assert [entry.found for entry in synonym.history.all()] == ["web developer", "hacker"]


@pytest.mark.usefixtures("_no_synonyms")
def test_site_starts_with_synonyms_that_the_model_accepts() -> None:
    first_synonyms.enter(apps, EDITOR)
    stored = list(Synonym.objects.order_by("pk"))
    assert [(row.typed, row.found, row.direction) for row in stored] == first_synonyms.get_rows()
    assert 60 <= len(stored) <= 90
    for row in stored:
        before = (row.typed, row.found)
        row.full_clean()
        assert (row.typed, row.found) == before
    pairs = Synonym.objects.pairs()
    assert {found for typed, found in pairs if typed == "receptionist"} == {
        "front desk",
        "Rezeptionist",
        "Rezeptionistin",
        "réceptionniste",
        "recepcionista",
    }
    # Words with another meaning are not found by others.
    assert {found for _typed, found in pairs} & {
        "PM",
        "PA",
        "PO",
        "ML",
        "HR",
        "cleaner",
        "server",
        "doctor",
        "driver",
    } == (set())


@pytest.mark.usefixtures("_no_synonyms")
def test_migration_keeps_synonyms_that_somebody_has_made() -> None:
    first_synonyms.enter(apps, EDITOR)
    Synonym.objects.exclude(typed__in=["UX", "PM"]).delete()
    Synonym.objects.filter(typed="UX").update(found="user experience, service design")
    first_synonyms.enter(apps, EDITOR)
    assert Synonym.objects.count() == 2
    first_synonyms.remove(apps, EDITOR)
    assert [row.found for row in Synonym.objects.all()] == ["user experience, service design"]
    Synonym.objects.all().delete()
    first_synonyms.enter(apps, EDITOR)
    assert Synonym.objects.count() == len(first_synonyms.get_rows())
