"""Structured data for search engines: schema.org `JobPosting`, by the rules of Google for Jobs.

https://developers.google.com/search/docs/appearance/structured-data/job-posting
"""

import json
from collections.abc import Sequence
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from jobs.models import Location, Posting, local_time
from teams.models import Employer
from teams.models.validators import countries
from teams.pages.metadata import absolute_url
from teams.pictures.limits import LOGO_RATIO
from teams.pictures.renditions import rendition_url

from .shared_texts import Text

EMPLOYMENT_TYPES: dict[str, str] = {
    Posting.EmploymentType.FULL_TIME: "FULL_TIME",
    Posting.EmploymentType.PART_TIME: "PART_TIME",
    Posting.EmploymentType.TEMPORARY: "TEMPORARY",
    Posting.EmploymentType.CONTRACT: "CONTRACTOR",
    Posting.EmploymentType.INTERNSHIP: "INTERN",
}
# JSON escapes for characters that end a script element, or a line in old parsers.
ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def script(posting: Posting, employer: Employer, texts: Sequence[Text]) -> SafeString:
    """Return the `JobPosting` as JSON that is safe inside a script element."""
    text = json.dumps(job_posting(posting, employer, texts), ensure_ascii=False)
    return mark_safe(text.translate(ESCAPES))  # noqa: S308  # no character is left that is special in HTML


def job_posting(posting: Posting, employer: Employer, texts: Sequence[Text]) -> dict[str, Any]:
    """Return the `JobPosting` of an open posting. Keys without a value are left out."""
    zone = posting.zone(employer)
    opened, closes = posting.first_opened, posting.closes_at
    data = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": posting.title,
        "description": _description(posting, texts),
        "datePosted": opened and opened.astimezone(zone).isoformat(timespec="seconds"),
        "validThrough": closes and local_time.last_moment(closes, zone).isoformat(timespec="seconds"),
        "employmentType": [EMPLOYMENT_TYPES[value] for value in posting.employment_types if value in EMPLOYMENT_TYPES],
        "identifier": {"@type": "PropertyValue", "name": employer.name, "value": posting.reference},
        "hiringOrganization": _organization(employer),
        "jobLocation": [_place(place) for place in posting.location_list],
        "baseSalary": _salary(posting),
        "url": absolute_url(posting.get_absolute_url()),
        **_remote(posting, employer),
    }
    return {key: value for key, value in data.items() if value}


def _description(posting: Posting, texts: Sequence[Text]) -> str:
    parts = [f"<h2>{escape(text.heading)}</h2>{text.body}" for text in texts]
    if posting.pay_note:
        parts.append(f"<p>{escape(posting.pay_note)}</p>")
    return "".join(parts)


def _organization(employer: Employer) -> dict[str, str]:
    logo = rendition_url(_logo(employer), 960)
    organization = {
        "@type": "Organization",
        "name": employer.name,
        "sameAs": employer.website,
        "logo": absolute_url(logo) if logo else "",
    }
    return {key: value for key, value in organization.items() if value}


def _logo(employer: Employer) -> dict[str, Any]:
    """Return the renditions of the square logo, else of the logo if it is not too wide for Google."""
    logo = employer.logo_square_renditions or employer.logo_renditions
    return logo if logo and LOGO_RATIO[0] <= logo["width"] / logo["height"] <= LOGO_RATIO[1] else {}


def _place(location: Location) -> dict[str, Any]:
    address = {
        "@type": "PostalAddress",
        "streetAddress": location.street_address,
        "addressLocality": location.city,
        "addressRegion": location.region,
        "postalCode": location.postal_code,
        "addressCountry": location.country,
    }
    return {"@type": "Place", "address": {key: value for key, value in address.items() if value}}


def _remote(posting: Posting, employer: Employer) -> dict[str, Any]:
    """Return the keys of fully remote work. Google has no "anywhere", so the list then names every country."""
    codes = posting.eligible_codes(employer)
    if not posting.is_remote or not codes:
        # Google asks for countries. Without any, say nothing rather than guess.
        return {}
    return {
        "jobLocationType": "TELECOMMUTE",
        "applicantLocationRequirements": [{"@type": "Country", "name": countries().get(code, code)} for code in codes],
    }


def _salary(posting: Posting) -> dict[str, Any]:
    low, high = posting.pay_minimum, posting.pay_maximum
    if low is None or high is None:
        # Google accepts one value or a range, but no open range. The page shows an open range.
        return {}
    value: dict[str, Any] = {"@type": "QuantitativeValue", "unitText": posting.pay_period.upper()}
    if low == high:
        value["value"] = _number(low)
    else:
        value |= {"minValue": _number(low), "maxValue": _number(high)}
    return {"@type": "MonetaryAmount", "currency": posting.pay_currency, "value": value}


def _number(amount: Any) -> int | float:
    return int(amount) if amount == int(amount) else float(amount)
