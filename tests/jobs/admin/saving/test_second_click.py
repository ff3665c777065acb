"""F8: a second click on a transition or a bulk action is told what the first has done."""

import pytest
import time_machine
from django.test import Client

from jobs.models import Posting, Tag
from jobs.publishing.transitions import TRANSITIONS
from tests.desk import add_url, change_url, changelist_url, get_form_data, make_user
from tests.factories import make_location, make_tag
from tests.jobs.transitions import DAY, NOW, get_messages, make_each_status, make_fit, open_confirmation, submit

REQUESTS = {
    "publish": {},
    "schedule": {"day": "2026-07-01", "time": "09:00"},
    "extend": {"day": "2026-09-01"},
    "close": {"closing_reason": "filled"},
    "reopen": {},
}


def click(desk, confirmation, **typed):
    return get_messages(desk, submit(desk, confirmation, **typed))


@pytest.mark.parametrize("name", TRANSITIONS)
def test_second_click_on_a_transition_says_what_the_first_has_done(desk, name):
    with time_machine.travel(NOW - DAY, tick=False):
        by_status = make_each_status(make_location("Berlin"))
    posting = by_status[{"extend": "open", "close": "open", "reopen": "closed"}.get(name, "draft")]
    before = posting.history.count()
    with time_machine.travel(NOW, tick=False):
        shown = submit(desk, open_confirmation(desk, name, posting), button="look", **REQUESTS[name])
        said = [click(desk, shown, **REQUESTS[name]) for _click in range(2)]

    assert said == [[f"{TRANSITIONS[name].done_label} 1 posting."]] * 2
    assert posting.history.count() == before + 1


def test_second_click_on_several_postings_names_the_skipped_ones_again(desk):
    postings = [make_fit("Ready"), make_fit("Empty", sections=0)]
    confirmation = open_confirmation(desk, "publish", *postings)

    first, second = (click(desk, confirmation) for _click in range(2))

    assert first == second
    assert first[0].startswith("Published 1 posting. Skipped 1: “Empty”")


@pytest.mark.parametrize("is_new", [True, False])
def test_second_click_on_publish_in_the_form_says_what_the_first_has_done(desk, is_new):
    posting = make_fit("Cartographer")
    address = add_url(Posting) if is_new else change_url(posting)
    data = get_form_data(desk, address) | {"_publish": "Publish"}
    if is_new:
        kept = ("title", "team", "locations", "employment_types", "apply_email", "apply_url", "workplace")
        draft = get_form_data(desk, change_url(posting))
        data |= {name: draft[name] for name in kept if name in draft}
        data |= {"sections-0-body": "<p>Maps of the sea.</p>", "pay_minimum": "60000", "pay_maximum": "80000"}

    responses = [desk.post(address, data) for _click in range(2)]

    published = Posting.objects.latest("pk")
    assert [response["Location"] for response in responses] == [change_url(published)] * 2
    *_first, said = (str(message) for message in desk.get(change_url(published)).context["messages"])
    assert said == "Saved. Everybody can read it from now on. It stays open until you close it."
    assert published.is_open()


def test_same_page_sent_by_another_user_is_no_second_click(desk):
    posting = make_fit("Cartographer")
    confirmation = open_confirmation(desk, "publish", posting)
    other = Client()
    other.force_login(make_user("sam", "Editor"))

    assert click(desk, confirmation) == ["Published 1 posting."]
    assert click(other, confirmation) == [
        f"Published no posting. Skipped 1: “Cartographer” {posting.reference} (open already)."
    ]


def test_second_click_on_delete_says_that_they_are_deleted(desk):
    tags = [make_tag("One"), make_tag("Two")]
    data = {"action": "delete_selected", "_selected_action": [tag.pk for tag in tags], "post": "yes"}

    said = [get_messages(desk, desk.post(changelist_url(Tag), data)) for _click in range(2)]

    assert said == [["Successfully deleted 2 labels."], ["The chosen labels are deleted."]]
    assert not Tag.objects.exists()
