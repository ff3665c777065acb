"""Employer, Team, Pillar, Story, Testimonial, SharedText, FormerSlug; querysets, fields, validators, the edition."""

from teams.pictures.unused import UnusedOriginal

from .accounts import FactorRemoval, OneTimeLink, Role, SecurityEvent
from .addresses.former_slug import FormerSlug
from .employer import Employer, ExchangeRate
from .shared_text import SharedText
from .story import Story
from .submitted_form import SubmittedForm
from .team import Pillar, Team
from .testimonial import Testimonial

__all__ = [
    "Employer",
    "ExchangeRate",
    "FactorRemoval",
    "FormerSlug",
    "OneTimeLink",
    "Pillar",
    "Role",
    "SecurityEvent",
    "SharedText",
    "Story",
    "SubmittedForm",
    "Team",
    "Testimonial",
    "UnusedOriginal",
]
