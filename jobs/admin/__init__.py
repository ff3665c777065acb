"""The pages of the recruiter's desk about postings."""

from . import places, postings, rules

__all__ = ["places", "postings", "rules"]
