"""Teams and testimonials as the records of a spreadsheet, in and out. Pictures are no part of it, and stay."""

from collections import defaultdict
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from import_export.fields import Field

from teams.models import Team, Testimonial

from .base_resource import cell_text
from .columns import Day, Flag, Lines, Number, RichText, Text
from .lookups import TeamLookup
from .records import SpreadsheetResource, spellings

TEAM_COLUMNS = ("slug", "name", "headline", "about", "position", "published")
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


class TeamResource(SpreadsheetResource):
    """A team is known by its slug."""

    columns = TEAM_COLUMNS
    key_column = "slug"
    required = ("slug", "name")
    instructions = (
        "A team is known by its slug: a row with the slug of a team changes that team, another makes a new one.",
        "Pictures, pillars, stories and the people who look after a team are not part of it, and stay as they are.",
    )
    column_help = {
        "slug": "The page’s address: backend-development. It cannot be changed here.",
        "name": "Without the word “team”.",
        "headline": "Left empty, the title is “Meet the … team”.",
        "about": "HTML, as the editor makes it.",
        "position": "A number; the smallest stands first. Recruiters cannot change it.",
        "published": "yes or no. With no, the team and all its postings are hidden.",
    }

    slug = Field("slug", widget=Text())
    name = Field("name", widget=Text())
    headline = Field("headline", widget=Text())
    about = Field("about", widget=RichText())
    position = Field("position", widget=Number())
    published = Field("is_published", widget=Flag())

    class Meta:
        model = Team
        fields = TEAM_COLUMNS
        import_order = TEAM_COLUMNS
        export_order = TEAM_COLUMNS
        import_id_fields = ["slug"]
        skip_diff = True

    def get_queryset(self) -> QuerySet[Any]:
        return Team.objects.order_by("position", "id")

    def load_rows(self, dataset: Any) -> None:
        slugs = spellings(dataset["slug"])
        self.stored = {team.slug: team for team in self.fetch("slug", slugs)}
        self.taken = self.others("slug", slugs, self.stored)
        self.names = dict(Team.objects.values_list("name", "pk"))

    def find_row(self, row: Any) -> Team | None:
        return self.stored.get(cell_text(row["slug"]).strip())

    def key_errors(self, team: Team, new: bool) -> list[str]:
        return ["This slug is taken. Each team has its own."] if new and team.slug in self.taken else []

    def duplicate_message(self, line: int) -> str:
        return f"Line {line} has this slug already. Each team has its own."

    def not_found_message(self) -> str:
        return "There is no team with this slug, and your account may not add one."

    def cross_column_errors(self, team: Team) -> dict[str, str]:
        holder = self.names.setdefault(team.name, team.pk or team.slug)
        return {} if holder in (team.pk, team.slug) else {"name": "This name is taken. Each team has its own."}


class TestimonialResource(SpreadsheetResource):
    """A testimonial is known by its id; where the cell is empty, by its team and the person's name."""

    columns = TESTIMONIAL_COLUMNS
    key_column = "id"
    required = ("team", "name", "job_title", "quote")
    instructions = (
        "A testimonial is known by its id; where that is empty, by its team and the person’s name.",
        "A row without an id and with a name that is new to the team makes a new testimonial.",
        "Photos are not part of it, and stay as they are.",
    )
    column_help = {
        "id": "A number that an export gives; empty for a new one.",
        "team": "The team’s name or slug.",
        "name": "As candidates read it.",
        "job_title": "As candidates read it.",
        "area": "What the person works on.",
        "quote": "In the person’s own words, without quotation marks.",
        "agreed_on": "A day: 2026-06-30. Without it nothing is shown.",
        "agreed_until": "The last day it may be shown.",
        "has_left": "yes or no. With yes it is hidden.",
        "position": "A number; the smallest stands first.",
        "published": "yes or no.",
    }
    columns_by_constraint = {"testimonial_is_agreed_until_a_later_day": "agreed_until"}

    id = Field("id", widget=Text())
    team = Field("team")
    name = Field("name", widget=Text())
    job_title = Field("job_title", widget=Text())
    area = Field("area", widget=Text())
    quote = Field("quote", widget=Lines())
    agreed_on = Field("agreed_on", widget=Day())
    agreed_until = Field("agreed_until", widget=Day())
    has_left = Field("has_left", widget=Flag())
    position = Field("position", widget=Number())
    published = Field("is_published", widget=Flag())

    class Meta:
        model = Testimonial
        fields = TESTIMONIAL_COLUMNS
        import_order = TESTIMONIAL_COLUMNS
        export_order = TESTIMONIAL_COLUMNS
        import_id_fields = ["id"]
        skip_diff = True

    def get_queryset(self) -> QuerySet[Any]:
        return Testimonial.objects.select_related("team").order_by("id")

    def set_up_lookups(self, dataset: Any = None) -> None:
        self.lookups = {"team": TeamLookup(user=self.user)}

    def load_rows(self, dataset: Any) -> None:
        teams = {team.pk for team in self.lookups["team"].rows}
        self.stored = {str(one.pk): one for one in self.fetch("team_id", teams)}
        self.namesakes: dict[Any, list[Testimonial]] = defaultdict(list)
        for one in self.stored.values():
            self.namesakes[one.team_id, one.name].append(one)
        # Who each line is about: the person of a new row may stand in no other.
        self.people: dict[Any, tuple[int, bool]] = {}

    def find_row(self, row: Any) -> Testimonial | None:
        number = cell_text(row["id"]).strip()
        if number:
            return self.stored.get(number)
        found = self._namesakes(row)
        return found[0] if len(found) == 1 else None

    def _namesakes(self, row: Any) -> list[Testimonial]:
        """The stored testimonials of the person that a record names."""
        try:
            team = self.lookups["team"].clean(cell_text(row["team"]))
            return self.namesakes.get((team.pk if team else None, Text().clean(cell_text(row["name"]))), [])
        except ValidationError:
            return []

    def after_init_instance(self, instance: Any, new: bool, row: Any, **kwargs: Any) -> None:
        super().after_init_instance(instance, new, row, **kwargs)
        self.has_number = bool(cell_text(row["id"]).strip())
        self.is_ambiguous = not self.has_number and len(self._namesakes(row)) > 1
        self.at = self.line(kwargs["row_number"])

    def key_errors(self, testimonial: Testimonial, new: bool) -> list[str]:
        if new and self.has_number:
            return [self.not_found_message()]
        if self.is_ambiguous:
            return ["Several people of this team have this name. Write the id that an export gives."]
        person = (self.values.get("team"), self.values.get("name"))
        line, was_new = self.people.setdefault(person, (self.at, new))
        return [self.duplicate_message(line)] if line != self.at and (new or was_new) else []

    def duplicate_key(self, row: Any) -> Any:
        return (cell_text(row["team"]), cell_text(row["name"]))

    def duplicate_message(self, line: int) -> str:
        return f"Line {line} is about this person already."

    def not_found_message(self) -> str:
        return "There is no testimonial with this id. For a new one, leave the cell empty."

    def get_value(self, testimonial: Testimonial, column: str) -> Any:
        return str(testimonial.pk) if column == "id" else super().get_value(testimonial, column)

    def set_value(self, testimonial: Testimonial, column: str, value: Any) -> None:
        if column != "id":
            super().set_value(testimonial, column, value)

    def is_equal(self, column: str, old: Any, new: Any) -> bool:
        """Whoever was found by name has an id all the same."""
        return column == "id" or super().is_equal(column, old, new)
