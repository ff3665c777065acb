"""“Can I do this job from here?”: one rule for the filter, the text of pages and the structured data."""

from collections.abc import Iterable

from jobs.models import Posting

# Stands for all countries.
EVERY_COUNTRY = "*"


def get_eligible_countries(
    workplace: str, *, anywhere: bool, remote_countries: Iterable[str], location_countries: Iterable[str]
) -> tuple[str, ...]:
    """Return where a person may be to do a job: ISO 3166-1 codes of countries, or `(EVERY_COUNTRY,)`.

    On site and hybrid: the countries of the locations. Remote: everywhere, or the `remote_countries`; the
    countries of the locations do not count. Empty if a remote posting states none.
    """
    if workplace != Posting.Workplace.REMOTE:
        return tuple(dict.fromkeys(location_countries))
    return (EVERY_COUNTRY,) if anywhere else tuple(remote_countries)


def get_posting_countries(posting: Posting) -> tuple[str, ...]:
    """Return the eligible countries of a posting."""
    return get_eligible_countries(
        posting.workplace,
        anywhere=posting.remote_anywhere,
        remote_countries=posting.remote_countries,
        location_countries=[location.country for location in posting.location_list],
    )


def describe_workplace_from(posting: Posting, country_name: str) -> str:
    """Return how a person in a country does the job: "Hybrid in Germany", "Remote from Germany"."""
    return f"{posting.get_workplace_display()} {'from' if posting.is_remote else 'in'} {country_name}"
