"""A double click on the copy page: the second request arrives while the first is still creating drafts."""

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
    fields = {"reference": "KW-8", "locations": [place.pk for place in places], "one_each": each}
    sent = get_form_data(first, address) | fields
    if each:
        sent = get_form_fields(first.post(address, sent))

    answers = at_once(lambda: first.post(address, sent), Posting, lambda: second.post(address, sent))

    drafts = list(Posting.objects.filter(reference__startswith="KW-8").order_by("pk"))
    assert len(drafts) == (2 if each else 1)
    target = "/admin/jobs/posting/?q=KW-8" if each else change_url(drafts[0])
    assert [answer.headers.get("Location") for answer in answers] == [target, target]
