from .location import Location
from .posting import Posting
from .section import Section
from .tag import Tag
from .words import Words

__all__ = ["Location", "Posting", "Section", "Tag", "Words"]
