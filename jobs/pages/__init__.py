"""Public pages: lists, teams, places, postings, feeds, the calendar and structured data."""
