from . import places, postings, rules

__all__ = ["places", "postings", "rules"]
