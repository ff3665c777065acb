"""Postings as the records of a spreadsheet."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from import_export.fields import Field
from simple_history.utils import bulk_create_with_history

from jobs.finding.words import stored_words
from jobs.models import Location, Posting, Section, local_time
from jobs.models.fields import to_reference_key
from jobs.publishing import changelog, check, history, messages, rules
from jobs.publishing.rules import Draft, RuleContext, Violation
from jobs.publishing.transition_rules import status_by_dates
from teams.spreadsheets.base_resource import cell_text, column_cells
from teams.spreadsheets.cells import Text
from teams.spreadsheets.faults import Fault
from teams.spreadsheets.lookups import TeamLookup
from teams.spreadsheets.records import REQUIRED, SpreadsheetResource, with_and_without_spaces

from .cells import ANYWHERE, Amount, ClosingMoment, Countries, Description, Moment
from .choices import Choice, Currency, Language, MultipleChoice
from .columns import COLUMN_HELP, COLUMNS, COLUMNS_BY_CONSTRAINT, OTHER_NAMES, RELATED_COLUMNS
from .lookups import LocationLookup, TagLookup
from .references import AlikeReferences

TAKEN = "This reference is taken. Each posting has its own, and it is never used again."
# Many-to-many relations, saved after the posting itself.
RELATED = ("locations", "tags")
AMOUNTS, MOMENTS = ("pay_min", "pay_max"), ("published_from", "closes_at")


class PostingResource(SpreadsheetResource):
    """Postings, identified by their reference."""

    columns = COLUMNS
    key_column = "reference"
    required = ("reference", "title", "team")
    instructions = (
        "The reference identifies a posting: a row with a known reference changes that posting, a new one adds one.",
        "Notes on pay, time zones and closing reasons are not included and stay as they are.",
    )
    column_help = COLUMN_HELP
    address_columns = ("apply_url", "apply_email")
    other_names = OTHER_NAMES
    columns_by_field = {"remote_anywhere": "countries", "sections": "description"}
    columns_by_constraint = COLUMNS_BY_CONSTRAINT
    creatable = {"team": "teams.add_team", "locations": "jobs.add_location", "tags": "jobs.add_tag"}
    max_reason_length = check.MAX_REASON_LENGTH

    reference = Field("reference", widget=Text())
    title = Field("title", widget=Text())
    team = Field("team")
    locations = Field("locations")
    workplace = Field("workplace", widget=Choice(Posting.Workplace, default=Posting.Workplace.ON_SITE))
    countries = Field("remote_countries", widget=Countries())
    employment_types = Field("employment_types", widget=MultipleChoice(Posting.EmploymentType))
    level = Field("level", widget=Choice(Posting.Level))
    tags = Field("tags")
    description = Field("sections", widget=Description())
    pay_min = Field("pay_minimum", widget=Amount())
    pay_max = Field("pay_maximum", widget=Amount())
    pay_currency = Field("pay_currency", widget=Currency())
    pay_period = Field("pay_period", widget=Choice(Posting.PayPeriod))
    apply_url = Field("apply_url", widget=Text())
    apply_email = Field("apply_email", widget=Text())
    published_from = Field("published_from", widget=Moment())
    closes_at = Field("closes_at", widget=ClosingMoment())
    language = Field("language", widget=Language())

    class Meta:
        model = Posting
        fields = COLUMNS
        import_id_fields = ["reference"]
        skip_diff = True

    def get_queryset(self) -> QuerySet[Any]:
        return Posting.objects.select_related("team").prefetch_related("locations", "tags", "sections").order_by("id")

    def set_up_lookups(self, dataset: Any = None) -> None:
        location_cells = map(cell_text, column_cells(dataset, "locations"))
        self.lookups = {
            "team": TeamLookup("team" in self.create, self.user, publish=self.publish_teams),
            "locations": LocationLookup("locations" in self.create, location_cells),
            "tags": TagLookup("tags" in self.create),
        }
        self.rule_context = RuleContext.current()
        self.language = self.rule_context.employer.language

    def load_rows(self, dataset: Any) -> None:
        references = with_and_without_spaces(dataset["reference"])
        keys = list(dict.fromkeys(map(to_reference_key, references)))
        stored = list(self.fetch("reference_key", keys))
        spellings = {posting.reference for posting in stored}
        stored += self.fetch("reference", [text for text in references if text not in spellings])
        self.stored = {posting.reference: posting for posting in stored}
        self.by_key = {to_reference_key(posting.reference): posting for posting in reversed(stored)}
        self.taken = self.foreign_values("reference_key", keys, self.by_key)
        # Not for each block that is stored: it reads the references of all postings.
        self.alike = AlikeReferences(self.user) if self.dry_run and set(keys).difference(self.by_key) else None
        self.questions: list[Fault] = []
        self.saved_ids: list[int] = []
        self.unsaved_sections: list[Section] = []
        # Postings without a history entry yet, by whether they are new.
        self.without_history: dict[bool, list[Posting]] = {False: [], True: []}
        self.checked: list[tuple[int, Posting, list[Violation]]] = []

    def find_row(self, record: Any) -> Posting | None:
        reference = cell_text(record["reference"])
        exact = self.stored.get(reference) or self.stored.get(reference.strip())
        return exact or self.by_key.get(to_reference_key(reference))

    def key_errors(self, posting: Posting, new: bool) -> list[str]:
        return [TAKEN] if new and to_reference_key(posting.reference) in self.taken else []

    def duplicate_key(self, record: Any) -> Any:
        return to_reference_key(super().duplicate_key(record))

    def duplicate_message(self, line: int) -> str:
        return f"Line {line} has this reference already. Each posting has its own."

    def not_found_message(self) -> str:
        return "There is no posting with this reference, and your account may not add one."

    def prepare(self, posting: Posting) -> None:
        # With the stored locations. `set_value` sets the time zone again for the locations of the file.
        self._set_zone(posting, posting.locations.all() if posting.pk else ())
        for column in AMOUNTS:
            self.fields[column].widget.currency = ""

    def _set_zone(self, posting: Posting, locations: Iterable[Location]) -> None:
        zones = (location.time_zone for location in locations)
        self.zone = local_time.choose_zone(posting.time_zone, zones, self.rule_context.employer.time_zone)
        for column in MOMENTS:
            self.fields[column].widget.zone = self.zone

    def get_value(self, posting: Posting, column: str) -> Any:
        if column in RELATED:
            return list(getattr(posting, column).all())
        if column == "description":
            return [_section_text(section) for section in posting.sections.all()]
        if column == "countries" and posting.remote_anywhere:
            return (ANYWHERE,)
        return super().get_value(posting, column)

    def set_value(self, posting: Posting, column: str, value: Any) -> None:
        if column == "reference" and self.old_values is not None:
            value = self.values[column] = self.old_values[column]  # The file names it in any spelling.
        if column == "countries":
            posting.remote_anywhere = ANYWHERE in value
            value = () if posting.remote_anywhere else value
        if column == "language":
            value = value or self.language
        if column == "pay_currency":
            value = self.values[column] = value or self._find_currency()
        if column == "locations":
            self._set_zone(posting, self.lookups[column].sort_stored(value))
        if column not in (*RELATED, "description"):
            super().set_value(posting, column, value)

    def _find_currency(self) -> str:
        """Return the currency that the amounts name. A file without the column means the employer's."""
        named = [self.fields[column].widget.currency for column in AMOUNTS if self.values.get(column)]
        is_missing = bool(named) and "pay_currency" not in self.present
        return next(filter(None, named), "") or (self.rule_context.employer.currency if is_missing else "")

    def is_equal(self, column: str, old: Any, new: Any) -> bool:
        if column == "language":
            new = new or self.language
        return set(old) == set(new) if column in RELATED else super().is_equal(column, old, new)

    def after_init_instance(self, instance: Any, new: bool, row: Any, **kwargs: Any) -> None:
        super().after_init_instance(instance, new, row, **kwargs)
        self.violations: list[Violation] = []
        self.status = None if new else instance.status()
        self.status_by_dates = None if new else status_by_dates(instance, timezone.now())
        self.old_facts = None if new else changelog.get_watched_facts(instance)

    def cross_column_errors(self, posting: Posting) -> dict[str, str]:
        """Return what every record lacks, and what a record to be published lacks, by column."""
        locations, sections = self.values.get("locations", []), self.values.get("description", [])
        draft = Draft(posting, locations, sections, self.rule_context)
        self.violations = rules.violations(draft) if check.is_or_will_be_open(posting) else []
        # Reversed, because the first message of a column is the most important and must win.
        blocking = reversed([violation for violation in self.violations if violation.is_blocking])
        errors = {self._column(violation): violation.text for violation in blocking}
        for column in AMOUNTS:
            currency = self.fields[column].widget.currency
            if currency and posting.pay_currency and currency != posting.pay_currency:
                errors[column] = f"This amount is in {currency}, and the currency is {posting.pay_currency}."
        if check.is_withdrawal(posting, posting.published_from):
            errors["published_from"] = check.WITHDRAWAL_REFUSED
        # The form, too, saves a closed posting that lacks them.
        is_needed = self.old_values is None or self.status_by_dates != Posting.Status.CLOSED
        if is_needed and not sections and "description" in self.present:
            errors["description"] = REQUIRED
        if is_needed and not (locations or posting.is_remote) and "locations" in self.present:
            errors["locations"] = "Name at least one place. Only remote work needs none."
        return errors

    def _column(self, violation: Violation) -> str:
        """Return the column in which to fix a violation, "" if there is none."""
        columns = {attribute: column for column, attribute in self.attributes.items()} | self.columns_by_field
        return columns.get(violation.field, "")

    def outcome(self, posting: Posting) -> str:
        return messages.describe_status_change(self.status, posting, self.zone)

    def related_columns(self, column: str) -> set[str]:
        return RELATED_COLUMNS.get(column, {column})

    def before_save_instance(self, posting: Posting, row: Any, **kwargs: Any) -> None:
        check.clear_closing_reason(posting, was_closed=self.status == Posting.Status.CLOSED)
        # `_write_history` writes one entry for the posting with its locations and tags.
        posting.skip_history_when_saving = True  # type: ignore[attr-defined]
        posting.words_made_later = True

    def save_related(self, posting: Posting) -> None:
        """Save locations, tags and sections that have changed."""
        for name in RELATED:
            if self.old_values is None:
                getattr(posting, name).add(*self.values[name])
            elif set(self.values[name]) != set(self.old_values[name]):
                getattr(posting, name).set(self.values[name])
        stored = list(posting.sections.all()) if self.old_values else []
        texts = self.values["description"]
        last = stored[-1].position if stored else 0
        added = [
            Section(posting=posting, heading=heading, body=body, position=last + number)
            for number, (heading, body) in enumerate(texts[len(stored) :], 1)
        ]
        history.sign([posting, *stored, *added], timezone.now(), self.user)
        posting._change_reason = messages.name_transition(self.status_by_dates, posting)  # type: ignore[attr-defined]
        self._queue_history(posting)
        for section, text in zip(stored, texts, strict=False):
            if _section_text(section) != text:
                section.heading, section.body = text
                section.words_made_later = True
                section.save()
        for section in stored[len(texts) :]:
            section.words_made_later = True
            section.delete()
        self.unsaved_sections += added
        self.saved_ids.append(posting.pk)
        if len(self.unsaved_sections) >= history.BATCH_SIZE:
            self._write_sections()
        changelog.record_changes(posting, self.old_facts)

    def _queue_history(self, posting: Posting) -> None:
        """Queue a posting for `_write_history`, which writes many entries at once."""
        del posting.skip_history_when_saving  # type: ignore[attr-defined]
        queue = self.without_history[self.old_values is None]
        queue.append(posting)
        if len(queue) == history.BATCH_SIZE:
            self._write_history()

    def _write_sections(self) -> None:
        if self.unsaved_sections:
            bulk_create_with_history(self.unsaved_sections, Section)
            self.unsaved_sections.clear()

    def _write_history(self) -> None:
        for new, queue in self.without_history.items():
            if queue:
                history.bulk_write_history(queue, new=new)
                queue.clear()

    def after_import_row(self, row: Any, row_result: Any, **kwargs: Any) -> None:
        super().after_import_row(row, row_result, **kwargs)
        if self.alike and self.old_values is None:
            self.alike.add(self.instance.reference, self.line_number(kwargs["row_number"]))
        for question in self.lookups["locations"].ask_about(self.values.get("locations", ())):
            self.questions.append(Fault(self.line_number(kwargs["row_number"]), "locations", question))
        if self.violations and self._changed():
            self.checked.append((self.line_number(kwargs["row_number"]), self.instance, self.violations))

    def finish(self) -> None:
        """Collect the warnings. Then update the search words, and log the reason to publish despite warnings."""
        decided = check.get_decided_messages(posting.pk for _line, posting, _violations in self.checked if posting.pk)
        undecided = [
            (line, posting, violation)
            for line, posting, violations in self.checked
            for violation in check.exclude_decided(violations, decided[posting.pk])
        ]
        self.warnings = [*(self.alike.questions if self.alike else ()), *self.questions]
        self.warnings += [
            Fault(line, self._column(violation), violation.text) for line, _posting, violation in undecided
        ]
        if not self.dry_run:
            self._write_history()
            self._write_sections()
            stored_words.make_words(self.saved_ids)
            decisions = [(posting, violation) for _line, posting, violation in undecided] if self.reason else []
            check.log_decisions(decisions, by=self.user, reason=self.reason)


def _section_text(section: Section) -> tuple[str, str]:
    return (section.heading, section.body)
