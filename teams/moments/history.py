"""History whose columns are as limited as those of its rows."""

from typing import Any

from django.db.models import CheckConstraint, DateField, DateTimeField, Q
from simple_history.models import HistoricalRecords

from teams.columns.types import limit_types

from .columns import is_day, is_moment


class History(HistoricalRecords):
    """The history of a model. The package copies the columns of the model, but not the constraints on them."""

    def get_meta_options(self, model: Any) -> dict[str, Any]:
        fields = [field for field in self.fields_included(model) if isinstance(field, DateField)]
        days = [field.name for field in fields if not isinstance(field, DateTimeField)]
        moments = ["history_date", *(field.name for field in fields if isinstance(field, DateTimeField))]
        condition = Q(*map(is_day, sorted(days)), *map(is_moment, sorted(moments)))
        name = f"{self.get_history_model_name(model).lower()}_moments_are_in_range"
        return {**super().get_meta_options(model), "constraints": [CheckConstraint(condition=condition, name=name)]}

    def create_history_model(self, *args: Any) -> Any:
        return limit_types(super().create_history_model(*args))

    def create_history_m2m_model(self, *args: Any) -> Any:
        return limit_types(super().create_history_m2m_model(*args))
