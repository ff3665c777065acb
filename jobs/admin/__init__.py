from . import places, postings

__all__ = ["places", "postings"]
