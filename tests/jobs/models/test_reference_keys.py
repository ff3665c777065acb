"""References that people read as one are one: without case, blanks, invisible signs, with one kind of hyphen."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core import serializers
from django.db import IntegrityError, transaction

from jobs.models import Posting
from jobs.models.fields import to_reference_key
from tests.factories import make_posting, make_team

SAME = [
    "KW-1001",
    "kw-1001",
    " KW - 1001 ",
    "KW‑1001",
    "KW–1001",
    "KW−1001",
    "KW-\u200b1001",
    "\ufeffKW\u00ad-1001",
    "ＫＷ－１００１",
]


@pytest.mark.parametrize("reference", SAME)
def test_same_reference_has_the_same_key(reference):
    assert to_reference_key(reference) == "kw-1001"


@pytest.mark.parametrize("reference", ["KW1001", "KW_1001", "KW-0101", "KW-101", "KW-1001a", "ÄW-1001"])
def test_other_reference_has_another_key(reference):
    assert to_reference_key(reference) != "kw-1001"


def test_reference_of_invisible_signs_alone_still_has_a_key():
    assert to_reference_key("\u200b") == "\u200b"


def read_keys():
    return list(Posting.objects.order_by("id").values_list("reference_key", flat=True))


def test_every_way_of_writing_fills_the_key(db):
    team = make_team()
    posting = make_posting(team=team, reference="A 1")
    bulk = Posting.objects.bulk_create([Posting(team=team, title="T", reference="B 1")])
    assert read_keys() == ["a1", "b1"]

    Posting.objects.filter(pk=posting.pk).update(reference="A 2")
    bulk[0].reference = "B 2"
    Posting.objects.bulk_update(bulk, ["reference"])
    assert read_keys() == ["a2", "b2"]

    posting.reference = "A 3"
    posting.save(update_fields=["reference"])
    assert read_keys() == ["a3", "b2"]

    content = serializers.serialize("json", [posting])
    content = content.replace('"reference_key": "a3"', '"reference_key": null')
    Posting.objects.all().update(reference_key=None)
    for row in serializers.deserialize("json", content):
        row.save()
    assert read_keys() == ["a3", None]

    Posting.objects.get(reference="B 2").save()
    assert read_keys() == ["a3", "b2"]


@pytest.mark.parametrize("reference", SAME)
def test_database_refuses_a_second_posting_with_the_same_reference(db, reference):
    make_posting(reference="KW-1001")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_posting(reference=reference)
    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.bulk_create([Posting(team=make_team(), title="T", reference=reference)])


def test_migration_keeps_postings_that_have_the_same_reference_and_they_can_be_saved(db):
    _first, second, _other = (make_posting(reference=reference) for reference in ("kw-1", "x", "KW-2"))
    Posting.objects.update(reference_key=None)
    Posting.objects.filter(pk=second.pk).update(reference="KW-1", reference_key=None)
    import_module("jobs.migrations.0020_fill_reference_keys").fill(apps, None)
    keys = ["kw-1", f"kw-1 {second.pk}", "kw-2"]
    assert read_keys() == keys

    for posting in Posting.objects.all():
        posting.title = "Changed"
        posting.save()
    assert (read_keys(), Posting.objects.filter(title="Changed").count()) == (keys, 3)

    # Once it has another one, it cannot go back.
    second = Posting.objects.get(pk=second.pk)
    second.reference = "KW-3"
    second.save()
    assert read_keys() == ["kw-1", "kw-3", "kw-2"]
    second.reference = "KW-1"
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()


def test_reference_like_another_differs_only_in_zeros(db):
    for reference in ("KW-101", "KW-0101", "KW-1010", "KW-10001", "kw-00101", "KW-101-7", "0KW-101"):
        make_posting(reference=reference)

    def like(reference):
        return set(Posting.objects.with_reference_like(reference).values_list("reference", flat=True))

    assert like("kw‑101") == {"KW-0101", "kw-00101"}
    assert like("KW-000101") == {"KW-101", "KW-0101", "kw-00101"}
    assert like("KW-101-07") == {"KW-101-7"}
    assert like("KW-1") == set()
    assert like("K.*") == set()
