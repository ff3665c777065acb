"""Names of cities and countries, and groups of countries."""
