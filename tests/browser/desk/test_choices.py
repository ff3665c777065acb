"""Search in long lists of choices: accents and case, size and contrast."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.factories import make_posting

pytestmark = pytest.mark.django_db(transaction=True)

# Each query and the names it must find.
COUNTRY_QUERIES = {
    "turkiye": ["Türkiye"],
    "TÜRKİYE": ["Türkiye"],
    "curacao": ["Curaçao"],
    "cote d'ivoire": ["Côte d’Ivoire"],
    "côte d’iv": ["Côte d’Ivoire"],
    "cote d´iv": ["Côte d’Ivoire"],
    "aland": ["New Zealand", "Åland Islands"],
}

# Paints the colours to compare them. Returns 0 if the placeholder is transparent.
CONTRAST = """(field) => {
    const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
    const paint = (...colours) => {
        for (const colour of colours) {
            canvas.fillStyle = colour;
            canvas.fillRect(0, 0, 1, 1);
        }
        return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const light = (colour) => colour
        .map((part) => part / 255)
        .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
        .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
    const ground = getComputedStyle(field).backgroundColor;
    const {color, opacity} = getComputedStyle(field, "::placeholder");
    const [lighter, darker] = [light(paint(ground, color)), light(paint(ground))].sort((a, b) => b - a);
    return opacity === "1" ? (lighter + 0.05) / (darker + 0.05) : 0;
}"""


def test_choice_search_ignores_case_and_accents(desk: Callable[[str], Page]) -> None:
    posting = make_posting(published_from=None, workplace="remote", remote_countries=())
    page = desk(f"/admin/jobs/posting/{posting.pk}/change/")
    group = page.get_by_role("group", name="Countries")
    for query, names in COUNTRY_QUERIES.items():
        group.get_by_role("searchbox").fill(query)
        expect(group.get_by_role("status")).to_have_text(f"{len(names)} found")
        expect(group.locator(".choice-box label:visible")).to_have_text(names)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_choice_search_field_has_the_size_and_contrast_of_other_fields(
    desk: Callable[[str], Page], page: Page, width: int, scheme: str
) -> None:
    posting = make_posting(published_from=None, workplace="remote", remote_countries=("AT",))
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    desk(f"/admin/jobs/posting/{posting.pk}/change/")
    countries = page.get_by_role("group", name="Countries")
    search = countries.get_by_role("searchbox")
    height = get_height(page.get_by_label("Title"))
    assert height >= 40
    assert get_height(search) == height
    assert get_height(countries.get_by_role("button", name="Show all")) == height
    assert search.evaluate(CONTRAST) >= 4.5
    # Phones zoom into fields with a font below 16 px.
    fields = page.locator("#content-main :is(input:not([type=checkbox], [type=radio], [type=submit]), select):visible")
    assert set(fields.evaluate_all("fields => fields.map((field) => getComputedStyle(field).fontSize)")) == {"17px"}


def get_height(element: Locator) -> float:
    return float(element.evaluate("element => element.getBoundingClientRect().height"))
