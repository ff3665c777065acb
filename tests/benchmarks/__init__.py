"""The speed and memory of the site by number of postings: `make bench`. A benchmark, not a test."""
