"""The way from an empty site to its first public posting, and what empty choices say."""

from typing import Any

import pytest
from django.test import Client

from careers.first_steps import get_steps
from jobs.models import Posting, Tag
from teams.models import Employer, Team
from tests.desk import add_url, change_url, get_form_data, make_user
from tests.factories import days, make_employer, make_location, make_posting, make_team
from tests.jobs.publishing.drafts import make_fit

pytestmark = pytest.mark.django_db


def sign_in(name: str, role: str, *teams: Team) -> Client:
    client = Client()
    client.force_login(make_user(name, role, *teams))
    return client


@pytest.fixture
def administrator(db: None) -> Client:
    return sign_in("ada", "Administrator")


def read_steps(client: Client) -> list[tuple[str, bool, bool]]:
    """Return title, whether it is done and whether it is next of each step on the front page."""
    request = client.get("/admin/").wsgi_request
    return [(step.title, step.is_done, step.is_next) for step in get_steps(request)]


def test_each_step_is_ticked_off_until_a_posting_is_public(administrator: Client) -> None:
    titles = ["Describe the employer", "Make the first team", "Write the first posting", "Publish it"]
    titles.append("Invite the people who write")

    def expected(done: int) -> list[tuple[str, bool, bool]]:
        return [(title, number < done, number == done) for number, title in enumerate(titles)]

    assert read_steps(administrator) == expected(0)
    employer = Employer.objects.create()
    assert read_steps(administrator) == expected(0)  # it has the default name still
    Employer.objects.filter(pk=employer.pk).update(name="Kitewell")
    assert read_steps(administrator) == expected(1)
    team = make_team("Bakery", is_published=False)
    assert read_steps(administrator) == expected(2)
    posting = make_posting("Baker", team=team, published_from=None)
    assert read_steps(administrator) == expected(3)
    page = administrator.get("/admin/").text
    assert f"/admin/jobs/posting/move/publish/?chosen={posting.pk}" in page
    make_user("rita", "Recruiter")
    assert read_steps(administrator)[4][1:] == (True, False)

    Posting.objects.filter(pk=posting.pk).update(published_from=days(-1))
    page = administrator.get("/admin/").text
    assert "its team Bakery is not" in page
    assert f"{change_url(team)}?back=" in page
    team.is_published = True
    team.save()
    assert read_steps(administrator) == []
    assert "Your first posting" not in administrator.get("/admin/").text


def test_steps_do_not_come_back_when_the_last_posting_closes(administrator: Client) -> None:
    make_employer()
    make_posting("Baker", published_from=days(-9), closes_at=days(-1))
    assert read_steps(administrator) == []


def test_recruiter_is_told_who_does_what_she_may_not(employer: Any) -> None:
    recruiter = sign_in("rita", "Recruiter")
    page = recruiter.get("/admin/").text
    assert "An administrator does this." in page
    assert add_url(Team) not in page
    assert add_url(Posting) in page
    assert sign_in("lou", "").get("/admin/").text.count("Your first posting") == 0


def test_empty_choice_says_how_to_fill_it(administrator: Client) -> None:
    make_employer()
    page = administrator.get(add_url(Posting)).text
    for model, name in ((Team, "team"), (Tag, "label")):
        assert f"There is no {name} yet." in page
        assert f'href="{add_url(model)}?back=%2Fadmin%2Fjobs%2Fposting%2Fadd%2F"' in page
    page = sign_in("rita", "Recruiter").get(add_url(Posting)).text
    assert "There is no team yet. Ask an administrator to add one." in page
    assert "?back=" not in page
    make_team("Bakery")
    assert "There is no team yet." not in administrator.get(add_url(Posting)).text


def test_saving_comes_back_to_the_page_that_sent_the_user(administrator: Client) -> None:
    make_employer()
    for number, (back, target) in enumerate(
        (
            ("/admin/jobs/posting/add/", "/admin/jobs/posting/add/"),
            ("/admin/", "/admin/"),
            ("https://evil.example/admin/", "/admin/teams/team/"),
            ("//evil.example/admin/", "/admin/teams/team/"),
            ("/jobs/", "/admin/teams/team/"),
            ("/admin\\@evil.example", "/admin/teams/team/"),
        )
    ):
        address = f"{add_url(Team)}?back={back}"
        data = get_form_data(administrator, address) | {"name": f"Team {number}", "slug": f"team-{number}"}
        response = administrator.post(address, data | {"_save": "Save"})
        assert (response.status_code, response.headers.get("Location")) == (302, target), back


def test_only_team_is_chosen_already(administrator: Client) -> None:
    make_employer()
    bakery = make_team("Bakery", is_published=False)
    page = administrator.get(add_url(Posting))
    assert page.context["adminform"].form["team"].initial == bakery.pk
    assert "Bakery (hidden: not published yet)" in page.text
    make_team("Kites")
    assert administrator.get(add_url(Posting)).context["adminform"].form["team"].initial is None


PUBLISH = "/admin/jobs/posting/move/publish/"


def read_form(client: Client, posting: Posting) -> dict[str, Any]:
    """Return what the page sends when it is confirmed."""
    data = get_form_data(client, f"{PUBLISH}?chosen={posting.pk}")
    return data | {"sure": "Publish now", "why": "It is right."}


def test_publishing_in_a_hidden_team_offers_to_publish_the_team(administrator: Client) -> None:
    make_employer()
    bakery = make_team("Bakery", is_published=False)
    posting = make_fit("Baker", team=bakery, published_from=None)
    page = administrator.get(PUBLISH, {"chosen": posting.pk})
    box = f'name="publish_team" value="{bakery.pk}" id="publish_team_{bakery.pk}" checked'
    assert box in page.text
    assert "Hidden until its team" in page.text
    data = read_form(administrator, posting)

    page = administrator.post(PUBLISH, data, follow=True)

    assert "Published 1 posting. Published the team “Bakery” too." in page.text
    bakery.refresh_from_db()
    assert bakery.is_published
    assert Posting.objects.open().get() == posting
    assert bakery.history.first().history_user.username == "ada"


def test_team_stays_hidden_unless_it_is_ticked(administrator: Client) -> None:
    """Nor does a box for another team do anything."""
    make_employer()
    bakery, secret = make_team("Bakery", is_published=False), make_team("Secret", is_published=False)
    posting = make_fit("Baker", team=bakery, published_from=None)
    data = read_form(administrator, posting)
    data["publish_team"] = [secret.pk, "x", ""]
    page = administrator.post(PUBLISH, data, follow=True)
    assert "Hidden until their team is published: 1." in page.text
    assert not Team.objects.published().exists()


def test_several_postings_leave_teams_hidden_at_first(administrator: Client) -> None:
    make_employer()
    bakery = make_team("Bakery", is_published=False)
    place = (make_location("Lisbon"),)
    ids = [make_fit(title, team=bakery, locations=place).pk for title in ("Baker", "Miller")]
    page = administrator.get(PUBLISH, {"chosen": " ".join(map(str, ids))}).text
    assert f'id="publish_team_{bakery.pk}">' in page


def test_public_pages_of_an_empty_site_say_something(db: None) -> None:
    home, jobs, teams = (Client().get(address).text for address in ("/", "/jobs/", "/teams/"))
    assert "Our first positions will appear here." in home
    assert "No open positions at the moment" in jobs
    assert "Our teams will introduce themselves here." in teams
    assert "positions--column" not in jobs  # no column for filters that are not there
