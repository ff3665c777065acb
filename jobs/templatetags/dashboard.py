"""Tags of the front page of the desk."""

from typing import Any

from django import template

from jobs.admin import dashboard

register = template.Library()


@register.simple_tag(takes_context=True)
def get_facts(context: Any) -> list[dashboard.Figure]:
    """The numbers of open and of scheduled postings, with the addresses of their lists."""
    return dashboard.get_facts(context["request"])


@register.simple_tag(takes_context=True)
def get_figures(context: Any) -> list[dashboard.Figure]:
    """The numbers of rows that need the user's work, with the addresses of their lists."""
    return dashboard.get_figures(context["request"])


@register.filter
def waiting(figures: list[dashboard.Figure]) -> list[dashboard.Figure]:
    """Those that are not zero."""
    return [figure for figure in figures if figure.number]


@register.simple_tag(takes_context=True)
def get_unreadable(context: Any) -> list[str]:
    """The rows that the site leaves out because they cannot be read."""
    return dashboard.get_unreadable(context["request"])


@register.simple_tag(takes_context=True)
def get_upcoming(context: Any) -> list[dashboard.Upcoming]:
    """What closes and whose agreement ends within a week, by name."""
    return dashboard.get_upcoming(context["request"])


@register.simple_tag(takes_context=True)
def get_recent_changes(context: Any) -> list[dashboard.Change]:
    """The last changes in the user's teams, newest first."""
    return dashboard.get_recent_changes(context["request"].user)


@register.simple_tag(takes_context=True)
def get_unmatched(context: Any) -> list[dashboard.Unmatched]:
    """Words that found nothing, the most frequent first. Empty for users who may not add synonyms."""
    return dashboard.get_unmatched(context["request"])
