"""The database backend for SQLite: Django's, in which a writer takes its turn soon."""
