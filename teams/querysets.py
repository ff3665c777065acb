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
        found = self.annotate(edition=RawSQL(edition.TOKEN, ())).first()  # noqa: S611  # a constant
        if found is None:
            found = self.model()
            found.edition = edition.token()
        return found

    def get_by_natural_key(self) -> Any:
        return self.get()


class SluggedManager(models.Manager[Any]):
    def get_by_natural_key(self, slug: str) -> Any:
        return self.get(slug=slug)


class TeamQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        return self.filter(is_published=True)


class StoryQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        """Stories a visitor may see: published, in a team that is."""
        return self.filter(is_published=True, team__is_published=True)

    def with_page(self) -> Self:
        """Stories told here, at an address of our own."""
        return self.filter(url="")


class TestimonialQuerySet(models.QuerySet[Any]):
    def agreed(self, on: dt.date) -> Self:
        """Testimonials that are published, agreed to on that day, and by someone who is still here.

        `on` is a day in the employer's time zone (`Employer.today()`); the last day agreed to counts.
        """
        still_agreed = Q(agreed_until__isnull=True) | Q(agreed_until__gte=on)
        return self.filter(still_agreed, is_published=True, has_left=False, agreed_on__lte=on)

    def shown(self, on: dt.date) -> Self:
        """Testimonials a visitor may see on that day: agreed ones of published teams."""
        return self.agreed(on).filter(team__is_published=True)
