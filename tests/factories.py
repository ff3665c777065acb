"""Rows for tests. Each function sets only the required fields and takes all others by name."""

import datetime as dt
import itertools
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.text import slugify
from PIL import Image

from jobs.models import Location, Posting, Section, Tag
from teams.models import Employer, Pillar, Story, Team, Testimonial

_numbers = itertools.count(1)


def days(number: float) -> dt.datetime:
    """Return the moment `number` days from now."""
    return timezone.now() + dt.timedelta(days=number)


def make_employer(**fields: Any) -> Employer:
    return Employer.objects.create(**{"name": "Kitewell", "contact_email": "jobs@kitewell.example"} | fields)


def make_team(name: str = "", **fields: Any) -> Team:
    name = name or f"Team {next(_numbers)}"
    return Team.objects.create(**{"name": name, "slug": slugify(name), "is_published": True} | fields)


def make_pillar(team: Team, **fields: Any) -> Pillar:
    return Pillar.objects.create(team=team, **{"title": "No limits", "body": "We mean it."} | fields)


def make_story(team: Team, **fields: Any) -> Story:
    """Make a published story, with a page on this site unless `url` is set."""
    title = fields.get("title", f"Story {next(_numbers)}")
    body = "" if fields.get("url") else "<p>It began with a bug.</p>"
    values = {"title": title, "slug": slugify(title), "summary": "How it went.", "body": body} | fields
    return Story.objects.create(team=team, **{"date": timezone.now().date(), "is_published": True} | values)


def make_testimonial(team: Team, **fields: Any) -> Testimonial:
    """Make a testimonial that is shown: published, and agreed on a month ago."""
    values = {"name": "Ines Carvalho", "job_title": "Engineer", "quote": "I stayed for the people."} | fields
    agreed_on = timezone.now().date() - dt.timedelta(days=30)
    return Testimonial.objects.create(team=team, **{"is_published": True, "agreed_on": agreed_on} | values)


def make_location(name: str = "Lisbon", **fields: Any) -> Location:
    return Location.objects.create(name=name, **{"slug": slugify(name), "city": name, "country": "PT"} | fields)


def make_tag(name: str = "People manager", **fields: Any) -> Tag:
    return Tag.objects.create(name=name, **{"slug": slugify(name)} | fields)


def make_posting(
    title: str = "Backend engineer",
    *,
    team: Team | None = None,
    locations: tuple[Location, ...] = (),
    tags: tuple[Tag, ...] = (),
    sections: int = 1,
    **fields: Any,
) -> Posting:
    """Make a posting that is open since yesterday. `published_from=None` makes it a draft."""
    values = {
        "reference": f"REF-{next(_numbers)}",
        "published_from": days(-1),
        "apply_url": "https://apply.example.com/1",
    } | fields
    posting = Posting.objects.create(title=title, team=team or make_team(), **values)
    # An empty `set()` still queries the database.
    if locations:
        posting.locations.set(locations)
    if tags:
        posting.tags.set(tags)
    for position in range(sections):
        Section.objects.create(
            posting=posting, heading=f"Part {position + 1}", body="<p>What you will do.</p>", position=position
        )
    return posting


def make_upload(
    name: str = "photo.jpg", size: tuple[int, int] = (1200, 800), picture_format: str = "JPEG"
) -> SimpleUploadedFile:
    """Return a picture as a form sends it."""
    content = BytesIO()
    Image.new("RGB", size, "#0f6b5c").save(content, picture_format)
    return SimpleUploadedFile(name, content.getvalue(), f"image/{picture_format.lower()}")
