"""Copies of postings: what is copied, and the references of several copies."""

import pytest
from django.test import Client

from jobs.finding.words.stored_words import postings_without_words
from jobs.models import Decision, Location, Posting, PreviewLink, Section
from jobs.publishing.copying import NOT_COPIED, find_free_references
from tests.desk import change_url, get_form_data, make_user
from tests.factories import days, make_location, make_posting, make_tag, make_team
from tests.jobs.admin.saving.decisions import get_form_fields

LIST = "/admin/jobs/posting/"
AGAIN = "The copies exist already: the second click made no more."


@pytest.fixture
def desk(employer):
    client = Client()
    client.force_login(make_user("robin", "Editor"))
    return client


@pytest.fixture
def lisbon(employer):
    return make_location("Lisbon", time_zone="Europe/Lisbon")


@pytest.fixture
def posting(lisbon):
    """A posting with a value in every column."""
    posting = make_posting(
        "Engineer", team=make_team("Backend"), locations=(lisbon,), tags=(make_tag(),), sections=2, reference="KW-7",
        workplace="remote", remote_countries=("DE", "PT"), employment_types=("full-time",), level="mid",
        pay_minimum=1, pay_maximum=2, pay_currency="EUR", pay_period="hour", pay_note="and shares",
        apply_url="https://apply.example.com/7", apply_email="jobs@k.example", language="de", time_zone="Asia/Tokyo",
        published_from=days(-9), closes_at=days(-1), closing_reason="filled",
        change_log=[{"at": days(-2).isoformat(), "what": "title", "before": "A", "after": "B"}],
    )  # fmt: skip
    PreviewLink.objects.create(posting=posting, expires_at=days(1))
    Decision.objects.create(posting=posting, rule="pay", message="No pay.", reason="So.")
    return posting


def address(posting):
    return f"{LIST}{posting.pk}/copy/"


def get_messages(desk, response):
    """Follow the redirect and return the messages of the page."""
    return [str(message) for message in desk.get(response["Location"]).context["messages"]]


def form_data(posting, *places, **changes):
    data = {"reference": "KW-8", "title": posting.title, "team": posting.team_id, "planned": ""}
    return data | {"locations": [place.pk for place in places], "one_each": ""} | changes


COPIED = {
    "workplace", "remote_anywhere", "remote_countries", "employment_types", "level", "pay_minimum", "pay_maximum",
    "pay_currency", "pay_period", "pay_note", "apply_url", "apply_email", "language", "time_zone",
}  # fmt: skip
NOT_COPIED_COLUMNS = {
    "id", "reference", "reference_key", "title", "title_folded", "team", "published_from", "closes_at",
    "closing_reason", "first_published", "change_log", "created_at", "updated_at",
}  # fmt: skip


def test_every_column_is_either_copied_or_not():
    assert {field.name for field in Posting._meta.concrete_fields} == COPIED | NOT_COPIED_COLUMNS
    assert NOT_COPIED <= NOT_COPIED_COLUMNS


def test_copy_has_text_and_facts_but_no_dates_log_or_decisions(desk, posting, lisbon):
    response = desk.post(address(posting), form_data(posting, lisbon, title="Engineer of kites"))

    copy = Posting.objects.exclude(pk=posting.pk).get()
    posting.refresh_from_db()
    assert response["Location"] == change_url(copy)
    assert (copy.reference, copy.title, copy.title_folded, copy.team) == (
        "KW-8", "Engineer of kites", "engineer of kites", posting.team,
    )  # fmt: skip
    assert {name: getattr(copy, name) for name in COPIED} == {name: getattr(posting, name) for name in COPIED}
    defaults = {name for name in COPIED if getattr(copy, name) == Posting._meta.get_field(name).get_default()}
    assert defaults == {"remote_anywhere"}  # which excludes the countries
    assert (copy.status(), copy.published_from, copy.closes_at, copy.closing_reason) == ("draft", None, None, "")
    assert (copy.first_published, copy.change_log) == (None, [])
    assert (copy.decisions.count(), copy.preview_links.count()) == (0, 0)
    assert set(copy.tags.all()) == set(posting.tags.all())
    assert set(copy.locations.all()) == {lisbon}
    sections = [[(one.heading, one.body, one.position) for one in owner.sections.all()] for owner in (posting, copy)]
    assert sections[0] == sections[1]
    assert len(sections[0]) == 2
    assert posting.sections.count() == 2
    assert copy.history.first().history_user.username == "robin"
    assert {one.history_user.username for one in Section.history.filter(posting_id=copy.pk)} == {"robin"}
    assert not postings_without_words().exists()
    assert copy.words.title.startswith(" engineer of kite ")


def test_copy_page_is_prefilled_and_creates_nothing(desk, posting, lisbon):
    page = desk.get(address(posting), form_data(posting, lisbon))

    assert Posting.objects.count() == 1
    bound = page.context["form"]
    assert (bound["title"].value(), bound["team"].value()) == ("Engineer", posting.team_id)
    assert list(bound["locations"].value()) == [lisbon.pk]
    assert bound["reference"].value() == "KW-8"
    assert f'href="{address(posting)}"' in desk.get(change_url(posting)).text


def test_copy_to_other_places_does_not_keep_the_time_zone(desk, posting, lisbon):
    porto = make_location("Porto")

    desk.post(address(posting), form_data(posting, lisbon, porto))

    copy = Posting.objects.get(reference="KW-8")
    assert (set(copy.locations.all()), copy.time_zone) == ({lisbon, porto}, "")


def test_copies_for_each_place_are_shown_first_and_skip_taken_references(desk, posting, lisbon):
    porto, berlin = make_location("Porto"), make_location("Berlin", country="DE")
    make_posting(reference="KW-8-2")
    sent = form_data(posting, lisbon, porto, berlin, one_each="yes")

    shown = desk.post(address(posting), sent)
    assert Posting.objects.count() == 2
    assert shown.context["copies"] == {"KW-8-1": [berlin], "KW-8-3": [lisbon], "KW-8-4": [porto]}
    for reference in shown.context["copies"]:
        assert reference in shown.text

    # Another posting takes one of the references: the page is shown again.
    make_posting(reference="KW-8-3")
    planned = shown.context["planned"]
    shown = desk.post(address(posting), sent | {"planned": planned})
    assert shown.context["planned"] == "KW-8-1 KW-8-4 KW-8-5"
    assert Posting.objects.count() == 3

    planned = shown.context["planned"]
    response = desk.post(address(posting), sent | {"planned": planned}, follow=True)
    assert response.redirect_chain == [(f"{LIST}?q=KW-8", 302)]
    assert [str(message) for message in response.context["messages"]] == [
        "Made 3 drafts of “Engineer”: KW-8-1, KW-8-4, KW-8-5."
    ]
    made = Posting.objects.filter(reference__in=planned.split()).order_by("reference")
    assert [[place.name for place in one.locations.all()] for one in made] == [["Berlin"], ["Lisbon"], ["Porto"]]
    assert {one.sections.count() for one in made} == {2}
    assert {one.status() for one in made} == {"draft"}

    # A page without an idempotency token is shown again and creates nothing.
    again = desk.post(address(posting), sent | {"planned": planned})
    assert again.context["planned"] == "KW-8-6 KW-8-7 KW-8-8"
    assert Posting.objects.filter(reference__startswith="KW-8-").count() == 5


def test_free_references_skip_only_taken_ones(employer):
    for reference in ("A_1-1", "AX1-2", "A_1-3", "A_1-2-1", "a_1-2"):
        make_posting(reference=reference)

    assert find_free_references("A_1", 3) == ["A_1-4", "A_1-5", "A_1-6"]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"reference": "KW-7"}, {"reference"}),
        ({"reference": ""}, {"reference"}),
        ({"reference": "x" * 61}, {"reference"}),
        ({"reference": "x" * 59, "one_each": "yes"}, {"reference"}),
        ({"reference": "a\x00b"}, {"reference"}),
        ({"title": ""}, {"title"}),
        ({"title": "x" * 161}, {"title"}),
        ({"team": ""}, {"team"}),
        ({"team": "999999"}, {"team"}),
        ({"team": "x"}, {"team"}),
        ({"locations": ["x", "²", "9" * 30]}, {"locations"}),
        ({"one_each": "maybe"}, {"one_each"}),
    ],
)
def test_copy_form_reports_errors_and_creates_nothing(desk, posting, lisbon, changes, wrong):
    response = desk.post(address(posting), form_data(posting, lisbon, make_location("Porto")) | changes)

    assert set(response.context["form"].errors) == wrong
    assert Posting.objects.count() == 1


def test_second_click_redirects_to_the_copy_and_creates_no_second(desk, posting, lisbon):
    sent = get_form_data(desk, address(posting)) | {"reference": "KW-8"}

    first, second = desk.post(address(posting), sent), desk.post(address(posting), sent)

    copy = Posting.objects.exclude(pk=posting.pk).get()
    assert first["Location"] == second["Location"] == change_url(copy)
    assert get_messages(desk, second) == ["This is the copy of “Engineer”, a draft.", AGAIN]
    # A changed form, or a new page, is another request.
    other = desk.post(address(posting), sent | {"reference": "KW-9"})
    assert other["Location"] == change_url(Posting.objects.get(reference="KW-9"))
    refused = desk.post(address(posting), get_form_data(desk, address(posting)) | {"reference": "KW-8"})
    assert refused.context["form"].errors == {
        "reference": ["Another posting has this reference. Choose one that has never been used."]
    }
    assert desk.post(address(posting), sent)["Location"] == change_url(copy)
    assert Posting.objects.count() == 3


def test_second_click_redirects_to_the_drafts_for_each_place(desk, posting, lisbon):
    places = [lisbon.pk, make_location("Porto").pk]
    sent = get_form_data(desk, address(posting)) | {"reference": "KW-8", "locations": places, "one_each": "yes"}
    for _ in range(2):
        shown = desk.post(address(posting), sent)
    assert Posting.objects.count() == 1
    planned = get_form_fields(shown)

    first, second = desk.post(address(posting), planned), desk.post(address(posting), planned)

    assert first["Location"] == second["Location"] == f"{LIST}?q=KW-8"
    assert get_messages(desk, second) == ["Made 2 drafts of “Engineer”: KW-8-1, KW-8-2.", AGAIN]
    assert Posting.objects.count() == 3


def test_second_click_validated_before_the_first_finished_waits_for_it(desk, posting, lisbon, monkeypatch):
    sent = get_form_data(desk, address(posting)) | {"reference": "KW-8"}
    first = desk.post(address(posting), sent)
    checked = Posting.objects.filter
    monkeypatch.setattr("jobs.admin.copying.Posting.objects.filter", lambda **kwargs: checked(pk=0))

    second = desk.post(address(posting), sent)

    assert second["Location"] == first["Location"]
    assert Posting.objects.count() == 2


def test_failed_copy_is_created_by_the_next_click(desk, posting, lisbon, monkeypatch):
    sent = get_form_data(desk, address(posting)) | {"reference": "KW-8"}
    with monkeypatch.context() as broken:
        broken.setattr("jobs.publishing.copying.stored_words.make_words", _raise)
        with pytest.raises(RuntimeError):
            desk.post(address(posting), sent)

    assert desk.post(address(posting), sent)["Location"] == change_url(Posting.objects.get(reference="KW-8"))


def _raise(numbers):
    raise RuntimeError


def test_reference_taken_after_validation_is_an_error(desk, posting, lisbon, monkeypatch):
    checked = Posting.objects.filter
    monkeypatch.setattr("jobs.admin.copying.Posting.objects.filter", lambda **kwargs: checked(pk=0))

    response = desk.post(address(posting), form_data(posting, lisbon, reference="KW-7"))

    assert set(response.context["form"].errors) == {"reference"}
    assert (Posting.objects.count(), Location.objects.count()) == (1, 1)


def test_a14_copy_is_limited_to_own_teams(posting, lisbon):
    own, foreign = posting.team, make_team("Foreign")
    client = Client()
    client.force_login(make_user("ines", "Recruiter", own))

    page = client.get(address(posting))
    assert set(page.context["form"].fields["team"].queryset) == {own}
    response = client.post(address(posting), form_data(posting, lisbon, team=foreign.pk))
    assert set(response.context["form"].errors) == {"team"}

    other = make_posting(team=foreign)
    for send in (client.get, client.post):
        assert send(address(other), form_data(posting, lisbon)).status_code == 404
    assert Posting.objects.count() == 2


def test_copying_needs_the_permission_to_add_postings(posting, lisbon):
    client = Client()
    client.force_login(make_user("guest"))

    assert client.post(address(posting), form_data(posting, lisbon)).status_code == 403
    assert Client().get(address(posting)).status_code == 302
    assert Posting.objects.count() == 1


@pytest.mark.parametrize("number", ["x", "²", "9" * 19, "0", "1.5"])
def test_copy_page_of_an_unknown_id_is_not_found(desk, number):
    assert desk.get(f"{LIST}{number}/copy/").status_code == 404
