"""A form of the desk that the site fails to store comes back with everything that was typed."""

from typing import Any
from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client

from teams.models import Team
from tests.desk import FormReader, add_url, change_url, get_form_data, make_recruiter
from tests.factories import make_team

pytestmark = pytest.mark.django_db

ORIGIN = "http://testserver"


@pytest.fixture
def robin(employer: Any) -> Client:
    """A client that gets pages for errors and sends the headers of a browser."""
    client = Client(raise_request_exception=False, headers={"origin": ORIGIN, "sec-fetch-site": "same-origin"})
    client.force_login(make_recruiter())
    return client


def fill_in(client: Client, team: Team) -> dict[str, Any]:
    return get_form_data(client, change_url(team)) | {"headline": 'Two "lines" & <more>', "_save": "Save"}


@pytest.mark.parametrize(("error", "status"), [(OperationalError("away"), 503), (ValueError("a fault"), 500)])
def test_form_comes_back_when_saving_fails(robin: Client, error: Exception, status: int) -> None:
    team = make_team(headline="Before")
    data = fill_in(robin, team)
    with mock.patch.object(Team, "save", side_effect=error):
        page = robin.post(change_url(team) + "?_x=1", data)

    assert (page.status_code, page["Cache-Control"], page.get("Retry-After")) == (
        status,
        "no-store",
        "30" if status == 503 else None,
    )
    assert f'action="{change_url(team)}?_x=1"' in page.text
    reader = FormReader()
    reader.feed(page.text)
    added = {"csrfmiddlewaretoken", "resubmission_permit"}
    kept = {name: values for name, values in reader.data.items() if name not in added}
    assert kept == {
        name: values if isinstance(values, list) else [values]
        for name, values in data.items()
        if values != [] and name not in added
    }

    assert robin.post(change_url(team), reader.data).status_code == 302
    assert Team.objects.get().headline == 'Two "lines" & <more>'


def test_form_that_was_stored_before_the_failure_is_not_stored_twice(robin: Client) -> None:
    data = get_form_data(robin, add_url(Team)) | {"name": "Backend", "slug": "backend", "_save": "Save"}
    with mock.patch("teams.desk.base.DeskAdmin.response_add", side_effect=ValueError("after saving")):
        page = robin.post(add_url(Team), data)
    reader = FormReader()
    reader.feed(page.text)

    # A second team of that name would be refused beside the field.
    assert robin.post(add_url(Team), reader.data).status_code == 302
    assert Team.objects.filter(name="Backend").count() == 1


def test_page_of_a_failure_makes_no_query(robin: Client) -> None:
    team = make_team()
    data = fill_in(robin, team) | {"image": SimpleUploadedFile("kite <1>.png", b"no picture")}
    refuse = mock.Mock(side_effect=OperationalError("away"))
    with mock.patch("teams.desk.base.DeskAdmin.changeform_view", side_effect=OperationalError("away")) as view:
        view.side_effect = lambda *_arguments: connection.execute_wrappers.append(refuse) or refuse()  # type: ignore[func-returns-value]
        try:
            page = robin.post(change_url(team), data)
        finally:
            connection.execute_wrappers.clear()

    assert page.status_code == 503
    assert 'value="Two &quot;lines&quot; &amp; &lt;more&gt;"' in page.text
    assert "It is not stored twice." in page.text
    assert "choose them again: kite &lt;1&gt;.png" in page.text


@pytest.mark.parametrize("headers", [{}, {"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}])
def test_failure_shows_nothing_that_another_site_sent(robin: Client, headers: dict[str, str]) -> None:
    team = make_team()
    data = fill_in(robin, team)
    if not headers:
        robin.defaults = {}
    with mock.patch.object(Team, "save", side_effect=ValueError("a fault")):
        page = robin.post(change_url(team), data, headers=headers)
    assert page.status_code == 500
    assert "lines" not in page.text


@pytest.mark.parametrize("signed_in", [True, False])
def test_form_beyond_the_limit_gets_a_sentence(robin: Client, signed_in: bool) -> None:
    client = robin if signed_in else Client(enforce_csrf_checks=True)
    team = make_team(headline="Before")
    page = client.post(
        change_url(team),
        "headline=" + "x" * 5_000_000,
        content_type="application/x-www-form-urlencoded",
    )
    assert page.status_code == (413 if signed_in else 403)
    assert ("A form may hold 5 MB of text. Nothing was stored." in page.text) is signed_in
    assert Team.objects.get().headline == "Before"


def test_form_with_too_many_fields_gets_a_sentence(robin: Client) -> None:
    page = robin.post(change_url(make_team()), {f"field{number}": "x" for number in range(8001)})
    assert page.status_code == 413
    assert "more than we can read" in page.text
