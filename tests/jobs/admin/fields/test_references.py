"""References in the forms of the desk."""

import pytest

from jobs.models import Posting
from tests.desk import add_url, change_url, get_error_messages, send
from tests.factories import make_location, make_posting, make_team

TAKEN = "Another posting has this reference. Choose one that has never been used."


@pytest.mark.parametrize("spelling", ["kw-1001", "KW‑1001", "KW-\u200b1001", "K W-1001"])
def test_reference_in_another_spelling_is_taken(desk, spelling):
    team = make_team()
    make_posting(reference="KW-1001", team=team)
    response = send(desk, add_url(Posting), reference=spelling, title="Cook", team=str(team.pk), language="en")
    assert get_error_messages(response) == [TAKEN]
    assert Posting.objects.count() == 1

    other = make_posting(reference="KW-1002", team=team, published_from=None)
    assert get_error_messages(send(desk, change_url(other), reference=spelling)) == [TAKEN]


def test_own_reference_can_be_spelled_anew(desk):
    posting = make_posting(reference="KW-1001", published_from=None)
    send(desk, change_url(posting), reference="kw-1001")
    posting.refresh_from_db()
    assert posting.reference == "kw-1001"


def test_reference_with_other_zeros_is_asked_about_once(desk):
    make_posting(reference="KW-101")
    posting = make_posting(reference="KW-7", published_from=None)

    response = send(desk, change_url(posting), reference="KW-0101")
    [message] = get_error_messages(response)
    assert message.startswith("There is “KW-101” already, which differs only in zeros.")
    assert 'name="confirmed_reference" value="KW-0101"' in response.content.decode()

    assert get_error_messages(send(desk, change_url(posting), reference="KW-00101", confirmed_reference="KW-0101"))
    send(desk, change_url(posting), reference="KW-0101", confirmed_reference="KW-0101")
    posting.refresh_from_db()
    assert posting.reference == "KW-0101"
    send(desk, change_url(posting), title="Baker")
    posting.refresh_from_db()
    assert posting.title == "Baker"


def test_copy_refuses_a_reference_in_another_spelling(desk):
    posting = make_posting(reference="KW-1", locations=(make_location("Lisbon"), make_location("Porto")))
    make_posting(reference="kw‑9-1")
    address = f"/admin/jobs/posting/{posting.pk}/copy/"
    data = {"reference": "kw–1", "title": "Cook", "team": posting.team_id, "one_each": ""}
    response = desk.post(address, data)
    assert response.context["form"].errors == {"reference": [TAKEN]}

    places = [str(place.pk) for place in posting.locations.all()]
    response = desk.post(address, data | {"reference": "KW-9", "locations": places, "one_each": "yes"})
    assert list(response.context["copies"]) == ["KW-9-2", "KW-9-3"]


def test_copy_asks_once_about_a_reference_with_other_zeros(desk):
    posting = make_posting(reference="KW-101")
    address = f"/admin/jobs/posting/{posting.pk}/copy/"
    data = {"reference": "KW-0101", "title": "Cook", "team": posting.team_id, "one_each": ""}

    response = desk.post(address, data)
    [message] = response.context["form"].errors["reference"]
    assert message.startswith("There is “KW-101” already, which differs only in zeros.")
    assert 'name="confirmed_reference" value="KW-0101"' in response.content.decode()
    # The answer is about one reference.
    assert desk.post(address, data | {"reference": "KW-00101", "confirmed_reference": "KW-0101"}).status_code == 200
    assert Posting.objects.count() == 1

    desk.post(address, data | {"confirmed_reference": "KW-0101"})
    assert set(Posting.objects.values_list("reference", flat=True)) == {"KW-101", "KW-0101"}


@pytest.mark.parametrize("stored", ["KW-101", "KW-101-1"])
def test_several_copies_ask_too_and_keep_the_answer(desk, stored):
    places = (make_location("Lisbon"), make_location("Porto"))
    posting = make_posting(reference=stored, locations=places)
    address = f"/admin/jobs/posting/{posting.pk}/copy/"
    data = {"reference": "KW-0101", "title": "Cook", "team": posting.team_id, "one_each": "yes"}
    data["locations"] = [str(place.pk) for place in places]

    assert "reference" in desk.post(address, data).context["form"].errors
    response = desk.post(address, data | {"confirmed_reference": "KW-0101"})
    assert list(response.context["copies"]) == ["KW-0101-1", "KW-0101-2"]
    assert 'name="confirmed_reference" value="KW-0101"' in response.content.decode()
    desk.post(address, data | {"confirmed_reference": "KW-0101", "planned": "KW-0101-1 KW-0101-2"})
    assert Posting.objects.count() == 3
