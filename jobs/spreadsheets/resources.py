"""Postings as the records of a spreadsheet, in and out."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from import_export.fields import Field
from simple_history.utils import bulk_create_with_history

from jobs.finding import stored_words
from jobs.models import Location, Posting, Section, local_time
from jobs.publishing import changelog, check, history, messages, rules
from jobs.publishing.rules import Draft, Finding, RuleContext
from teams.spreadsheets.base_resource import cell_text
from teams.spreadsheets.columns import Text
from teams.spreadsheets.faults import Fault
from teams.spreadsheets.lookups import TeamLookup
from teams.spreadsheets.records import SpreadsheetResource, spellings

from .columns import ANYWHERE, COLUMN_HELP, Amount, Closing, Countries, Description, Moment, OneOf, SeveralOf
from .lookups import LocationLookup, TagLookup

COLUMNS = (
    "reference",
    "title",
    "team",
    "locations",
    "workplace",
    "countries",
    "employment_types",
    "level",
    "tags",
    "description",
    "pay_min",
    "pay_max",
    "pay_currency",
    "pay_period",
    "apply_url",
    "apply_email",
    "published_from",
    "closes_at",
    "language",
)
EMPTY = "Fill in this cell: no posting goes without."
TAKEN = "This reference is taken. Each posting has its own, which is never used again."
# Kept in other tables, so written once the posting itself has been.
RELATED = ("locations", "tags")
MOMENTS = ("published_from", "closes_at")
DEPENDS_ON = {
    "locations": {"locations", "workplace"},
    "countries": {"countries", "locations", "workplace"},
    "apply_url": {"apply_url", "apply_email"},
}


class PostingResource(SpreadsheetResource):
    """A posting is known by its reference."""

    columns = COLUMNS
    key_column = "reference"
    required = ("reference", "title", "team")
    instructions = (
        "A posting is known by its reference: a row with a known one changes that posting, another makes a new one.",
        "Notes on pay, time zones and reasons for closing are not part of it, and stay as they are.",
    )
    column_help = COLUMN_HELP
    columns_by_field = {"remote_anywhere": "countries", "sections": "description"}
    columns_by_constraint = {
        "posting_closes_after_it_is_published": "closes_at",
        "posting_pays_no_less_than_its_minimum": "pay_min",
        "posting_pay_has_currency_and_period": "pay_currency",
        "posting_pay_is_above_zero": "pay_min",
        "posting_names_countries_only_when_remote": "countries",
        "posting_is_from_anywhere_or_from_countries": "countries",
    }
    creatable = {"team": "teams.add_team", "locations": "jobs.add_location", "tags": "jobs.add_tag"}
    max_reason_length = check.MAX_REASON_LENGTH

    reference = Field("reference", widget=Text())
    title = Field("title", widget=Text())
    team = Field("team")
    locations = Field("locations")
    workplace = Field("workplace", widget=OneOf(Posting.Workplace, default=Posting.Workplace.ON_SITE))
    countries = Field("remote_countries", widget=Countries())
    employment_types = Field("employment_types", widget=SeveralOf(Posting.EmploymentType))
    level = Field("level", widget=OneOf(Posting.Level))
    tags = Field("tags")
    description = Field("sections", widget=Description())
    pay_min = Field("pay_minimum", widget=Amount())
    pay_max = Field("pay_maximum", widget=Amount())
    pay_currency = Field("pay_currency", widget=Text(str.upper))
    pay_period = Field("pay_period", widget=OneOf(Posting.PayPeriod))
    apply_url = Field("apply_url", widget=Text())
    apply_email = Field("apply_email", widget=Text())
    published_from = Field("published_from", widget=Moment())
    closes_at = Field("closes_at", widget=Closing())
    language = Field("language", widget=Text())

    class Meta:
        model = Posting
        fields = COLUMNS
        import_order = COLUMNS
        export_order = COLUMNS
        import_id_fields = ["reference"]
        skip_diff = True

    def get_queryset(self) -> QuerySet[Any]:
        return Posting.objects.select_related("team").prefetch_related("locations", "tags", "sections").order_by("id")

    def set_up_lookups(self, dataset: Any = None) -> None:
        places = map(cell_text, dataset["locations"]) if dataset else ()
        self.lookups = {
            "team": TeamLookup("team" in self.create, self.user),
            "locations": LocationLookup("locations" in self.create, places),
            "tags": TagLookup("tags" in self.create),
        }
        self.rule_context = RuleContext.current()
        self.language = self.rule_context.employer.language

    def load_rows(self, dataset: Any) -> None:
        references = spellings(dataset["reference"])
        self.stored = {posting.reference: posting for posting in self.fetch("reference", references)}
        self.taken = self.others("reference", references, self.stored)
        self.written: list[int] = []
        self.unwritten_sections: list[Section] = []
        # Postings that history has still to tell of: changed ones and new ones.
        self.unwritten: dict[bool, list[Posting]] = {False: [], True: []}
        self.checked: list[tuple[int, Posting, list[Finding]]] = []

    def find_row(self, row: Any) -> Posting | None:
        reference = cell_text(row["reference"])
        return self.stored.get(reference) or self.stored.get(reference.strip())

    def key_errors(self, posting: Posting, new: bool) -> list[str]:
        return [TAKEN] if new and posting.reference in self.taken else []

    def duplicate_message(self, line: int) -> str:
        return f"Line {line} has this reference already. Each posting has its own."

    def not_found_message(self) -> str:
        return "There is no posting with this reference, and your account may not add one."

    def prepare(self, posting: Posting) -> None:
        # As stored: those that a cell names come with it.
        self._reckon_in(posting, posting.locations.all() if posting.pk else ())

    def _reckon_in(self, posting: Posting, places: Iterable[Location]) -> None:
        own = (place.time_zone for place in places)
        self.zone = local_time.choose_zone(posting.time_zone, own, self.rule_context.employer.time_zone)
        for column in MOMENTS:
            self.fields[column].widget.zone = self.zone

    def get_value(self, posting: Posting, column: str) -> Any:
        if column in RELATED:
            return list(getattr(posting, column).all())
        if column == "description":
            return [_said(section) for section in posting.sections.all()]
        if column == "countries" and posting.remote_anywhere:
            return (ANYWHERE,)
        return super().get_value(posting, column)

    def set_value(self, posting: Posting, column: str, value: Any) -> None:
        if column == "countries":
            posting.remote_anywhere = ANYWHERE in value
            value = () if posting.remote_anywhere else value
        if column == "language":
            value = value or self.language
        if column == "locations":
            self._reckon_in(posting, self.lookups[column].sort_stored(value))
        if column not in (*RELATED, "description"):
            super().set_value(posting, column, value)

    def is_equal(self, column: str, old: Any, new: Any) -> bool:
        if column == "language":
            new = new or self.language
        return set(old) == set(new) if column in RELATED else super().is_equal(column, old, new)

    def after_init_instance(self, instance: Any, new: bool, row: Any, **kwargs: Any) -> None:
        super().after_init_instance(instance, new, row, **kwargs)
        self.found: list[Finding] = []
        self.status = None if new else instance.status()
        self.before = None if new else changelog.get_watched_facts(instance)

    def cross_column_errors(self, posting: Posting) -> dict[str, str]:
        """What is missing, by column: from every record, and from one to be published."""
        places, sections = self.values.get("locations", []), self.values.get("description", [])
        draft = Draft(posting, places, sections, self.rule_context)
        self.found = rules.findings(draft) if posting.published_from else []
        # Of one column, the first message is the most important.
        blocking = reversed([finding for finding in self.found if finding.is_blocking])
        cross_column_errors = {self._column(finding): finding.message for finding in blocking}
        if check.is_withdrawal(posting, posting.published_from):
            cross_column_errors["published_from"] = check.WITHDRAWAL_REFUSED
        if not sections:
            cross_column_errors["description"] = EMPTY
        if not (places or posting.is_remote):
            cross_column_errors["locations"] = "Name at least one place: only remote work goes without."
        return cross_column_errors

    def _column(self, finding: Finding) -> str:
        """The column in which a finding is mended, "" where there is none."""
        columns = {attribute: column for column, attribute in self.attributes.items()} | self.columns_by_field
        return columns.get(finding.field, "")

    def outcome(self, posting: Posting) -> str:
        return messages.describe_status_change(self.status, posting, self.zone)

    def related_columns(self, column: str) -> set[str]:
        return DEPENDS_ON.get(column, {column})

    def before_save_instance(self, posting: Posting, row: Any, **kwargs: Any) -> None:
        check.clear_closing_reason(posting, was_closed=self.status == Posting.Status.CLOSED)
        # One entry tells of the row and of its places and tags.
        posting.skip_history_when_saving = True  # type: ignore[attr-defined]
        posting.words_made_later = True

    def save_related(self, posting: Posting) -> None:
        """Write what stands in other tables, and of that only what is new."""
        for name in RELATED:
            if self.old is None:
                getattr(posting, name).add(*self.values[name])
            elif set(self.values[name]) != set(self.old[name]):
                getattr(posting, name).set(self.values[name])
        self._remember(posting)
        stored = list(posting.sections.all()) if self.old else []
        wanted = self.values["description"]
        for section, said in zip(stored, wanted, strict=False):
            if _said(section) != said:
                section.heading, section.body = said
                section.words_made_later = True
                section.save()
        for section in stored[len(wanted) :]:
            section.words_made_later = True
            section.delete()
        last = stored[-1].position if stored else 0
        added = [
            Section(posting=posting, heading=heading, body=body, position=last + number)
            for number, (heading, body) in enumerate(wanted[len(stored) :], 1)
        ]
        self.unwritten_sections += added
        self.written.append(posting.pk)
        if len(self.unwritten_sections) >= history.BATCH:
            self._write_sections()
        changelog.record_changes(posting, self.before)

    def _remember(self, posting: Posting) -> None:
        """Have the history tell of a posting, together with others."""
        del posting.skip_history_when_saving  # type: ignore[attr-defined]
        waiting = self.unwritten[self.old is None]
        waiting.append(posting)
        if len(waiting) == history.BATCH:
            self._write_history()

    def _write_sections(self) -> None:
        if self.unwritten_sections:
            bulk_create_with_history(self.unwritten_sections, Section)
            self.unwritten_sections.clear()

    def _write_history(self) -> None:
        for new, waiting in self.unwritten.items():
            if waiting:
                history.bulk_write_history(waiting, new=new)
                waiting.clear()

    def after_import_row(self, row: Any, row_result: Any, **kwargs: Any) -> None:
        super().after_import_row(row, row_result, **kwargs)
        if self.found and self._changed():
            self.checked.append((self.line(kwargs["row_number"]), self.instance, self.found))

    def finish(self) -> None:
        """Make the words of all that was written, and log what was published in spite of warnings."""
        decided = check.get_decided_messages(posting.pk for _line, posting, _found in self.checked if posting.pk)
        waiting = [
            (line, posting, finding)
            for line, posting, found in self.checked
            for finding in check.exclude_decided(found, decided[posting.pk])
        ]
        self.warnings = [Fault(line, self._column(finding), finding.message) for line, _posting, finding in waiting]
        if not self.dry_run:
            self._write_history()
            self._write_sections()
            stored_words.make_words(self.written)
            answered = [(posting, finding) for _line, posting, finding in waiting] if self.reason else []
            check.log_decisions(answered, by=self.user, reason=self.reason)


def _said(section: Section) -> tuple[str, str]:
    return (section.heading, section.body)
