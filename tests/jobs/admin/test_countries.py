"""Countries of remote work at the desk: groups can be picked, and their countries are stored."""

from typing import Any

import pytest
from django.test import Client

from jobs.models import Posting
from teams.models import Employer
from tests.desk import change_url, changelist_url, get_form_data, send
from tests.factories import make_posting

DACH, NORDICS = ("AT", "DE", "CH"), ("DK", "FI", "IS", "NO", "SE")


@pytest.mark.parametrize(
    ("picked", "stored"),
    [
        (["group-dach"], DACH),
        (["group-dach", "PT", "DE"], ("AT", "DE", "PT", "CH")),
        (["group-dach", "group-nordics"], ("AT", "DK", "FI", "DE", "IS", "NO", "SE", "CH")),
        (["PT"], ("PT",)),
        ([], ()),
    ],
)
def test_posting_stores_the_countries_of_groups(desk: Client, picked: list[str], stored: tuple[str, ...]) -> None:
    posting = make_posting(published_from=None, workplace="remote", remote_countries=("FR",))
    assert send(desk, change_url(posting), remote_countries=picked).status_code == 302
    assert Posting.objects.get().remote_countries == stored


def test_unknown_group_is_refused_beside_the_field(desk: Client) -> None:
    posting = make_posting(published_from=None, workplace="remote")
    response = send(desk, change_url(posting), remote_countries=["group-atlantis"])
    assert set(response.context["adminform"].form.errors) == {"remote_countries"}


def test_employer_stores_where_it_can_employ(desk: Client, employer: Any) -> None:
    response = send(desk, change_url(employer), employs_in=["group-nordics"])
    assert response.status_code == 302, response.context["errors"]
    assert Employer.objects.get().employs_in == NORDICS
    assert get_form_data(desk, change_url(employer))["employs_in"] == list(NORDICS)
    assert Employer.history.first().employs_in == NORDICS  # type: ignore[attr-defined]


def test_list_tells_countries_as_a_group(desk: Client) -> None:
    make_posting("Listed", workplace="remote", remote_countries=(*DACH, "PT"))
    make_posting("Anywhere", workplace="remote", remote_anywhere=True)
    page = desk.get(changelist_url(Posting)).text
    assert "Remote (DACH or Portugal)" in page
    assert "Remote (anywhere)" in page
