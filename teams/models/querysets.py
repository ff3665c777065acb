"""What may be shown of the people who hire."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from . import edition


class EmployerManager(models.Manager[Any]):
    def current(self) -> Any:
        """Return the one employer, or an unsaved one with defaults while none has been entered.

        With it comes `edition`, the mark of all content at this moment, so that pages need no query for it.
        """
        found = self.annotate(edition=RawSQL(edition.TOKEN_SQL, ())).first()  # noqa: S611  # a constant
        if found is None:
            found = self.model()
            found.edition = edition.token()
        return found

    def get_by_natural_key(self) -> Any:
        return self.get()


class SluggedManager(models.Manager[Any]):
    def get_by_natural_key(self, slug: str) -> Any:
        return self.get(slug=slug)


def can_manage_every_team(user: Any) -> bool:
    """Whether a user works for all teams: editors and administrators do, recruiters for their own."""
    return bool(user.has_perm("teams.every_team"))


class TeamQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """The teams a user looks after. To everyone else at the desk the others do not exist."""
        return self if can_manage_every_team(user) else self.filter(recruiters=user)

    def published(self) -> Self:
        return self.filter(is_published=True)


class TeamOwnedQuerySet(models.QuerySet[Any]):
    """Rows that belong to a team."""

    def visible_to(self, user: Any) -> Self:
        """The rows of the teams a user looks after."""
        if can_manage_every_team(user):
            return self
        own_teams = self.model._meta.get_field("team").related_model.objects.visible_to(user)
        return self.filter(team__in=own_teams.order_by().values("pk"))


class SharedTextQuerySet(TeamOwnedQuerySet):
    def for_team(self, team: Any) -> Self:
        """The published texts under the postings of a team: its own and those of all teams."""
        return self.filter(Q(team=team) | Q(team__isnull=True), is_published=True)


class StoryQuerySet(TeamOwnedQuerySet):
    def published(self) -> Self:
        """Stories a visitor may see: published, in a team that is."""
        return self.filter(is_published=True, team__is_published=True)

    def with_page(self) -> Self:
        """Stories told here, at an address of our own."""
        return self.filter(url="")


class TestimonialQuerySet(TeamOwnedQuerySet):
    def agreed(self, on: dt.date) -> Self:
        """Testimonials that are published, agreed to on that day, and by someone who is still here.

        `on` is a day in the employer's time zone (`Employer.today()`); the last day agreed to counts.
        """
        still_agreed = Q(agreed_until__isnull=True) | Q(agreed_until__gte=on)
        return self.filter(still_agreed, is_published=True, has_left=False, agreed_on__lte=on)

    def expiring(self, on: dt.date, by: dt.date) -> Self:
        """Testimonials that are agreed to on one day and will not be after the other."""
        return self.agreed(on).filter(agreed_until__lte=by)

    def shown(self, on: dt.date) -> Self:
        """Testimonials a visitor may see on that day: agreed ones of published teams."""
        return self.agreed(on).filter(team__is_published=True)
