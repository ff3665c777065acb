"""How a recruiter's day begins."""

from typing import Any

from django import template

from jobs.admin import dashboard

register = template.Library()


@register.simple_tag(takes_context=True)
def get_figures(context: Any) -> list[dashboard.Figure]:
    """What there is to do for the person, each with its count and the list that shows it."""
    request = context["request"]
    return dashboard.get_figures(request.user, request.employer.today())


@register.simple_tag(takes_context=True)
def get_recent_changes(context: Any) -> list[dashboard.Change]:
    """What changed in the person's teams, newest first."""
    return dashboard.get_recent_changes(context["request"].user)
