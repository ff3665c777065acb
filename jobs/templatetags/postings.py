import datetime as dt

from babel.dates import get_timezone_name
from django import template
from django.utils.formats import date_format

from teams.models import Employer

from .. import moments, pay
from ..models import Posting

register = template.Library()


@register.filter
def pay_in_words(posting: Posting) -> str:
    return pay.in_words(posting)


@register.filter
def workplace_in_words(posting: Posting) -> str:
    """Return "Hybrid", "Remote, anywhere", "Remote in Germany, Portugal" or "Remote in 9 countries"."""
    words = posting.get_workplace_display()
    if posting.remote_anywhere:
        return f"{words}, anywhere"
    countries = posting.country_names
    if not countries:
        return words
    return f"{words} in {', '.join(countries) if len(countries) < 4 else f'{len(countries)} countries'}"


@register.filter
def closing_day(posting: Posting, employer: Employer) -> dt.date | None:
    """The last day one can apply, in the posting's time zone. The end of a day is stored as the next midnight."""
    if posting.closes_at is None:
        return None
    return moments.as_closing(posting.closes_at, posting.zone(employer))[0]


@register.filter
def closing_hour(posting: Posting, employer: Employer) -> dt.time | None:
    """The hour it closes on that day, in its time zone; None when it is the end of the day."""
    return moments.as_closing(posting.closes_at, posting.zone(employer))[1] if posting.closes_at else None


@register.filter
def zone_name(posting: Posting, employer: Employer) -> str:
    """The posting's time zone as people call it: Central European Time."""
    return get_timezone_name(posting.zone(employer), locale="en")


@register.filter
def posted_day(posting: Posting, employer: Employer) -> dt.date | None:
    """The day the posting was first open, in its time zone."""
    return posting.first_opened and posting.first_opened.astimezone(posting.zone(employer)).date()


@register.filter
def how_long_ago(day: dt.date, employer: Employer) -> str:
    """A day in words as long as that is easier to grasp than a date."""
    days = (employer.today() - day).days
    if days <= 0:
        return "today"
    if days == 1:
        return "yesterday"
    if days < 14:
        return f"{days} days ago"
    if days < 56:
        return f"{days // 7} weeks ago"
    return date_format(day, "j F Y")
