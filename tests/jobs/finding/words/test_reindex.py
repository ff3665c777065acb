"""`manage.py reindex`: the words it makes, its output, and the check that asks for it."""

import pytest
from django.core.management import CommandError, call_command

from jobs.finding.words import stored_words
from jobs.models import Posting, Words
from tests.factories import make_posting

from .stored import find, has_words, is_index_consistent


def test_reindex_makes_missing_words(posting, capsys):
    Posting.objects.filter(pk=posting.pk).update(title="Keeper")

    call_command("reindex")

    assert capsys.readouterr().out == "Made again: words of postings (1).\n"
    assert find("keeper") == {"title": ["REF-PILOT"], "whole title": ["REF-PILOT"]}
    call_command("reindex")
    assert capsys.readouterr().out == "Nothing is missing or wrong.\n"


def test_reindex_makes_outdated_words(posting, capsys):
    other = make_posting("Kept")
    Words.objects.filter(posting=other).update(title=" stale ")

    call_command("reindex")

    assert capsys.readouterr().out == "Made again: words of postings (1).\n"
    assert find("stale") == {}
    assert is_index_consistent()


def test_reindex_all_makes_all_words_again(posting, capsys):
    call_command("reindex", "--all")

    assert capsys.readouterr().out == "Postings whose words were made: 1.\nNothing is missing or wrong.\n"
    assert Words.objects.get().plain == "Part 1 · What you will do."
    assert is_index_consistent()


def test_reindex_check_reports_and_makes_nothing(posting, capsys):
    call_command("reindex", "--check")
    assert capsys.readouterr().out == "Nothing is missing or wrong.\n"
    Posting.objects.filter(pk=posting.pk).update(title="Keeper")

    for options in (["--check"], ["--check", "--all"]):
        with pytest.raises(CommandError, match=r"Missing or wrong: words of postings \(1\)"):
            call_command("reindex", *options)

    assert not has_words(posting)


def test_reindex_makes_more_than_one_batch(posting, monkeypatch):
    monkeypatch.setattr(stored_words, "BATCH", 2)
    for number in range(4):
        make_posting(f"Posting {number}", team=posting.team, sections=0)
    Words.objects.all().delete()

    assert stored_words.make_words(list(Posting.objects.values_list("pk", flat=True))) == 5

    assert Words.objects.count() == 5
    assert not stored_words.postings_without_words().exists()


def test_check_warns_when_words_are_missing(posting):
    assert stored_words.check_words(databases=["default"]) == []
    Posting.objects.update(title="Keeper")

    [warning] = stored_words.check_words(databases=["default"])

    assert warning.id == "jobs.W001"
    assert warning.msg.endswith("not found by their words: 1.")
    assert "reindex" in warning.hint
    assert stored_words.check_words(databases=None) == []


def test_check_is_part_of_manage_check(posting, capsys):
    Posting.objects.update(title="Keeper")

    call_command("check", databases=["default"])

    assert "jobs.W001" in capsys.readouterr().err
