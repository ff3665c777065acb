"""Searches for the titles of real postings, and counts how many find their posting: `make titles REAL=file.csv`."""
