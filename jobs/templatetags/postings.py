import datetime as dt
from collections.abc import Iterable
from html import escape

from babel.dates import get_timezone_name
from django import template
from django.utils.safestring import SafeString, mark_safe

from jobs.finding.facets import Option
from jobs.models import local_time, pay
from teams.models import Employer

from ..models import Posting

register = template.Library()


@register.filter
def pay_in_words(posting: Posting) -> str:
    return pay.format_pay(posting)


@register.filter
def closing_day(posting: Posting, employer: Employer) -> dt.date | None:
    """The last day one can apply, in the posting's time zone. The end of a day is stored as the next midnight."""
    if posting.closes_at is None:
        return None
    return local_time.to_closing_day(posting.closes_at, posting.zone(employer))[0]


@register.filter
def closing_hour(posting: Posting, employer: Employer) -> dt.time | None:
    """The hour it closes on that day, in its time zone; None when it is the end of the day."""
    return local_time.to_closing_day(posting.closes_at, posting.zone(employer))[1] if posting.closes_at else None


@register.filter
def zone_name(posting: Posting, employer: Employer) -> str:
    """The posting's time zone as people call it: Central European Time."""
    return get_timezone_name(posting.zone(employer), locale="en")


@register.filter
def posted_day(posting: Posting, employer: Employer) -> dt.date | None:
    """The day the posting was first open, in its time zone."""
    return posting.first_opened and posting.first_opened.astimezone(posting.zone(employer)).date()


@register.simple_tag
def options(shown: Iterable[Option]) -> SafeString:
    """The boxes of a facet, each with its count. Made here, because a page has hundreds and templates are slow."""
    return mark_safe("\n".join(map(_option, shown)))  # noqa: S308  # escaped piece by piece


def _option(option: Option) -> str:
    value = escape(option.value)
    return (
        f"<li{' class=is-folded' if option.is_collapsed else ''}>"
        f'<label class="option{"" if option.count else " option--none"}">'
        f'<input class="option__box" type="checkbox" name="{option.facet}" value="{value}" id="{option.facet}-{value}"'
        f"{' checked' if option.is_selected else ''}> "
        f'<span class="option__label">{escape(option.label)}</span> '
        f'<span class="option__count" data-number>{option.count}</span></label></li>'
    )


@register.simple_tag
def countries_apart(others: Iterable[tuple[str, str]]) -> SafeString:
    """The countries that only work from anywhere is open to, as entries of a select: all there are, so made here."""
    return mark_safe("\n".join(f'<option value="{code}">{escape(name)}</option>' for code, name in others))  # noqa: S308
