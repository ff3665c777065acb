"""Reads HTML and plain texts of any origin, and writes them as the HTML of pages. Depends on no models."""
