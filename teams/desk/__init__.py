"""The common parts of all pages of the desk. They do not depend on postings."""
