"""Names of cities, countries and currencies, and groups of countries."""
