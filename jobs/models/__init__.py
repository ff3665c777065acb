from .location import Location
from .posting import Posting, Section
from .tag import Tag
from .words import Words

__all__ = ["Location", "Posting", "Section", "Tag", "Words"]
