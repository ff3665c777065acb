"""The pages of the desk about teams and the employer."""

from . import employer, pages

__all__ = ["employer", "pages"]
