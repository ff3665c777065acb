"""Filters and tags that show the facts of a posting, and the options of facets."""

import datetime as dt
from collections.abc import Iterable
from html import escape

from babel.dates import get_timezone_name
from django import template
from django.utils.safestring import SafeString, mark_safe

from jobs.finding.eligibility import name_remote_area
from jobs.finding.facets import Option
from jobs.models import Posting, local_time, pay
from teams.models import Employer

register = template.Library()


@register.filter
def pay_in_words(posting: Posting) -> str:
    return pay.format_pay(posting)


@register.filter
def closing_day(posting: Posting, employer: Employer) -> dt.date | None:
    """The last day to apply, in the posting's time zone. The end of a day is stored as the next midnight."""
    if posting.closes_at is None:
        return None
    return local_time.to_closing_day(posting.closes_at, posting.zone(employer))[0]


@register.filter
def closing_hour(posting: Posting, employer: Employer) -> dt.time | None:
    """The time it closes on that day, in the posting's time zone; None at the end of the day."""
    return local_time.to_closing_day(posting.closes_at, posting.zone(employer))[1] if posting.closes_at else None


@register.filter
def zone_name(posting: Posting, employer: Employer) -> str:
    """The name of the posting's time zone: Central European Time."""
    return get_timezone_name(posting.zone(employer), locale="en")


@register.filter
def remote_area(posting: Posting, employer: Employer) -> tuple[str, ...]:
    """Where a person may live to work remotely: countries and groups by name, or only “anywhere”."""
    return name_remote_area(posting, employer)


@register.filter
def posted_day(posting: Posting, employer: Employer) -> dt.date | None:
    """The day the posting was first open, in the posting's time zone."""
    return posting.first_opened and posting.first_opened.astimezone(posting.zone(employer)).date()


@register.simple_tag
def options(shown: Iterable[Option]) -> SafeString:
    """The checkboxes of a facet with their counts. Built in Python: a page has hundreds, and templates are slow."""
    return mark_safe("\n".join(map(_option, shown)))  # noqa: S308  # _option escapes every value


def _option(option: Option) -> str:
    value = escape(option.value)
    # The country of a place without a heading: the field that narrows the places finds it.
    group = f' data-group="{escape(option.group)}"' if option.group and not option.heading else ""
    return (
        f"<li{' class=is-folded' if option.is_collapsed else ''}{group}>"
        f'<label class="option{"" if option.count else " option--none"}">'
        f'<input class="option__box" type="checkbox" name="{option.facet}" value="{value}" id="{option.facet}-{value}"'
        f"{' checked' if option.is_selected else ''}> "
        f'<bdi class="option__label">{escape(option.label)}</bdi> '
        f'<bdi class="option__count" data-number>{option.count:,}</bdi>'
        f'<span class="visually-hidden"> position{"" if option.count == 1 else "s"}</span></label></li>'
    )


@register.simple_tag
def countries_apart(others: Iterable[tuple[str, str]]) -> SafeString:
    """Countries that no posting names, as options of a select. Only postings from anywhere match them."""
    return mark_safe("\n".join(f'<option value="{code}">{escape(name)}</option>' for code, name in others))  # noqa: S308
