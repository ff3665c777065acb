from . import employer, pages

__all__ = ["employer", "pages"]
