"""A double click on the page of a copy: the second press arrives while the first is still making drafts."""

import pytest
from django.test import Client

from jobs.models import Posting
from tests.desk import change_url, get_form_data
from tests.factories import make_employer, make_location, make_posting
from tests.jobs.admin.saving.decisions import get_form_fields
from tests.test_at_once import at_once, browser

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("each", ["", "yes"])
def test_second_click_waits_and_redirects_like_the_first(each: str) -> None:
    make_employer()
    places = [make_location("Porto"), make_location("Lisbon")]
    posting = make_posting(published_from=None)
    address = f"{change_url(posting).removesuffix('change/')}copy/"
    first, second = browser("robin"), Client()
    second.cookies = first.cookies
    asked = {"reference": "KW-8", "locations": [place.pk for place in places], "one_each": each}
    sent = get_form_data(first, address) | asked
    if each:
        sent = get_form_fields(first.post(address, sent))

    answers = at_once(lambda: first.post(address, sent), Posting, lambda: second.post(address, sent))

    made = list(Posting.objects.filter(reference__startswith="KW-8").order_by("pk"))
    assert len(made) == (2 if each else 1)
    led = "/admin/jobs/posting/?q=KW-8" if each else change_url(made[0])
    assert [answer.headers.get("Location") for answer in answers] == [led, led]
