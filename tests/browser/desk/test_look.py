"""The look of the desk: the site's scales, the name of the thing as the heading, and low bars on a phone."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.factories import make_location, make_posting, make_story, make_team, make_testimonial

pytestmark = pytest.mark.django_db(transaction=True)

# The values of each property on the elements that are shown.
VALUES = """() => {
    const values = {size: new Set(), weight: new Set(), radius: new Set(), shadow: new Set(), line: new Set()};
    for (const element of document.body.querySelectorAll("*")) {
        if (!element.checkVisibility() || element.closest("svg, option")) continue;
        const style = getComputedStyle(element);
        const hasText = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
        if (element.type !== "radio") values.radius.add(Math.min(parseFloat(style.borderStartStartRadius), 999));
        values.shadow.add(style.boxShadow);
        if (!hasText && !element.matches("input:not([type=checkbox], [type=radio]), select, textarea")) continue;
        values.size.add(parseFloat(style.fontSize));
        values.weight.add(Number(style.fontWeight));
        values.line.add(Math.round(100 * parseFloat(style.lineHeight) / parseFloat(style.fontSize)) / 100);
    }
    return Object.fromEntries(Object.entries(values).map(([name, set]) => [name, [...set]]));
}"""
BARS = """() => [
    document.querySelector("#header").getBoundingClientRect().height,
    innerHeight - document.querySelector(".submit-row").getBoundingClientRect().top,
]"""


@pytest.fixture
def addresses() -> list[str]:
    team = make_team(about="<p>Words</p>")
    make_testimonial(team)
    story = make_story(team)
    posting = make_posting("Cartographer", team=team, locations=(make_location(),), published_from=None)
    return [
        "/admin/",
        "/admin/jobs/",
        "/admin/jobs/posting/",
        "/admin/jobs/posting/import/",
        f"/admin/jobs/posting/{posting.pk}/change/",
        f"/admin/jobs/posting/{posting.pk}/preview/",
        f"/admin/jobs/posting/{posting.pk}/delete/",
        f"/admin/jobs/posting/{posting.pk}/history/",
        f"/admin/teams/team/{team.pk}/change/",
        f"/admin/teams/story/{story.pk}/change/",
        "/admin/password_change/",
    ]


def test_desk_uses_the_scales_of_the_site(desk: Callable[[str], Page], addresses: list[str]) -> None:
    """13, 15, 17, 22 and 32 px; four line heights; 400, 600 and 700; no shadow; 8 px, and full for badges."""
    for address in addresses:
        page = desk(address)
        values = {name: set(each) for name, each in page.evaluate(VALUES).items()}
        assert values["size"] <= {13, 15, 17, 22, 32}, address
        assert values["weight"] <= {400, 600, 700}, address
        assert values["line"] <= {1.05, 1.25, 1.45, 1.6}, address
        assert values["radius"] <= {0, 8, 999}, address
        assert values["shadow"] == {"none"}, address


def test_desk_loads_no_stylesheet_of_a_package(desk: Callable[[str], Page], addresses: list[str]) -> None:
    for address in addresses:
        links = desk(address).locator("link[rel=stylesheet]").evaluate_all("links => links.map(link => link.href)")
        assert [re.sub(r"^.*/|[-.]?[0-9a-f]{12}", "", link) for link in links] == ["desk.css", "brand.css"], address


def test_heading_is_the_name_of_the_thing(desk: Callable[[str], Page]) -> None:
    posting = make_posting("Cartographer", locations=(make_location(),), published_from=None)
    pages = {
        f"{posting.pk}/change/": "Change posting",
        f"{posting.pk}/history/": "Change history",
        f"{posting.pk}/delete/": "Delete",
        f"{posting.pk}/copy/": "Copy",
        f"{posting.pk}/preview/": "Preview",
        f"{posting.pk}/history/{posting.history.first().pk}/": "Earlier version",
    }
    for address, kicker in pages.items():
        page = desk(f"/admin/jobs/posting/{address}")
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_have_text("Cartographer")
        size = "element => parseFloat(getComputedStyle(element).fontSize)"
        above = page.locator("h1").locator("xpath=preceding-sibling::p")
        expect(above).to_have_text(kicker)
        assert heading.evaluate(size) >= 2 * above.evaluate(size)
    page.get_by_role("link", name="Cartographer").click()
    page.get_by_role("link", name="Publish now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cartographer")


def test_bars_leave_four_fifths_of_a_phone(desk: Callable[[str], Page], page: Page) -> None:
    """Also where the state, the findings and three buttons stand in the bar."""
    team, place = make_team(), make_location()
    draft = make_posting("Cartographer", team=team, published_from=None, locations=(place,))
    opened = make_posting("Pilot", team=team, locations=(place,))
    page.set_viewport_size({"width": 360, "height": 740})
    for address in (
        "/admin/jobs/posting/add/",
        f"/admin/jobs/posting/{draft.pk}/change/",
        f"/admin/jobs/posting/{opened.pk}/change/",
        f"/admin/teams/team/{team.pk}/change/",
    ):
        header, bar = desk(address).evaluate(BARS)
        assert 40 <= header <= header + bar <= 148, address
    # The other ways to save come into reach at the end of the form.
    add_another = page.get_by_role("button", name="Save and add another")
    expect(add_another).not_to_be_in_viewport()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(add_another).to_be_in_viewport()
    expect(page.get_by_role("button", name="Save and continue editing")).to_be_in_viewport()


def test_menu_on_a_phone_holds_lists_and_user(
    desk: Callable[[str], Page], page: Page, without_script: BrowserContext
) -> None:
    desk("/admin/")
    without_script.add_cookies(page.context.cookies())  # type: ignore[arg-type]  # the same fields
    plain = without_script.new_page()
    plain.set_viewport_size({"width": 360, "height": 740})
    plain.goto(page.url)
    expect(plain.get_by_role("link", name="Stories")).to_be_hidden()
    plain.get_by_role("button", name="Menu").click()
    expect(plain.get_by_role("button", name="Sign out")).to_be_visible()
    plain.get_by_role("link", name="Stories").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Stories")


def test_toolbar_draws_its_icons_without_a_font(desk: Callable[[str], Page], page: Page) -> None:
    requests: list[Request] = []
    page.on("request", lambda request: requests.append(request))
    posting = make_posting(published_from=None)
    page = desk(f"/admin/jobs/posting/{posting.pk}/change/")
    toolbar = page.get_by_role("toolbar").first
    names = ["Subheading", "Bulleted list", "Numbered list", "Indent", "Outdent", "Bold", "Italic", "Quote", "Link"]
    for name in [*names, "Undo", "Redo"]:
        button = toolbar.get_by_role("button", name=name, exact=True)
        expect(button.locator("svg.icon path")).to_have_count(1)
        expect(button).to_have_text("")
    assert [request.url for request in requests if request.resource_type == "font"] == []
    assert page.evaluate("[...document.fonts].length") == 0


def test_error_stands_in_its_place_with_one_edge(desk: Callable[[str], Page]) -> None:
    make_team()
    page = desk("/admin/jobs/posting/add/")
    page.get_by_role("button", name="Save", exact=True).click()
    note = page.locator(".errornote")
    assert note.evaluate("note => getComputedStyle(note.querySelector('a')).fontSize") == "17px"
    field = page.locator(".field-title")
    expect(field.locator("label + .errorlist + input")).to_be_visible()
    edges = """field => [field, ...field.querySelectorAll("*")].filter((element) => {
        const {borderInlineStartColor, borderInlineStartWidth} = getComputedStyle(element);
        return borderInlineStartColor === getComputedStyle(document.querySelector(".errorlist")).color
            && parseFloat(borderInlineStartWidth) > 0;
    }).length"""
    assert field.evaluate(edges) == 1


def test_fields_have_two_widths(desk: Callable[[str], Page]) -> None:
    make_team()
    page = desk("/admin/jobs/posting/add/")
    widths: dict[int, list[str]] = {}
    for name, width in page.evaluate("""() => [...document.querySelectorAll(
        ".field > :is(input:not([type=checkbox]), select, textarea, .choice-box, .prose-editor)")]
        .filter((field) => field.checkVisibility())
        .map((field) => [field.name || field.className, Math.round(field.getBoundingClientRect().width)])"""):
        widths.setdefault(width, []).append(name)
    assert len(widths) == 2, widths
    short, full = sorted(widths)
    assert full == pytest.approx(34 * 17, abs=1)
    assert 2 * short + 24 == pytest.approx(full, abs=2)


def test_sign_in_page_stands_on_the_ground(go: Callable[[str], Page], page: Page, employer: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    go("/admin/login/")
    heading = page.get_by_role("heading", level=1, name="Sign in")
    colour = "element => getComputedStyle(element.closest('.ground')).backgroundColor"
    assert heading.evaluate(colour) == page.locator("#header").evaluate("h => getComputedStyle(h).backgroundColor")
    field, button = page.get_by_label("Password").bounding_box(), page.get_by_role("button", name="Sign in").first
    box = button.bounding_box()
    assert field is not None
    assert box is not None
    assert (box["x"], box["width"]) == (field["x"], field["width"])
    assert box["height"] >= 48
