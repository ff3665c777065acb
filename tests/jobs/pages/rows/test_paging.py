"""The pages of a list whose first page may be shorter."""

import pytest
from django.core.paginator import InvalidPage

from jobs.pages.paging import ListPaginator
from tests.factories import days, make_posting, make_team
from tests.jobs.pages.lists import titles

# By rows at first and total: the first and the last row of each page.
SUMS = {
    (5, 0): [(0, 0)],
    (5, 1): [(1, 1)],
    (5, 5): [(1, 5)],
    (5, 6): [(1, 5), (6, 6)],
    (5, 16): [(1, 5), (6, 16)],
    (5, 25): [(1, 5), (6, 25)],
    (5, 26): [(1, 5), (6, 25), (26, 26)],
    (5, 45): [(1, 5), (6, 25), (26, 45)],
    (10, 0): [(0, 0)],
    (10, 1): [(1, 1)],
    (10, 5): [(1, 5)],
    (10, 6): [(1, 6)],
    (10, 16): [(1, 10), (11, 16)],
    (10, 25): [(1, 10), (11, 25)],
    (10, 26): [(1, 10), (11, 26)],
    (10, 45): [(1, 10), (11, 30), (31, 45)],
    (20, 0): [(0, 0)],
    (20, 1): [(1, 1)],
    (20, 5): [(1, 5)],
    (20, 6): [(1, 6)],
    (20, 16): [(1, 16)],
    (20, 25): [(1, 20), (21, 25)],
    (20, 26): [(1, 20), (21, 26)],
    (20, 45): [(1, 20), (21, 40), (41, 45)],
}


@pytest.mark.parametrize(("at_first", "total"), SUMS)
def test_pages_together_hold_each_row_once(at_first, total):
    rows = list(range(1, total + 1))
    paginator = ListPaginator(rows, at_first)
    pages = [paginator.page(number) for number in paginator.page_range]

    assert [(page.start_index(), page.end_index()) for page in pages] == SUMS[at_first, total]
    assert [row for page in pages for row in page] == rows
    assert [page.has_next() for page in pages] == [True] * (len(pages) - 1) + [False]
    for number in (0, -1, len(pages) + 1):
        with pytest.raises(InvalidPage):
            paginator.page(number)


@pytest.mark.parametrize(
    ("at_first", "pages"),
    [
        (5, [("Showing 5 of 46", 20, 41), ("Showing 6–25 of 46", 20, 21), ("Showing 26–45 of 46", 1, 1)]),
        (10, [("Showing 10 of 46", 20, 36), ("Showing 11–30 of 46", 16, 16)]),
        (20, [("Showing 20 of 46", 20, 26), ("Showing 21–40 of 46", 6, 6)]),
    ],
)
def test_page_of_a_team_has_its_rows_at_first_and_later_pages_20(client, employer, at_first, pages):
    team = make_team("Kites", rows_at_first=at_first)
    expected = {
        make_posting(f"Job {number}", team=team, published_from=days(-number), sections=0).title
        for number in range(1, 47)
    }
    shown, address = [], team.get_absolute_url()
    for texts in pages:
        response = client.get(address)
        listing = response.context["listing"]
        assert (listing.showing, listing.page.more, listing.page.left) == texts
        shown, address = shown + titles(response), listing.next_url
    last = client.get(address)
    assert last.context["listing"].next_url == ""
    assert sorted(shown + titles(last)) == sorted(expected)
    assert client.get(f"{team.get_absolute_url()}?page={len(pages) + 2}").status_code == 404
    # Other lists of the same positions have 20 on each page.
    assert client.get("/jobs/?team=kites").context["listing"].showing == "Showing 20 of 46"
