"""“Can I do this job from here?”: one rule for the filter, the text on the page and the structured data."""

from collections.abc import Iterable

from jobs.models import Posting

# Stands for every country there is.
EVERY_COUNTRY = "*"


def get_eligible_countries(
    workplace: str, *, anywhere: bool, listed: Iterable[str], places: Iterable[str]
) -> tuple[str, ...]:
    """Return where a person may be to do the job: codes of countries (ISO 3166-1), or `(EVERY_COUNTRY,)`.

    On site and hybrid: the countries of the `places`. Remote: anywhere, or the countries `listed`, and
    not the country of an office. Empty when a remote posting does not say.
    """
    if workplace != Posting.Workplace.REMOTE:
        return tuple(dict.fromkeys(places))
    return (EVERY_COUNTRY,) if anywhere else tuple(listed)


def get_posting_countries(posting: Posting) -> tuple[str, ...]:
    """The same for a row."""
    return get_eligible_countries(
        posting.workplace,
        anywhere=posting.remote_anywhere,
        listed=posting.remote_countries,
        places=[place.country for place in posting.places],
    )


def describe_workplace_from(posting: Posting, name: str) -> str:
    """How a posting that can be done from a country is done from there: "Hybrid in Germany", "Remote from Germany"."""
    return f"{posting.get_workplace_display()} {'from' if posting.is_remote else 'in'} {name}"
