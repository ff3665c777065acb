"""The page of all people who speak about their work. It is here because rows of teams can be unreadable."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jobs.finding.index_cache import leave_out_unreadable
from jobs.finding.selection import Selection
from teams.models import Testimonial
from teams.pages.metadata import page_metadata


@dataclass
class Area:
    """An area of work with the testimonials from it."""

    name: str
    testimonials: list[Testimonial] = field(default_factory=list)


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Show all testimonials by area. Without any, there is no page."""
    employer = request.employer  # type: ignore[attr-defined]
    today = employer.today(Selection.open(request).at)
    testimonials = list(leave_out_unreadable(Testimonial.objects.shown(today).in_order_of_teams()))
    if not testimonials:
        raise Http404
    context = {
        "areas": group_by_area(testimonials),
        "people_count": len(testimonials),
        "team_count": len({testimonial.team_id for testimonial in testimonials}),
        **page_metadata(request, request.path, description=f"The people who work at {employer.name}, on their work."),
    }
    return render(request, "teams/people.html", context)


def group_by_area(testimonials: Iterable[Testimonial]) -> list[Area]:
    """Return the areas in the order of their first person. People without an area stand under their team."""
    areas: dict[str, Area] = {}
    for testimonial in testimonials:
        name = testimonial.area or testimonial.team.name
        areas.setdefault(name.casefold(), Area(name)).testimonials.append(testimonial)
    return list(areas.values())
