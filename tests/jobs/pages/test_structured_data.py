"""The structured data of postings."""

import datetime as dt
import json
from decimal import Decimal

import pytest
from django.utils.safestring import SafeString

from jobs.models import Posting, Section
from jobs.pages import structured_data
from teams.models.geography.country_groups import inhabited
from tests.factories import days, make_employer, make_location, make_posting, make_team


def job_posting(posting, employer):
    return structured_data.job_posting(posting, employer, posting.sections.all())


OPENED = dt.datetime(2026, 1, 5, 9, 30, tzinfo=dt.UTC)


def test_full_posting_has_every_property(db):
    employer = make_employer(website="https://kitewell.example")
    lisbon = make_location(
        "Lisbon",
        city="Lisboa",
        region="Lisboa",
        postal_code="1100-148",
        street_address="Rua 1",
        time_zone="Europe/Lisbon",
    )
    posting = make_posting(
        "Engineer", team=make_team(), locations=(lisbon,), reference="KW-7", sections=0,
        employment_types=["full-time", "internship"], published_from=OPENED,
        closes_at=dt.datetime(2026, 6, 30, 23, tzinfo=dt.UTC),
        pay_minimum=Decimal(70000), pay_maximum=Decimal("90000.50"), pay_currency="EUR", pay_period="year",
        pay_note="and <shares>",
    )  # fmt: skip
    Section.objects.create(posting=posting, heading="You & we", body="<p>Text</p>")

    assert job_posting(posting, employer) == {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": "Engineer",
        "description": "<h2>You &amp; we</h2><p>Text</p><p>and &lt;shares&gt;</p>",
        "datePosted": "2026-01-05T09:30:00+00:00",
        "validThrough": "2026-06-30T23:59:59+01:00",
        "employmentType": ["FULL_TIME", "INTERN"],
        "identifier": {"@type": "PropertyValue", "name": "Kitewell", "value": "KW-7"},
        "hiringOrganization": {"@type": "Organization", "name": "Kitewell", "sameAs": "https://kitewell.example"},
        "jobLocation": [
            {
                "@type": "Place",
                "address": {
                    "@type": "PostalAddress",
                    "streetAddress": "Rua 1",
                    "addressLocality": "Lisboa",
                    "addressRegion": "Lisboa",
                    "postalCode": "1100-148",
                    "addressCountry": "PT",
                },
            }
        ],
        "baseSalary": {
            "@type": "MonetaryAmount",
            "currency": "EUR",
            "value": {"@type": "QuantitativeValue", "unitText": "YEAR", "minValue": 70000, "maxValue": 90000.5},
        },
        "url": f"http://127.0.0.1:8000/jobs/{posting.pk}-engineer/",
    }


def test_bare_posting_leaves_out_unknown_properties(db):
    posting = make_posting(sections=0)

    assert set(job_posting(posting, make_employer())) == {
        "@context", "@type", "title", "datePosted", "identifier", "hiringOrganization", "url",
    }  # fmt: skip


@pytest.mark.parametrize("workplace", ["on-site", "hybrid"])
def test_on_site_and_hybrid_work_is_not_telecommuting(db, workplace):
    data = job_posting(make_posting(workplace=workplace, locations=(make_location(),)), make_employer())

    assert "jobLocationType" not in data
    assert "applicantLocationRequirements" not in data


def test_remote_work_lists_its_countries(db):
    posting = make_posting(workplace="remote", remote_countries=["PT", "DE"])
    posting.refresh_from_db()
    data = job_posting(posting, make_employer())

    assert data["jobLocationType"] == "TELECOMMUTE"
    assert data["applicantLocationRequirements"] == [
        {"@type": "Country", "name": "Germany"},
        {"@type": "Country", "name": "Portugal"},
    ]
    assert "jobLocation" not in data


def test_remote_work_from_anywhere_lists_the_countries_where_the_employer_can_employ(db):
    posting, employer = make_posting(workplace="remote", remote_anywhere=True), make_employer()

    def names():
        return [country["name"] for country in job_posting(posting, employer)["applicantLocationRequirements"]]

    assert names() == list(inhabited().values())
    assert "Antarctica" not in names()
    employer.employs_in = ("PT", "DE")
    assert names() == ["Portugal", "Germany"]


def test_remote_work_without_countries_is_not_telecommuting(db):
    data = job_posting(make_posting(workplace="remote", locations=(make_location(),)), make_employer())

    assert "jobLocationType" not in data
    assert "jobLocation" in data


@pytest.mark.parametrize(
    ("low", "high", "value"),
    [
        (Decimal(20), None, None),
        (None, Decimal(30), None),
        (Decimal("12.5"), Decimal("12.5"), {"value": 12.5}),
        (Decimal(20), Decimal(30), {"minValue": 20, "maxValue": 30}),
    ],
)
def test_pay_is_one_value_or_a_range(db, low, high, value):
    posting = make_posting(pay_minimum=low, pay_maximum=high, pay_currency="USD", pay_period="hour")

    salary = job_posting(posting, make_employer()).get("baseSalary")

    assert (salary and salary["value"]) == (value and {"@type": "QuantitativeValue", "unitText": "HOUR"} | value)


def test_script_escapes_what_could_end_its_element(db):
    title = "</script><svg onload=x>\"'&\u2028"
    text = structured_data.script(make_posting(title), make_employer(), [])

    assert isinstance(text, SafeString)
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text)["title"] == title


def test_date_posted_never_changes(db):
    posting = make_posting(published_from=OPENED)
    posting.published_from = days(-1)
    posting.save()

    assert job_posting(posting, make_employer())["datePosted"] == "2026-01-05T09:30:00+00:00"


def test_every_employment_type_has_a_name_in_schema_org(db):
    posting = make_posting(employment_types=Posting.EmploymentType.values)
    posting.refresh_from_db()

    assert len(job_posting(posting, make_employer())["employmentType"]) == len(Posting.EmploymentType.values)
