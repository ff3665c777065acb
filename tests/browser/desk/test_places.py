"""The field of places: search by keyboard and by pointer, a new city, and the same without a script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from jobs.models import Location, Posting
from tests.factories import make_location, make_posting

from .editing import save

pytestmark = pytest.mark.django_db(transaction=True)

PLACES = ("São Paulo", "Łódź", "Weiße Straße", "Ærø", "Kırıkkale", "Đà Nẵng", "Þórshöfn", "Œuilly", "Ħamrun")
QUERIES = {
    "sao p": "São Paulo",
    "SÃO  p": "São Paulo",
    "lodz": "Łódź",
    "strasse": "Weiße Straße",
    "straße": "Weiße Straße",
    "aero": "Ærø",
    "kirik": "Kırıkkale",
    "da nang": "Đà Nẵng",
    "thor": "Þórshöfn",
    "oeuilly": "Œuilly",
    "hamrun": "Ħamrun",
}


@pytest.fixture
def draft(db: None) -> Posting:
    """A draft in the first of nine places."""
    places = [make_location(name, slug=f"place-{number}") for number, name in enumerate(PLACES)]
    return make_posting(published_from=None, locations=(places[0],))


def test_places_are_found_without_case_and_accents(desk: Callable[[str], Page], draft: Posting) -> None:
    page = desk(f"/admin/jobs/posting/{draft.pk}/change/")
    field = page.get_by_role("group", name="Places")
    for query, name in QUERIES.items():
        field.get_by_role("combobox").fill(query)
        expect(field.get_by_role("option").first).to_have_text(f"{name}, Portugal")


@pytest.mark.parametrize("width", [390, 1280])
def test_places_are_chosen_and_added_by_keyboard(
    desk: Callable[[str], Page], page: Page, draft: Posting, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    desk(f"/admin/jobs/posting/{draft.pk}/change/")
    field = page.get_by_role("group", name="Places")
    search = field.get_by_role("combobox", name="Another place")
    search.fill("lodz")
    # The one of the site, and the one in Poland.
    expect(field.get_by_role("status")).to_have_text("2 found")
    expect(search).to_have_attribute("aria-expanded", "true")
    search.press("ArrowDown")
    expect(field.get_by_role("option", selected=True)).to_have_text("Łódź, Portugal")
    search.press("Enter")
    expect(field.get_by_label("Łódź, Portugal")).to_be_checked()
    expect(field.get_by_role("status")).to_have_text("Łódź, Portugal added.")
    search.fill("hintertupf")
    expect(field.get_by_role("status")).to_contain_text("There is no place “hintertupf” yet.")
    expect(field.get_by_role("status")).to_be_in_viewport()
    search.fill("bragança")
    expect(field.get_by_role("option", name="Add Bragança, Portugal")).to_be_visible()
    search.press("Escape")
    expect(field.get_by_role("listbox")).to_be_hidden()
    search.press("ArrowDown")
    search.fill("braganca")
    field.get_by_role("option", name="Add Bragança, Portugal").click()
    expect(field.get_by_label("Bragança, Portugal")).to_be_checked()
    field.get_by_label("São Paulo").uncheck()
    save(page)
    assert [place.name for place in draft.locations.all()] == ["Bragança", "Łódź"]
    assert Location.objects.get(name="Bragança").time_zone == "Europe/Lisbon"


def test_late_answers_choose_nothing_and_open_nothing(desk: Callable[[str], Page], draft: Posting) -> None:
    page = desk(f"/admin/jobs/posting/{draft.pk}/change/")
    field = page.get_by_role("group", name="Places")
    search = field.get_by_role("combobox")
    search.fill("aero")
    expect(field.get_by_role("option").first).to_have_text("Ærø, Portugal")
    held: list[Route] = []
    page.route("**/find/?words=lodz", lambda route: held.append(route))

    with page.expect_request("**/find/?words=lodz"):
        search.fill("lodz")
        search.press("Enter")
    expect(field.get_by_label("Ærø, Portugal")).to_have_count(0)

    search.press("Tab")
    with page.expect_response("**/find/?words=lodz"):
        held[0].continue_()
    expect(field.get_by_role("status")).to_have_text("2 found")
    expect(field.get_by_role("listbox")).to_be_hidden()
