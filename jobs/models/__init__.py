"""Posting, Section, Location, Tag, PlaceRule, Synonym and smaller models; querysets, fields, pay and local time."""

from .check import Check
from .decision import Decision
from .location import Location
from .place_rule import PlaceRule
from .posting import Posting
from .preview_link import PreviewLink
from .section import Section
from .synonym import Synonym
from .tag import Tag
from .unmatched_words import UnmatchedWords
from .words import Words

__all__ = [
    "Check",
    "Decision",
    "Location",
    "PlaceRule",
    "Posting",
    "PreviewLink",
    "Section",
    "Synonym",
    "Tag",
    "UnmatchedWords",
    "Words",
]
