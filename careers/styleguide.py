"""The page of all tokens and components in their states, in the demo alone. It reads nothing from the database."""

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from jobs.finding.facets import Option
from jobs.pages.cards import Card
from teams.models import Story, Testimonial

SCALES = ("color", "text", "line", "weight", "space")

CARD = Card(
    url="#rows",
    anchor="row-1",
    title="Stage Software Engineer",
    language="",
    places="Lisbon",
    all_places="",
    workplace="Hybrid",
    is_from_here=False,
    team="Backend Development",
    label="",
    snippet="",
    pay="€68,000–86,000 a year",
    converted_pay="",
    days_left="",
    closes="2027-01-11",
    closes_words="11 January",
    closes_zone="",
    posted="",
    posted_words="",
)
ROWS = {
    "all facts": CARD,
    "no pay": replace(CARD, pay=""),
    "closes soon": replace(CARD, days_left="6 days left"),
    "no last day": replace(CARD, closes="", posted="2026-11-24", posted_words="3 days ago"),
    "other clocks": replace(CARD, workplace="Remote, anywhere", places="", closes_zone="Lisbon time"),
    "other currency": replace(CARD, pay="$120,000 a year", converted_pay="about €110,000 a year"),
    "for a country": replace(CARD, workplace="Remote from Germany", places="", is_from_here=True),
    "with words": replace(
        CARD, snippet=SafeString("You look after the <mark>seat map</mark> of two thousand small stages.")
    ),
    "Arabic": replace(CARD, title="مهندسة برمجيات للمسارح", language="ar"),
    "Japanese": replace(CARD, title="劇場予約システムのソフトウェアエンジニア", language="ja"),
    "long word": replace(CARD, title="Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtin"),
}


def read_tokens() -> dict[str, list[str]]:
    """Return the names of the tokens of each scale, in the order of the stylesheet."""
    css = Path(str(finders.find("css/tokens.css"))).read_text(encoding="utf-8")
    return {scale: list(dict.fromkeys(re.findall(rf"--{scale}-([a-z0-9-]+): ", css))) for scale in SCALES}


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    rows = [replace(card, anchor=f"row-{number}") for number, card in enumerate(ROWS.values(), 1)]
    context = {"tokens": read_tokens(), "cards": rows, "robots": "noindex", **_samples()}
    return render(request, "styleguide.html", context)


def _samples() -> dict[str, Any]:
    options = [
        Option("workplace", "hybrid", "Hybrid", count=12, is_selected=True),
        Option("workplace", "on-site", "On site", count=3),
        Option("workplace", "remote", "Remote"),
    ]
    people = [
        Testimonial(name="Ines Carvalho", job_title="Engineer", area="Billing", quote="I found an error and stayed."),
        Testimonial(name="Tomás Queiroz", job_title="Manager", area="Identity", quote="We change who is on call."),
        Testimonial(name="Zofia Lis", job_title="Tester", quote="Everybody waits for the last user."),
    ]
    stories = [
        Story(kind=kind, title=title, summary="One or two sentences say what it is about.", url="https://example.com/")
        for kind, title in (("event", "An evening about queues"), ("article", "The seat that could not be sold twice"))
    ]
    for story, is_to_come in zip(stories, (True, False), strict=True):
        story.date = dt.date(2026, 12, 23)
        story.is_to_come = is_to_come  # type: ignore[attr-defined]  # as querysets set it
    ways = [
        SimpleNamespace(url="#empty", label="Hybrid", count=4),
        SimpleNamespace(url="#empty", label="Berlin", count=1),
    ]
    return {"options": options, "testimonials": people, "stories": stories, "ways": ways}
