"""What text browsers read: they run no script and know neither `hidden`, nor `template`, nor style sheets."""

import re
from html.parser import HTMLParser

import pytest

from tests.factories import days, make_location, make_posting

VOID = {"meta", "link", "input", "img", "br", "path", "source", "circle", "rect"}


class Reader(HTMLParser):
    """Collects the texts that stand in elements that are hidden or inert, and those of buttons for scripts."""

    def __init__(self, page):
        super().__init__()
        self.stack, self.hidden, self.buttons = [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        if tag not in VOID:
            self.stack.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        while self.stack and self.stack.pop()[0] != tag:
            pass

    def handle_data(self, data):
        text = " ".join(data.split())
        if text and any(tag == "template" or "hidden" in attributes for tag, attributes in self.stack):
            self.hidden.append(text)
        if text and any(tag == "button" and attributes.get("type") == "button" for tag, attributes in self.stack):
            self.buttons.append(text)


@pytest.fixture
def addresses(team):
    place = make_location("Lisbon")
    for number in range(22):
        make_posting(f"Engineer {number}", team=team, locations=(place,), published_from=days(-1 - number))
    posting = make_posting("Closed", team=team, published_from=days(-9), closes_at=days(-2))
    return {
        "/": [],
        "/jobs/": ["Filters"],
        "/jobs/?location=lisbon&pay=100&q=engineer": ["Filters", "2", "chosen"],
        "/teams/backend-development/?page=2": ["Filters"],
        "/jobs/saved/": [],
        "/teams/": [],
        posting.get_absolute_url(): [],
        "/nowhere/": [],
    }


def test_pages_have_no_texts_that_only_a_script_or_style_sheet_makes_useful(client, addresses):
    for address, buttons in addresses.items():
        page = client.get(address).text
        reader = Reader(re.sub(r"(?s)<script.*?</script>", "", page))
        assert (address, reader.hidden) == (address, [])
        assert (address, reader.buttons) == (address, buttons)
