"""Texts that only other programs store, or that were right once: they stop no page."""

import pytest
from django.test import Client

from jobs.models import Location, Posting
from teams.models import Employer
from tests.factories import days, make_location, make_posting, make_team


@pytest.mark.parametrize("text", ["x", "Europe", "../UTC"])
@pytest.mark.parametrize("model", [Posting, Location, Employer])
def test_unknown_time_zone_stops_no_page(desk, model, text):
    posting = make_posting(team=make_team("Good"), locations=(make_location("Lisbon"),), closes_at=days(9))
    model.objects.update(time_zone=text)
    paths = ["/", "/jobs/", "/teams/good/", "/locations/lisbon/", "/jobs/feed/", "/jobs/calendar.ics"]
    paths += [posting.get_absolute_url(), "/sitemap.xml"]

    assert {path: status for path in paths if (status := Client().get(path).status_code) != 200} == {}
    desk_paths = ["/admin/", "/admin/jobs/posting/", f"/admin/jobs/posting/{posting.pk}/change/"]
    assert {path: status for path in desk_paths if (status := desk.get(path).status_code) != 200} == {}


@pytest.mark.parametrize("text", ["x", "#12345", "#gggggg", ""])
def test_text_that_is_no_colour_is_taken_for_the_default(employer, text):
    Employer.objects.update(brand_colour=Employer._meta.get_field("brand_colour").default)
    address = Employer.objects.get().brand_stylesheet
    expected = Client().get(address).text
    Employer.objects.update(brand_colour=text)

    assert (Employer.objects.get().brand_stylesheet, Client().get(address).text) == (address, expected)
    assert Client().get("/").status_code == 200
