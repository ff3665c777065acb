"""References in a spreadsheet: every spelling names the same posting."""

import pytest

from jobs.models import Posting
from jobs.spreadsheets import resources
from jobs.spreadsheets.references import AlikeReferences
from jobs.spreadsheets.resources import PostingResource
from teams.spreadsheets import storing
from teams.spreadsheets.preview import ImportNeedsReason
from teams.spreadsheets.spreadsheet import read
from tests.factories import make_posting, make_team

from ..files import import_records, make_csv


@pytest.mark.parametrize("spelling", ["KW-1001", "kw-1001", "KW‑1001", "KW-\u200b1001", "KW- 1001"])
def test_spelling_names_the_stored_posting_and_keeps_its_own(db, spelling):
    import_records({"reference": "KW-1001"})

    assert import_records({"reference": spelling}) == ((0, 0, 1), [])
    assert import_records({"reference": spelling, "title": "Cook"}) == ((0, 1, 0), [])
    assert list(Posting.objects.values_list("reference", "title")) == [("KW-1001", "Cook")]


def test_two_spellings_in_a_file_are_one_reference_twice(db):
    message = "line 3, column reference: Line 2 has this reference already. Each posting has its own."
    assert import_records({"reference": "KW-1001"}, {"reference": "kw‑1001"})[1] == [message]


def test_postings_that_had_the_same_reference_before_are_found_by_their_own_spelling(db):
    _first, second = make_posting("One", reference="kw-1"), make_posting("Two", reference="x")
    Posting.objects.filter(pk=second.pk).update(reference="KW-1", reference_key=f"kw-1 {second.pk}")
    make_team("Bakery")
    assert import_records({"reference": "KW-1", "title": "Changed"})[1] == []
    assert list(Posting.objects.order_by("id").values_list("title", flat=True)) == ["One", "Changed"]


def test_number_beside_the_same_with_zeros_is_asked_about(db):
    import_records({"reference": "KW-101"})
    sheet = read(make_csv({"reference": "KW-0101"}, {"reference": "KW-7"}), PostingResource.known_columns())

    def ask(reason):
        resource = PostingResource(PostingResource.creatable, sheet.lines, reason=reason)
        return resource, lambda: resource.import_data(sheet.records)

    resource, run = ask("")
    with pytest.raises(ImportNeedsReason):
        run()
    assert [str(fault) for fault in resource.warnings if fault.column == "reference"] == [
        "line 2, column reference: There is “KW-101” too, which differs only in zeros. Are these two postings?"
    ]
    assert Posting.objects.count() == 1
    ask("They are two.")[1]()
    assert set(Posting.objects.values_list("reference", flat=True)) == {"KW-101", "KW-0101", "KW-7"}


def test_references_of_all_postings_are_read_once_not_for_each_block(db, monkeypatch):
    read_for = []
    monkeypatch.setattr(resources, "AlikeReferences", lambda user: read_for.append(user) or AlikeReferences(user))
    monkeypatch.setattr(storing, "FIRST_BLOCK", 2)
    monkeypatch.setattr(storing, "MAX_BLOCK", 2)

    assert import_records(*({"reference": f"KW-{number}"} for number in range(1, 6))) == ((5, 0, 0), [])
    assert len(read_for) == 1
