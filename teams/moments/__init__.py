"""Which moments and days a table may hold."""
