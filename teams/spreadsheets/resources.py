"""Teams and testimonials as the records of a spreadsheet. Pictures are not included and stay as they are."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from import_export.fields import Field

from teams.models import Team, Testimonial

from .base_resource import IdColumnMixin, cell_text
from .cells import Date, MultilineText, RichText, Text, WholeNumber, YesNo
from .lookups import TeamLookup
from .records import SpreadsheetResource, with_and_without_spaces

TEAM_COLUMNS = ("slug", "name", "headline", "about", "position", "rows_at_first", "published")
TESTIMONIAL_COLUMNS = (
    "id",
    "team",
    "name",
    "job_title",
    "area",
    "quote",
    "agreed_on",
    "agreed_until",
    "has_left",
    "position",
    "published",
)


class OrderedResource(SpreadsheetResource):
    """Rows with a position. Without one in the file, a new row comes last, and a stored row keeps its place."""

    last_positions: Counter[Any]

    def load_positions(self, rows: Iterable[tuple[Any, int]]) -> None:
        """Take the owner and the position of each stored row."""
        self.last_positions = Counter()
        for owner, position in rows:
            self.last_positions[owner] = max(self.last_positions[owner], position)

    def _clean(self, column: str, record: Any) -> Any:
        if column != "position" or cell_text(record.get(column)).strip():
            return super()._clean(column, record)
        if self.old_values is not None:
            return self.old_values[column]
        team = self.values.get("team")
        owner = team.pk if team else None
        self.last_positions[owner] += 1
        return self.last_positions[owner]


class TeamResource(OrderedResource):
    """Teams, identified by their slug."""

    columns = TEAM_COLUMNS
    key_column = "slug"
    required = ("slug", "name")
    instructions = (
        "The slug identifies a team: a row with a known slug changes that team, a row with a new one adds a team.",
        "Pictures, pillars, stories and recruiters are not included and stay as they are.",
    )
    column_help = {
        "slug": "The page’s address: backend-development. It cannot be changed here.",
        "name": "Without the word “team”.",
        "headline": "If empty, the title is “Meet the … team”.",
        "about": "HTML, as the editor makes it.",
        "position": "A number; the smallest is shown first. Without one, a new team comes last.",
        "rows_at_first": "How many open positions its page shows at first: 5, 10 or 20. If empty, 20.",
        "published": "yes or no. With no, the team and all its postings are hidden.",
    }

    slug = Field("slug", widget=Text())
    name = Field("name", widget=Text())
    headline = Field("headline", widget=Text())
    about = Field("about", widget=RichText())
    position = Field("position", widget=WholeNumber())
    rows_at_first = Field("rows_at_first", widget=WholeNumber(default=Team.RowsAtFirst.TWENTY))
    published = Field("is_published", widget=YesNo())

    class Meta:
        model = Team
        fields = TEAM_COLUMNS
        import_id_fields = ["slug"]
        skip_diff = True

    def get_queryset(self) -> QuerySet[Any]:
        return Team.objects.order_by("position", "id")

    def load_rows(self, dataset: Any) -> None:
        slugs = with_and_without_spaces(dataset["slug"])
        self.stored = {team.slug: team for team in self.fetch("slug", slugs)}
        self.taken = self.foreign_values("slug", slugs, self.stored)
        rows = list(Team.objects.values_list("name", "pk", "position"))
        self.owners = {name: pk for name, pk, _position in rows}
        self.load_positions((None, position) for _name, _pk, position in rows)

    def find_row(self, record: Any) -> Team | None:
        return self.stored.get(cell_text(record["slug"]).strip())

    def key_errors(self, team: Team, new: bool) -> list[str]:
        return ["This slug is taken. Each team has its own."] if new and team.slug in self.taken else []

    def duplicate_message(self, line: int) -> str:
        return f"Line {line} has this slug already. Each team has its own."

    def not_found_message(self) -> str:
        return "There is no team with this slug, and your account may not add one."

    def cross_column_errors(self, team: Team) -> dict[str, str]:
        owner = self.owners.setdefault(team.name, team.pk or team.slug)
        return {} if owner in (team.pk, team.slug) else {"name": "This name is taken. Each team has its own."}


class TestimonialResource(IdColumnMixin, OrderedResource):
    """Testimonials, identified by their id, or by team and name if the id is empty."""

    columns = TESTIMONIAL_COLUMNS
    row_name = "testimonial"
    required = ("team", "name", "job_title", "quote")
    instructions = (
        "The id identifies a testimonial. If it is empty, the team and the person’s name do.",
        "A row without an id adds a testimonial if the name is new to the team.",
        "Photos are not included and stay as they are.",
    )
    column_help = {
        "id": "The number from an export; empty for a new testimonial.",
        "team": "The team’s name or slug.",
        "name": "As candidates read it.",
        "job_title": "As candidates read it.",
        "area": "What the person works on.",
        "quote": "In the person’s own words, without quotation marks.",
        "agreed_on": "A day: 2026-06-30. Without it, the testimonial is not shown.",
        "agreed_until": "The last day it may be shown.",
        "has_left": "yes or no. With yes, it is hidden.",
        "position": "A number; the smallest is shown first. Without one, a new one comes last.",
        "published": "yes or no.",
    }
    columns_by_constraint = {
        "testimonial_agreed_on_is_in_range": "agreed_on",
        "testimonial_agreed_until_is_in_range": "agreed_until",
        "testimonial_is_agreed_until_a_later_day": "agreed_until",
        "testimonial_with_a_last_day_has_a_day_of_agreement": "agreed_on",
    }

    id = Field("id", widget=Text())
    team = Field("team")
    name = Field("name", widget=Text())
    job_title = Field("job_title", widget=Text())
    area = Field("area", widget=Text())
    quote = Field("quote", widget=MultilineText())
    agreed_on = Field("agreed_on", widget=Date())
    agreed_until = Field("agreed_until", widget=Date())
    has_left = Field("has_left", widget=YesNo())
    position = Field("position", widget=WholeNumber())
    published = Field("is_published", widget=YesNo())

    class Meta:
        model = Testimonial
        fields = TESTIMONIAL_COLUMNS
        import_id_fields = ["id"]
        skip_diff = True

    def get_queryset(self) -> QuerySet[Any]:
        return Testimonial.objects.select_related("team").order_by("id")

    def set_up_lookups(self, dataset: Any = None) -> None:
        self.lookups = {"team": TeamLookup(user=self.user)}

    def load_rows(self, dataset: Any) -> None:
        teams = {team.pk for team in self.lookups["team"].rows}
        self.stored = {str(testimonial.pk): testimonial for testimonial in self.fetch("team_id", teams)}
        self.by_person: dict[Any, list[Testimonial]] = defaultdict(list)
        for testimonial in self.stored.values():
            self.by_person[testimonial.team_id, testimonial.name].append(testimonial)
        self.load_positions((row.team_id, row.position) for row in self.stored.values())
        # By person, the first line and whether it is a new row: no other line may name the person of a new row.
        self.people: dict[Any, tuple[int, bool]] = {}

    def find_row_without_id(self, record: Any) -> Testimonial | None:
        matches = self._find_by_person(record)
        return matches[0] if len(matches) == 1 else None

    def _find_by_person(self, record: Any) -> list[Testimonial]:
        """Return the stored testimonials with the team and name of a record."""
        try:
            team = self.lookups["team"].clean(cell_text(record["team"]))
            return self.by_person.get((team.pk if team else None, Text().clean(cell_text(record["name"]))), [])
        except ValidationError:
            return []

    def after_init_instance(self, instance: Any, new: bool, row: Any, **kwargs: Any) -> None:
        super().after_init_instance(instance, new, row, **kwargs)
        self.is_ambiguous = not self.has_id and len(self._find_by_person(row)) > 1
        self.current_line = self.line_number(kwargs["row_number"])

    def key_errors(self, testimonial: Testimonial, new: bool) -> list[str]:
        if errors := super().key_errors(testimonial, new):
            return errors
        if self.is_ambiguous:
            return ["Several people of this team have this name. Write the id from an export."]
        person = (self.values.get("team"), self.values.get("name"))
        line, was_new = self.people.setdefault(person, (self.current_line, new))
        return [self.duplicate_message(line)] if line != self.current_line and (new or was_new) else []

    def duplicate_key(self, record: Any) -> Any:
        return (cell_text(record["team"]), cell_text(record["name"]))

    def duplicate_message(self, line: int) -> str:
        return f"Line {line} is about this person already."
