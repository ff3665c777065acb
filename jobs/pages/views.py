"""Pages that list open positions. `OpenPositions` is the list; its subclasses show it inside a frame."""

from typing import Any

from django.core.paginator import InvalidPage, Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django_filters.views import FilterView

from jobs.finding.facets import build_facets
from jobs.finding.filters import PostingFilter
from jobs.finding.index_cache import leave_out_unreadable
from jobs.finding.selection import Selection
from jobs.finding.unmatched import find_unmatched
from jobs.models import Posting, UnmatchedWords, local_time
from teams.models import FormerSlug, Team
from teams.pages.metadata import page_metadata, to_plain_text
from teams.pages.views import mark_as_preview, may_preview, redirect_to_current

from .listing import Listing
from .orders import resolve_sort
from .paging import ROWS, ListPaginator

A_DAY = 24 * 60 * 60


class OpenPositions(FilterView):
    """A list of open positions: filtered, counted, sorted and paged. Subclasses add a frame, such as a team."""

    filterset_class = PostingFilter
    paginate_by = ROWS
    heading = "Open positions"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        # One moment for the whole page, so that rows and counts agree.
        self.all_open = Selection.open(request)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the list. A form sent without the script has empty fields: redirect to the address without them."""
        names = (*self.filterset_class.base_filters, "sort", "page")
        empty = [name for name in names if not all(map(str.strip, request.GET.getlist(name)))]
        if not empty:
            return super().get(request, *args, **kwargs)
        query = request.GET.copy()
        for name in empty:
            query.setlist(name, [value for value in request.GET.getlist(name) if value.strip()])
        address = f"{request.path}?{query.urlencode()}".removesuffix("?")
        return HttpResponsePermanentRedirect(address, headers={"Cache-Control": f"max-age={A_DAY}"})

    def frame(self) -> dict[str, str]:
        """Return the parameter that the frame sets, with its value; empty without a frame."""
        return {}

    def rows_at_first(self) -> int:
        """Return how many rows the first page has."""
        return ROWS

    def get_queryset(self) -> Any:
        """Return the open positions of the frame. django-filter and Paginator use a Selection like a queryset."""
        index, selection = self.all_open.index, self.all_open
        for name, value in self.frame().items():
            selection = selection.within(index.ordinals_with(name, value))
        return selection

    def get_filterset_kwargs(self, filterset_class: type[PostingFilter]) -> dict[str, Any]:
        return {
            "data": self.request.GET,
            "queryset": self.get_queryset(),
            "request": self.request,
            "without": next(iter(self.frame()), ""),
        }

    def paginate_queryset(self, queryset: Selection, page_size: int) -> tuple[Paginator, Page[Any], Any, bool]:
        number = self.request.GET.get("page") or "1"
        self.sort = resolve_sort(self.filterset, self.request.GET.get("sort", ""))
        paginator = ListPaginator(queryset.ordered(self.sort, self.filterset.hits), self.rows_at_first())
        try:
            if not (number.isascii() and number.isdigit()):
                raise InvalidPage
            page = paginator.page(number)
        except (InvalidPage, ValueError) as error:
            raise Http404 from error
        return paginator, page, page.object_list, page.has_other_pages()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        listing = Listing(
            filterset=self.filterset,
            employer=self.request.employer,
            facets=build_facets(self.filterset),
            page=context["page_obj"],
            sort_name=self.sort,
            action=self.request.path,
            heading=self.heading,
            frame=self.frame(),
        )
        if not listing.total:
            UnmatchedWords.objects.record(find_unmatched(self.filterset), self.request.employer.today(self.all_open.at))
        return context | {"listing": listing} | self.metadata(listing)

    def metadata(self, listing: Listing) -> dict[str, Any]:
        """Return what base.html needs. Search engines skip filtered and sorted lists."""
        return page_metadata(
            self.request,
            listing.url,
            description=self.description(),
            picture=self.picture(),
            robots="noindex" if listing.filterset.submitted or listing.sort else "",
            preview=self.preview(),
            feeds=[(listing.heading, listing.feed_url)],
        )

    def description(self) -> str:
        return f"All open positions at {self.request.employer.name}."

    def picture(self) -> tuple[dict[str, Any], str]:
        return {}, ""

    def preview(self) -> str:
        return ""


class JobList(OpenPositions):
    template_name = "jobs/list.html"


class TeamPage(OpenPositions):
    """The page of a team, with its open positions."""

    template_name = "teams/team.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        staff = may_preview(request.user, "teams.change_team")
        teams = leave_out_unreadable(Team.objects.all())
        team = teams.filter(slug=kwargs["slug"]).first() or FormerSlug.objects.find_row(teams, kwargs["slug"])
        if team is None or not (team.is_published or (staff and team.is_visible_to(request.user))):
            raise Http404
        self.team = team
        self.heading = f"Open positions at {team.name} team"

    def frame(self) -> dict[str, str]:
        return {"team": self.team.slug}

    def rows_at_first(self) -> int:
        return self.team.rows_at_first

    def description(self) -> str:
        return to_plain_text(self.team.about) or f"Meet the {self.team.name} team and see its open positions."

    def picture(self) -> tuple[dict[str, Any], str]:
        return self.team.image_renditions, self.team.image_alt

    def preview(self) -> str:
        return "" if self.team.is_published else "This team is not published: only staff who are signed in can see it."

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        is_former = kwargs["slug"] != self.team.slug
        address = self.team.get_absolute_url()
        response = redirect_to_current(request, address) if is_former else super().get(request, *args, **kwargs)
        return mark_as_preview(response) if self.preview() else response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        listing: Listing = context["listing"]
        in_frame = {facet.name: [option for option in facet.options if option.is_in_frame] for facet in listing.facets}
        today = self.request.employer.today(self.all_open.at)
        return context | {
            "team": self.team,
            "pillars": self.team.pillars.all(),
            # Not `Story.objects.published()`: the preview of a hidden team shows its stories too.
            "stories": self.team.stories.filter(is_published=True).in_order(today),
            "testimonials": self.team.testimonials.agreed(today),
            "open_count": listing.frame_total,
            "places": in_frame["location"],
            "remote_possible": any(option.value == Posting.Workplace.REMOTE for option in in_frame["workplace"]),
        }


class LocationPage(OpenPositions):
    """The open positions in one place. A place without open positions has no page."""

    template_name = "jobs/location.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        slug = self.all_open.index.current_slug("location", kwargs["slug"])
        if not self.all_open.has_value("location", slug):
            raise Http404
        self.location = self.all_open.index.rows["location"][slug]
        self.heading = f"Open positions in {self.location.name}"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if kwargs["slug"] != self.location.slug:
            return redirect_to_current(request, self.location.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def frame(self) -> dict[str, str]:
        return {"location": self.location.slug}

    def description(self) -> str:
        return f"{self.heading}, {self.location.country_name}."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "location": self.location,
            "teams": self.count_in_teams(),
            "zone": local_time.describe_zone(self.all_open.at, self.location.time_zone),
        }

    def count_in_teams(self) -> list[tuple[Team, int]]:
        """Return the teams that have open positions here, in their order, and how many."""
        index, here = self.all_open.index, self.get_queryset().ordinals
        counts = [
            (team, here.intersection_cardinality(index.ordinals_with("team", slug)))
            for slug, team in index.rows["team"].items()
        ]
        return [(team, count) for team, count in counts if count]


@require_safe
def team_list(request: HttpRequest) -> HttpResponse:
    employer = request.employer  # type: ignore[attr-defined]
    context = page_metadata(request, request.path, description=f"The teams at {employer.name} and what they have open.")
    teams = teams_with_open_counts(Selection.open(request))
    return render(request, "teams/team_list.html", {"teams": teams, **context})


def teams_with_open_counts(selection: Selection) -> list[Team]:
    """Return the published teams in their order, each with `open_count`."""
    teams = list(leave_out_unreadable(Team.objects.published()))
    for team in teams:
        in_team = selection.index.ordinals_with("team", team.slug)
        team.open_count = selection.ordinals.intersection_cardinality(in_team)
    return teams


@require_safe
def saved(request: HttpRequest) -> HttpResponse:
    """The page of saved positions. It is the same for everyone: the browser fills it from its own storage."""
    return render(request, "jobs/saved.html", page_metadata(request, request.path, robots="noindex"))
