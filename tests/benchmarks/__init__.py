"""How fast the site is, with how much memory, at how many postings: `make bench`. A benchmark, not a test."""
