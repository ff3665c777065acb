from .location import Location
from .posting import Posting, Section
from .tag import Tag

__all__ = ["Location", "Posting", "Section", "Tag"]
