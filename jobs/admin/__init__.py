"""The pages of the recruiter's desk about postings."""

from . import postings, rules, words
from .places import pages as place_pages

__all__ = ["place_pages", "postings", "rules", "words"]
