"""Shared texts: below which postings they appear, and in which order."""

import json
import re

import pytest

from jobs.models import PreviewLink
from jobs.pages.shared_texts import texts_under
from teams.models import SharedText
from tests.desk import make_recruiter
from tests.factories import days, make_posting, make_team


@pytest.fixture
def team(employer):
    return make_team("Backend")


def share(heading, **fields):
    return SharedText.objects.create(heading=heading, **{"body": f"<p>{heading} in words.</p>"} | fields)


def headings(posting):
    return [text.heading for text in texts_under(posting)]


def test_shared_texts_follow_the_sections_in_their_order(team, django_assert_num_queries):
    posting = make_posting(team=team, sections=2)
    share("Last", position=3)
    share("Second", position=2, team=team)
    share("First", position=1)
    share("Also last", position=3)
    share("Foreign", team=make_team())
    share("Unpublished", is_published=False)

    with django_assert_num_queries(1):
        texts = texts_under(posting)

    assert [text.heading for text in texts] == ["Part 1", "Part 2", "First", "Second", "Last", "Also last"]
    assert [text.is_shared for text in texts] == [False] * 2 + [True] * 4
    assert texts[2].body == "<p>First in words.</p>"


def test_sections_are_ordered_by_position_then_id(team):
    posting = make_posting(team=team, sections=0)
    for heading, position in (("Third", 5), ("First", 0), ("Second", 5)):
        posting.sections.create(heading=heading, body="<p>x</p>", position=position)

    assert headings(posting) == ["First", "Third", "Second"]


def test_page_preview_and_structured_data_contain_the_same_texts(client, team):
    share("Us & them")
    open_posting, closed, draft = (
        make_posting(team=team, published_from=days(-2)),
        make_posting(team=team, published_from=days(-2), closes_at=days(-1)),
        make_posting(team=team, published_from=None),
    )
    link = PreviewLink.objects.create(posting=draft, expires_at=days(1), created_by=make_recruiter())

    for address in (open_posting.get_absolute_url(), closed.get_absolute_url(), link.get_absolute_url()):
        text = client.get(address).text
        assert text.index("Part 1</h2>") < text.index('<h2 class="posting__head">Us &amp; them</h2>')
        assert "<p>Us &amp; them in words.</p>" in text or "<p>Us & them in words.</p>" in text
    page = client.get(open_posting.get_absolute_url()).text
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])
    assert data["description"] == (
        "<h2>Part 1</h2><p>What you will do.</p><h2>Us &amp; them</h2><p>Us &amp; them in words.</p>"
    )
    assert '<meta name="description" content="What you will do.">' in page


def test_shared_text_is_not_used_as_description_of_a_posting(client, team):
    share("Us")
    posting = make_posting("Engineer", team=team, sections=0)

    assert '<meta name="description" content="Engineer">' in client.get(posting.get_absolute_url()).text


def test_changed_or_unpublished_shared_text_changes_the_page_at_once(client, team):
    text, posting = share("Us"), make_posting(team=team)
    client.get(posting.get_absolute_url())

    text.body = "<p>New words.</p>"
    text.save()
    assert "New words." in client.get(posting.get_absolute_url()).text
    SharedText.objects.update(is_published=False)
    assert "New words." not in client.get(posting.get_absolute_url()).text


@pytest.mark.parametrize("number", [0, 1, 30])
def test_posting_costs_the_same_for_any_number_of_shared_texts(client, team, number, django_assert_num_queries):
    posting, _similar = make_posting(team=team), make_posting(team=team)
    for position in range(number):
        share(f"Text {position}", position=position)
    client.get("/jobs/")

    # posting with team; employer with edition; similar ones; sections with shared texts; testimonial
    with django_assert_num_queries(5):
        client.get(posting.get_absolute_url())
