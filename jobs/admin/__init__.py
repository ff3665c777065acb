"""The pages of the recruiter's desk about postings."""

from . import places, postings, rules, words

__all__ = ["places", "postings", "rules", "words"]
