"""“Can I do this job from here?”: one rule for the filter, the text of pages and the structured data."""

from collections.abc import Iterable

from jobs.models import Posting
from teams.models import Employer
from teams.models.geography.country_groups import name_countries

# Stands for all countries with inhabitants.
EVERY_COUNTRY = "*"


def get_eligible_countries(
    workplace: str,
    *,
    anywhere: bool,
    remote_countries: Iterable[str],
    location_countries: Iterable[str],
    employs_in: Iterable[str],
) -> tuple[str, ...]:
    """Return where a person may be to do a job: ISO 3166-1 codes of countries, or `(EVERY_COUNTRY,)`.

    On site and hybrid: the countries of the locations. Remote: the `remote_countries`, or with `anywhere` those that
    the employer employs in; none of these means every country. The countries of the locations do not count. Empty if
    a remote posting states none.
    """
    if workplace != Posting.Workplace.REMOTE:
        return tuple(dict.fromkeys(location_countries))
    return (tuple(employs_in) or (EVERY_COUNTRY,)) if anywhere else tuple(remote_countries)


def name_remote_area(posting: Posting, employer: Employer) -> tuple[str, ...]:
    """Return where a person may live to work remotely: ("anywhere",), or countries and groups of countries by name.

    Empty for other workplaces, and if a posting states no countries.
    """
    if not posting.is_remote:
        return ()
    if posting.remote_anywhere and not employer.employs_in:
        return ("anywhere",)
    return name_countries(posting.eligible_codes(employer))


def describe_workplace_from(posting: Posting, country_name: str) -> str:
    """Return how a person in a country does the job: "Hybrid in Germany", "Remote from Germany"."""
    return f"{posting.get_workplace_display()} {'from' if posting.is_remote else 'in'} {country_name}"
