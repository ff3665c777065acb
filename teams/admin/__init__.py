from . import employer, pages, people

__all__ = ["employer", "pages", "people"]
