"""Rules of places as the records of a spreadsheet."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from import_export.fields import Field

from jobs.models import PlaceRule
from jobs.models.place_rule import EU
from teams.models.folding import fold
from teams.models.geography.country_groups import find_group
from teams.spreadsheets.base_resource import IdColumnMixin, cell_text
from teams.spreadsheets.cells import Date, Text, WholeNumber, YesNo, quote
from teams.spreadsheets.columns import to_key
from teams.spreadsheets.records import SpreadsheetResource

from .cells import Amount
from .choices import Currency, country_names, suggest

COLUMNS = (
    "id",
    "country",
    "region",
    "city",
    "in_force_from",
    "employees_from",
    "requires_pay",
    "may_tell_pay_later",
    "requires_range",
    "widest_range",
    "exempt_above",
    "currency",
    "requires_closing_date",
    "also_asks",
    "active",
    "blocks",
    "source",
    "read_on",
)


class Area(Text):
    """A country by its code or name, or the EU."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        if find_group(text) == find_group(EU):
            return EU
        if code := country_names().get(to_key(text)):
            return code
        hint = suggest(text, country_names())
        raise ValidationError(f"{quote(text)} is not a country. Write a code or a name, like DE, or EU.{hint}")


class OptionalNumber(WholeNumber):
    """A whole number, or an empty cell."""

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> int | None:  # type: ignore[override]
        return super().clean(value) if Text().clean(value) else None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else super().render(value)


class SwitchedOn(YesNo):
    """`yes` or `no`. A file without the column means yes."""

    absent_column = "yes"


class PlaceRuleResource(IdColumnMixin, SpreadsheetResource):
    """Rules of places, identified by their id, or by place and day if the id is empty."""

    columns = COLUMNS
    row_name = "rule"
    required = ("country",)
    instructions = (
        "The id identifies a rule. If it is empty, country, region, city and the day from which it is in force do.",
        "A row without an id adds a rule if there is none for this place and day.",
    )
    column_help = {
        "id": "The number from an export; empty for a new rule.",
        "country": "A code or name: DE, Germany, or EU for all its member states.",
        "region": "With several spellings: CA, California. Empty for the whole country.",
        "city": "With several spellings. Empty for the whole region.",
        "in_force_from": "A day: 2027-01-01. Before it, postings get a note only. Empty: in force.",
        "employees_from": "A number: smaller employers are exempt. Empty: all employers.",
        "requires_pay": "yes or no.",
        "may_tell_pay_later": "yes if it is enough to tell the pay before the interview.",
        "requires_range": "yes if “up to” and “from” alone are not accepted.",
        "widest_range": "The largest allowed difference between both ends, a year.",
        "exempt_above": "A range that ends above this yearly amount may be wider.",
        "currency": "The currency of these two amounts, as a code: CAD.",
        "requires_closing_date": "yes or no.",
        "also_asks": "What this site cannot check, in sentences. Recruiters see it as a note.",
        "active": "no switches the rule off. If the column is missing, new rules are switched on.",
        "blocks": "yes if a posting that breaks the rule is not published. With no, it warns.",
        "source": "Where the rule comes from.",
        "read_on": "The day somebody last compared the rule with its source.",
    }
    columns_by_constraint = {
        "place_rule_in_force_from_is_in_range": "in_force_from",
        "place_rule_read_on_is_in_range": "read_on",
        "place_has_one_rule_from_a_day": "country",
        "place_has_one_rule_without_a_day": "country",
        "place_rule_with_an_amount_has_a_currency": "currency",
    }

    id = Field("id", widget=Text())
    country = Field("country", widget=Area())
    region = Field("region", widget=Text())
    city = Field("city", widget=Text())
    in_force_from = Field("in_force_from", widget=Date())
    employees_from = Field("employees_from", widget=OptionalNumber())
    requires_pay = Field("requires_pay", widget=YesNo())
    may_tell_pay_later = Field("may_tell_pay_later", widget=YesNo())
    requires_range = Field("requires_range", widget=YesNo())
    widest_range = Field("widest_range", widget=Amount())
    exempt_above = Field("exempt_above", widget=Amount())
    currency = Field("currency", widget=Currency())
    requires_closing_date = Field("requires_closing_date", widget=YesNo())
    also_asks = Field("also_asks", widget=Text())
    active = Field("is_active", widget=SwitchedOn())
    blocks = Field("is_blocking", widget=YesNo())
    source = Field("source", widget=Text())
    read_on = Field("read_on", widget=Date())

    class Meta:
        model = PlaceRule
        fields = COLUMNS
        import_id_fields = ["id"]
        skip_diff = True

    def get_queryset(self) -> QuerySet[Any]:
        return PlaceRule.objects.order_by("country", "region", "city", "in_force_from", "id")

    def load_rows(self, dataset: Any) -> None:
        """Read all rules: a table of at most some hundred rows."""
        rules = list(self.fetch("id", PlaceRule.objects.values_list("pk", flat=True)))
        self.stored = {str(rule.pk): rule for rule in rules}
        self.by_place = {_place_key(rule.country, rule.region, rule.city, rule.in_force_from): rule for rule in rules}

    def find_row_without_id(self, record: Any) -> PlaceRule | None:
        place = self._read_place(record)
        return self.by_place.get(place) if place else None

    def _read_place(self, record: Any) -> tuple[Any, ...] | None:
        """Return the place and day of a record; None if they cannot be read."""
        try:
            country, day = Area().clean(cell_text(record["country"])), Date().clean(cell_text(record["in_force_from"]))
        except (KeyError, ValidationError):
            return None
        return _place_key(country, cell_text(record.get("region")), cell_text(record.get("city")), day)

    def duplicate_key(self, record: Any) -> Any:
        return self._read_place(record) or id(record)

    def duplicate_message(self, line: int) -> str:
        return f"Line {line} is about this rule already."


def _place_key(country: str, region: str, city: str, day: Any) -> tuple[Any, ...]:
    return (country, fold(region).strip(), fold(city).strip(), day)
