"""Loads fixtures, also a dump of a whole site into an empty database."""

from collections import defaultdict
from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.core.management.commands import loaddata
from django.core.serializers.base import DeserializedObject
from django.db import DEFAULT_DB_ALIAS, models

from jobs.models import PlaceRule, Synonym
from jobs.publishing import derived
from teams.models import Employer

# Rows of these models stand in every new database, because migrations make them. The fields are unique together.
# In a database that has been upgraded or edited, the same rows can have other ids, and some of them can be missing.
MADE_BY_MIGRATIONS: dict[type[models.Model], tuple[str, ...]] = {
    ContentType: ("app_label", "model"),
    Permission: ("content_type_id", "codename"),
    Group: ("name",),
    Synonym: ("typed", "direction"),
    PlaceRule: ("country", "region", "city"),
}


class Command(loaddata.Command):
    """In an empty database, the rows of a dump replace those that migrations have made."""

    def loaddata(self, fixture_labels: Any) -> None:
        self.pks: dict[type[models.Model], set[Any]] = defaultdict(set)
        self.was_empty = not (self._all(User).exists() or self._all(Employer).exists())
        super().loaddata(fixture_labels)
        for config in apps.get_app_configs():
            create_permissions(config, verbosity=0, using=self.using)
        if self.using == DEFAULT_DB_ALIAS:
            derived.repair_faults()

    def load_label(self, fixture_label: str) -> None:
        super().load_label(fixture_label)
        if self.was_empty and self.pks.keys() & {ContentType, Employer}:
            # The dump of a whole site. From the last model to the first, because rows refer to earlier ones.
            for model in reversed(MADE_BY_MIGRATIONS):
                if model in self.pks:
                    _delete(self._all(model).exclude(pk__in=self.pks[model]))
            ContentType.objects.clear_cache()

    def save_obj(self, obj: DeserializedObject) -> bool:
        row: Any = obj.object
        model = type(row)
        unique_fields = MADE_BY_MIGRATIONS.get(model)
        if unique_fields and self.was_empty and row.pk is not None:
            same = self._all(model).filter(**{name: getattr(row, name) for name in unique_fields})
            # Rows that refer to them are of the dump already, or replaced too. Both databases check them at the end.
            _delete(same.exclude(pk=row.pk), cascade=model is Group)
        is_saved = bool(super().save_obj(obj))
        if is_saved:
            self.pks[model].add(row.pk)
        return is_saved

    def _all(self, model: type[models.Model]) -> Any:
        return model._base_manager.using(self.using)


def _delete(rows: Any, *, cascade: bool = True) -> None:
    """Delete rows, and with `cascade` those that refer to them. No entry in the history says so."""
    if cascade and rows.model not in (Synonym, PlaceRule):
        rows.delete()
    else:
        rows._raw_delete(rows.db)
