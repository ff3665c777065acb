"""The migration with the rules of places that the site comes with."""

from importlib import import_module

MIGRATION = import_module("jobs.migrations.0026_rules_of_places_of_2026")
