"""The tag of the first steps on the front page of the desk."""

from typing import Any

from django import template

from careers import first_steps

register = template.Library()


@register.simple_tag(takes_context=True)
def get_first_steps(context: Any) -> list[first_steps.Step]:
    """The steps to the first public posting. Empty as soon as there was one."""
    return first_steps.get_steps(context["request"])
