"""A10 to A15: a recruiter can neither see nor change rows of other users' teams, even with forged requests."""

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from jobs.models import Posting, Section
from teams.models import SharedText, Story, Team, Testimonial, edition
from tests.desk import add_url, change_url, changelist_url, get_error_messages, get_form_data, make_user, send
from tests.factories import days, make_location, make_pillar, make_posting, make_story, make_team, make_testimonial

pytestmark = pytest.mark.django_db
OF_TEAMS = (Posting, Team, Story, Testimonial, SharedText)


@pytest.fixture
def foreign(employer: Any) -> dict[Any, Any]:
    """Rows of another team, each with the word "kanarie", which her pages must never contain."""
    team = make_team("Kanarie lab", is_published=False)
    return {
        Team: team,
        Posting: make_posting("Kanarie keeper", team=team, reference="KANARIE-1", published_from=None),
        Story: make_story(team, title="Kanarie story"),
        Testimonial: make_testimonial(team, name="Kanarie", quote="Kanarie."),
        SharedText: SharedText.objects.create(team=team, heading="Kanarie text", body="<p>Kanarie</p>"),
    }


@pytest.fixture
def person(foreign: Any) -> User:
    return make_user("rita", "Recruiter", make_team("Own"))


@pytest.fixture
def rita(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def own_posting(person: Any, **fields: Any) -> Posting:
    return make_posting("Own job", **{"team": person.teams.get(), "published_from": None} | fields)


# The lists that offer each filter. The others lead to the list without it.
FILTERS = {"team__id__exact": {Posting, Story, Testimonial, SharedText}, "status": {Posting}, "look": {Posting}}


@pytest.mark.parametrize("model", OF_TEAMS)
@pytest.mark.parametrize(
    "query",
    [
        {},
        {"q": "kanarie"},
        {"all": ""},
        {"o": "-1"},
        {"_facets": "True"},
        {"team__id__exact": "FOREIGN"},
        {"e": "1"},
        {"status": "draft"},
        {"look": "failing"},
    ],
)
def test_lists_filters_counts_and_searches_exclude_other_teams(
    rita: Client, foreign: dict[Any, Any], model: Any, query: dict[str, str]
) -> None:
    """A11."""
    filled = {name: str(foreign[Team].pk) if value == "FOREIGN" else value for name, value in query.items()}
    response = rita.get(changelist_url(model), filled, follow=True)
    refused = any(model not in FILTERS[name] for name in query if name in FILTERS)
    assert response.status_code == 200
    if refused:
        assert "kanarie" not in response.text.lower()
        return
    own = [row for row in response.context["cl"].queryset if getattr(row, "team", row) != foreign[Team]]
    assert list(response.context["cl"].queryset) == own
    assert response.context["cl"].full_result_count in (None, len(own), 1)
    assert "kanarie" not in re.sub(r'value="kanarie"|q(=|%3D)kanarie', "", response.text).lower()


@pytest.mark.parametrize(
    "lookup", ["team__name__startswith", "team__recruiters__username", "team__slug", "sections__body__contains"]
)
def test_lookups_without_a_filter_are_refused(rita: Client, lookup: str) -> None:
    """A11: an address could ask letter by letter what a hidden row says."""
    response = rita.get(changelist_url(Posting), {lookup: "K"})
    assert response.status_code in (302, 400)
    assert "kanarie" not in response.content.decode().lower()


@pytest.mark.parametrize(("app", "model"), [("jobs", "posting"), ("teams", "story"), ("teams", "sharedtext")])
def test_autocomplete_offers_only_own_teams(rita: Client, app: str, model: str) -> None:
    """A11."""
    for term in ("", "kan"):
        parameters = {"app_label": app, "model_name": model, "field_name": "team", "term": term}
        results = rita.get("/admin/autocomplete/", parameters).json()["results"]
        assert [result["text"] for result in results] == ([] if term else ["Own"])


@pytest.mark.parametrize("model", [Posting, Story, Testimonial, SharedText])
def test_forms_offer_only_own_teams(rita: Client, person: Any, model: Any) -> None:
    form = rita.get(add_url(model)).context["adminform"].form
    assert list(form.fields["team"].queryset) == [person.teams.get()]


def test_posting_cannot_be_moved_to_another_users_team(rita: Client, person: Any, foreign: dict[Any, Any]) -> None:
    """A14."""
    posting = own_posting(person)
    response = send(rita, change_url(posting), team=str(foreign[Team].pk))
    assert get_error_messages(response) == ["Select a valid choice. That choice is not one of the available choices."]
    posting.refresh_from_db()
    assert posting.team == person.teams.get()


@pytest.mark.parametrize("model", [Posting, Story, Testimonial, SharedText])
def test_actions_change_no_rows_of_other_teams(rita: Client, foreign: dict[Any, Any], model: Any) -> None:
    """A12: with forged ids, and with "select all"."""
    names = [name for name, _label in rita.get(changelist_url(model)).context["action_form"].fields["action"].choices]
    before = edition.token()
    for name in filter(None, names):
        for everything in ("0", "1"):
            sent = {"action": name, "_selected_action": [foreign[model].pk], "select_across": everything}
            response = rita.post(changelist_url(model), sent | {"post": "yes", "sure": "yes"}, follow=True)
            body = b"".join(response) if response.streaming else response.content
            assert b"kanarie" not in body.lower(), (name, everything)
    assert edition.token() == before


@pytest.mark.parametrize(
    "chosen", [["abc"], ["1", ""], ["9" * 30], ["\x00"], ["-1"], [str(number) for number in range(1500)]]
)
def test_actions_answer_invalid_ids(rita: Client, chosen: list[str]) -> None:
    for name in ("close", "delete_selected"):
        response = rita.post(changelist_url(Posting), {"action": name, "_selected_action": chosen}, follow=True)
        assert response.status_code in (200, 400, 413), chosen


def test_view_permission_does_not_allow_restoring_a_version(rita: Client) -> None:
    """A10: for places, tags, and all that she may only view."""
    place = make_location("Lisbon")
    address = change_url(place).replace("change", f"history/{place.history.first().pk}")
    sent = get_form_data(rita, address) | {"name": "Forged", "city": "Forged", "_save": "Restore this version"}
    assert rita.post(address, sent).status_code == 403
    place.refresh_from_db()
    assert place.name == "Lisbon"


@pytest.mark.parametrize("name", ["locations", "tags"])
def test_unknown_ids_are_refused(rita: Client, person: Any, name: str) -> None:
    response = send(rita, change_url(own_posting(person)), **{name: ["9" * 30]})
    assert response.status_code == 200
    assert rita.get(changelist_url(Posting), {"id__in": "9" * 30}).url == changelist_url(Posting)


def test_list_ignores_rows_of_a_forged_form(rita: Client, foreign: dict[Any, Any]) -> None:
    """A12: CVE-2026-4292."""
    before = edition.token()
    management = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "1", "form-MIN_NUM_FORMS": "0"}
    rows = {"form-0-id": str(foreign[Posting].pk), "form-0-title": "Forged", "form-1-title": "New", "_save": "Save"}
    rita.post(changelist_url(Posting), management | rows)
    assert edition.token() == before


def test_inline_rows_of_other_teams_cannot_be_taken_over(rita: Client, person: Any, foreign: dict[Any, Any]) -> None:
    """A13: to change or delete them by forged ids."""
    team = person.teams.get()
    make_pillar(team)
    pillar = make_pillar(foreign[Team], title="Kanarie pillar")
    data = get_form_data(rita, change_url(team))
    for forged in ({"pillars-0-title": "Forged"}, {"pillars-0-DELETE": "on"}):
        rita.post(change_url(team), data | {"pillars-0-id": str(pillar.pk), "_save": "Save"} | forged)
        pillar.refresh_from_db()
        assert (pillar.title, pillar.team) == ("Kanarie pillar", foreign[Team])
    data = get_form_data(rita, change_url(team)) | {"pillars-0-team": str(foreign[Team].pk), "_save": "Save"}
    rita.post(change_url(team), data)
    assert foreign[Team].pillars.count() == 1


def test_recruiter_cannot_change_the_recruiters_of_a_team(rita: Client, person: Any, foreign: dict[Any, Any]) -> None:
    """A17: not even of her own team."""
    team, friend = person.teams.get(), make_user("friend")
    send(rita, change_url(team), recruiters=[friend.pk], position="99", headline="Ours")
    team.refresh_from_db()
    assert ([user.username for user in team.recruiters.all()], team.position, team.headline) == (["rita"], 0, "Ours")


def test_shared_text_without_a_team_needs_access_to_all_teams(rita: Client, person: Any) -> None:
    shared = SharedText.objects.create(heading="For all", body="<p>For all.</p>")
    assert "For all" not in rita.get(changelist_url(SharedText)).text
    assert rita.get(change_url(shared)).status_code == 302
    response = send(rita, add_url(SharedText), heading="Mine", body="<p>Mine.</p>", team="0")
    assert get_error_messages(response) == ["Select a valid choice. That choice is not one of the available choices."]


def test_removed_permission_takes_effect_with_the_next_request(
    rita: Client, person: Any, foreign: dict[Any, Any]
) -> None:
    """A15: first the team, then the role."""
    posting = own_posting(person)
    assert rita.get(change_url(posting)).status_code == 200
    person.teams.clear()
    assert rita.get(change_url(posting)).status_code == 302
    assert rita.get(changelist_url(Posting)).context["cl"].result_count == 0
    person.groups.clear()
    assert rita.get(changelist_url(Posting)).url.startswith("/admin/login/")


def test_unpublished_pages_are_shown_only_to_own_teams(rita: Client, person: Any, foreign: dict[Any, Any]) -> None:
    """A1, A10: the public addresses too."""
    hidden = [foreign[model].get_absolute_url() for model in (Team, Posting, Story)]
    missing = rita.get("/jobs/99999999-nothing/")
    for address in hidden:
        assert rita.get(address).status_code == 404, address
    assert rita.get(hidden[1]).content == missing.content
    assert rita.get(own_posting(person).get_absolute_url()).status_code == 200


def test_content_type_shortcut_is_not_found(rita: Client, foreign: dict[Any, Any]) -> None:
    """A10: Django's `/admin/r/` would redirect to an address with the title."""
    from django.contrib.contenttypes.models import ContentType

    number = ContentType.objects.get_for_model(Posting).pk
    response = rita.get(f"/admin/r/{number}/{foreign[Posting].pk}/")
    assert (response.status_code, "Location" in response) == (404, False)


def test_place_page_does_not_name_drafts_of_other_teams(rita: Client, foreign: dict[Any, Any]) -> None:
    place = make_location("Porto")
    foreign[Posting].locations.add(place)
    for page in ("change", "history", "delete"):
        assert "kanarie" not in rita.get(change_url(place).replace("change", page)).text.lower()


def test_forms_name_their_fields() -> None:
    """A18: a form with `exclude` would accept every new field."""
    for app in ("careers", "jobs", "teams"):
        for path in Path(app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef) and node.name == "Meta":
                    names = [target.id for item in node.body if isinstance(item, ast.Assign) for target in item.targets]  # type: ignore[attr-defined]
                    assert "exclude" not in names, f"{path}:{node.lineno}"


def test_fields_outside_the_form_cannot_be_assigned(rita: Client, person: Any) -> None:
    """A18."""
    posting = own_posting(person)
    stolen = {
        "first_published": "2000-01-01",
        "change_log": json.dumps([{"what": "pay"}]),
        "created_at": "2000-01-01",
        "title_folded": "forged",
        "id": "1",
        "pk": "1",
        "preview_links": "1",
    }
    before = Posting.objects.values(*("id", "first_published", "change_log", "created_at", "title_folded")).get(
        pk=posting.pk
    )
    assert send(rita, change_url(posting), pay_note="New", **stolen).status_code == 302
    after = Posting.objects.values(*before).get(pk=posting.pk)
    assert (after, Posting.objects.get(pk=posting.pk).pay_note) == (before, "New")


def test_section_of_another_team_cannot_be_deleted_by_its_id(
    rita: Client, person: Any, foreign: dict[Any, Any]
) -> None:
    """A13."""
    theirs, posting = (
        foreign[Posting].sections.get(),
        own_posting(person, closes_at=days(3), locations=(make_location(),)),
    )
    data = get_form_data(rita, change_url(posting)) | {"sections-0-id": str(theirs.pk), "sections-0-DELETE": "on"}
    rita.post(change_url(posting), data | {"_save": "Save"})
    assert Section.objects.filter(pk=theirs.pk, posting=foreign[Posting]).exists()
