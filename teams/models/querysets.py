"""Managers and querysets of the employer, teams and what belongs to teams."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Case, ExpressionWrapper, F, Q, When
from django.db.models.expressions import RawSQL

from . import edition


class EmployerManager(models.Manager[Any]):
    def current(self) -> Any:
        """Return the employer, or an unsaved one with the defaults if none is stored.

        Its attribute `edition` is the current token of the content, so that pages need no query for it.
        """
        employer = self.annotate(edition=RawSQL(edition.TOKEN_SQL, ())).first()  # noqa: S611  # a constant
        if employer is None:
            employer = self.model()
            employer.edition = edition.token()
        return employer

    def get_by_natural_key(self) -> Any:
        """Find the row that a fixture names. Dumps name rows by id: `docs/decisions/0013-dumps-name-rows-by-id.md`."""
        return self.get()


class SluggedManager(models.Manager[Any]):
    def get_by_natural_key(self, slug: str) -> Any:
        return self.get(slug=slug)


def can_manage_every_team(user: Any) -> bool:
    """Return whether a user manages all teams, as editors and administrators do. Recruiters manage their own."""
    return bool(user.has_perm("teams.every_team"))


def next_position(model: Any, row: Any, owner: str = "team_id") -> int:
    """Return the position after the last row of the same owner, by default a team; of all rows if they have none."""
    rows = model._base_manager.all()
    if owner and hasattr(row, owner):
        rows = rows.filter(**{owner: getattr(row, owner)})
    return (rows.aggregate(last=models.Max("position"))["last"] or 0) + 1


class TeamQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Return the teams a user manages. The user must not learn that the others exist."""
        return self if can_manage_every_team(user) else self.filter(recruiters=user)

    def published(self) -> Self:
        return self.filter(is_published=True)


class TeamOwnedQuerySet(models.QuerySet[Any]):
    """Rows that belong to a team."""

    def visible_to(self, user: Any) -> Self:
        """Return the rows of the teams a user manages."""
        if can_manage_every_team(user):
            return self
        own_teams = self.model._meta.get_field("team").related_model.objects.visible_to(user)
        return self.filter(team__in=own_teams.order_by().values("pk"))


class SharedTextQuerySet(TeamOwnedQuerySet):
    def for_team(self, team: Any) -> Self:
        """Return the published texts below the postings of a team: its own and those for all teams."""
        return self.filter(Q(team=team) | Q(team__isnull=True), is_published=True)


class StoryQuerySet(TeamOwnedQuerySet):
    def published(self) -> Self:
        """Return the stories a visitor may see: published, and in a published team."""
        return self.filter(is_published=True, team__is_published=True)

    def in_order(self, on: dt.date) -> Self:
        """Order stories as “The latest” does, each with `is_to_come`: whether it is an event on day `on` or later.

        Events to come are first, the nearest at the top. Then all others, the newest first. Past events are last.
        `on` is a day in the employer's time zone, from `Employer.today()`.
        """
        is_event = Q(kind="event")
        is_to_come = ExpressionWrapper(is_event & Q(date__gte=on), models.BooleanField())
        is_over = ExpressionWrapper(is_event & Q(date__lt=on), models.BooleanField())
        nearest = Case(When(is_to_come=True, then=F("date")))
        return self.annotate(is_to_come=is_to_come).order_by(
            F("is_to_come").desc(), is_over.asc(), nearest.asc(), F("date").desc(), "position", "pk"
        )

    def with_page(self) -> Self:
        """Return the stories that have a page on this site."""
        return self.filter(url="")


class TestimonialQuerySet(TeamOwnedQuerySet):
    def agreed(self, on: dt.date) -> Self:
        """Return published testimonials of people who agree on that day and have not left.

        `on` is a day in the employer's time zone, from `Employer.today()`. The agreement includes its last day.
        """
        still_agreed = Q(agreed_until__isnull=True) | Q(agreed_until__gte=on)
        return self.filter(still_agreed, is_published=True, has_left=False, agreed_on__lte=on)

    def ended(self, on: dt.date) -> Self:
        """Return testimonials whose photos have no place in public on that day: see `Testimonial.keeps_photo`."""
        return self.filter(Q(has_left=True) | Q(agreed_on__isnull=True) | Q(agreed_until__lt=on))

    def expiring(self, on: dt.date, by: dt.date) -> Self:
        """Return testimonials whose agreement holds on day `on` and ends by day `by`."""
        return self.agreed(on).filter(agreed_until__lte=by)

    def shown(self, on: dt.date) -> Self:
        """Return the testimonials a visitor may see on that day: agreed, and of a published team."""
        return self.agreed(on).filter(team__is_published=True)

    def in_order_of_teams(self) -> Self:
        """Return the testimonials with their teams, team by team."""
        return self.select_related("team").order_by("team__position", "team_id", "position", "pk")
