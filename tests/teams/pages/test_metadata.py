"""The metadata of pages."""

import pytest

from teams.pages.metadata import absolute_url, to_plain_text
from tests.factories import make_posting, make_team


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>R&amp;D, 5 &lt; 6</p><p>More</p>", "R&D, 5 < 6 More"),
        ("<p>one two three four</p>", "one two…"),
        ("<p>" + "x" * 40 + "</p>", "x" * 12 + "…"),
        ("", ""),
    ],
)
def test_plain_text_has_no_markup_and_is_truncated(markup, text):
    max_length = {"one two…": 12, "x" * 12 + "…": 13}.get(text, 160)

    assert to_plain_text(markup, max_length) == text


def test_description_of_a_page_is_escaped_once(client, employer):
    team = make_team("Backend", about="<p>We do R&amp;D.</p>")
    make_posting(team=team)

    assert '<meta name="description" content="We do R&amp;D.">' in client.get(team.get_absolute_url()).text


def test_absolute_url_has_the_host_of_the_settings():
    assert absolute_url("/jobs/") == "http://127.0.0.1:8000/jobs/"
    assert absolute_url("https://elsewhere.example/") == "https://elsewhere.example/"
