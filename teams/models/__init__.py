"""Employer, Team, Pillar, Story, Testimonial, SharedText; querysets, fields, validators, the edition."""

from teams.pictures.unused import UnusedOriginal

from .employer import Employer, ExchangeRate
from .shared_text import SharedText
from .story import Story
from .submitted_form import SubmittedForm
from .team import Pillar, Team
from .testimonial import Testimonial

__all__ = [
    "Employer",
    "ExchangeRate",
    "Pillar",
    "SharedText",
    "Story",
    "SubmittedForm",
    "Team",
    "Testimonial",
    "UnusedOriginal",
]
