"""Which types of values the columns of a table may hold."""
