"""Posting, Section, Location, Tag, PlaceRule and smaller models; querysets, fields, pay and local time."""

from .check import Check
from .decision import Decision
from .location import Location
from .place_rule import PlaceRule
from .posting import Posting
from .preview_link import PreviewLink
from .section import Section
from .tag import Tag
from .words import Words

__all__ = ["Check", "Decision", "Location", "PlaceRule", "Posting", "PreviewLink", "Section", "Tag", "Words"]
