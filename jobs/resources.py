"""Postings as the records of a spreadsheet, in and out. The columns are those of `jobs.spreadsheet.COLUMNS`."""

from collections.abc import Iterable, Sequence
from itertools import islice
from operator import attrgetter
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import QuerySet
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.results import Result
from simple_history.utils import bulk_create_with_history

from teams import edition
from teams.fields import CONTROL
from teams.models import Employer

from . import publishing, search
from .columns import ANYWHERE, Amount, Countries, Description, Moment, OneOf, SeveralOf, Text
from .directories import Directory, Places, Tags, Teams
from .models import Posting, Section
from .spreadsheet import COLUMNS, Fault, check_columns, escape, unescape

REQUIRED = ("reference", "title", "team")
EMPTY = "Fill in this cell: no posting goes without."
# Kept in other tables, so written once the posting itself has been.
RELATED = ("locations", "tags", "sections")
# Where a message belongs whose field has no column of its own.
COLUMN_OF = {"remote_anywhere": "countries", "sections": "description"}
COLUMN_OF_CONSTRAINT = {
    "posting_closes_after_it_is_published": "closes_at",
    "posting_pays_no_less_than_its_minimum": "pay_min",
    "posting_pay_has_currency_and_period": "pay_currency",
    "posting_pay_is_above_zero": "pay_min",
    "posting_names_countries_only_when_remote": "countries",
    "posting_is_from_anywhere_or_from_countries": "countries",
}
# A rule across columns says nothing as long as one of these is wrong in itself.
DEPENDS_ON = {
    "locations": {"locations", "workplace"},
    "countries": {"countries", "locations", "workplace"},
    "apply_url": {"apply_url", "apply_email"},
    "description": {"description"},
    "published_from": {"published_from"},
}
# References asked for at once: databases bound the number of parameters.
CHUNK = 500


class PostingResource(ModelResource):
    """Takes all records or none; one whose posting says the same already is left alone.

    `create_missing`: whether teams, places and tags that do not exist are made (teams are then published).
    `lines`: the line of the file each record begins in; without it records are taken to be one line each.
    """

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
    closes_at = Field("closes_at", widget=Moment())
    language = Field("language", widget=Text())

    class Meta:
        model = Posting
        fields = COLUMNS
        import_order = COLUMNS
        export_order = COLUMNS
        import_id_fields = ["reference"]
        skip_diff = True

    def __init__(self, create_missing: bool = False, lines: Sequence[int] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.create_missing = create_missing
        self.lines = lines
        self.directories: dict[str, Directory] = {}
        self.added_to: list[int] = []

    def line(self, number: int) -> int:
        """The line in which the record of that number, counted from 1, begins."""
        return self.lines[number - 1] if self.lines else number + 1

    def faults(self, result: Result) -> list[Fault]:
        """What `result` found wrong with single records, in the order of the file."""
        faults = []
        for row in result.invalid_rows:
            for column, messages in row.error_dict.items():
                name = "" if column == NON_FIELD_ERRORS else column
                faults += [Fault(self.line(row.number), name, message) for message in messages]
        for failed in result.row_errors():
            faults += [Fault(self.line(failed[0]), "", f"Unexpected {error.error!r}.") for error in failed[1]]
        return sorted(faults, key=attrgetter("line"))

    def created(self) -> dict[str, int]:
        """How many teams, places and tags the import made, by column."""
        return {column: len(directory.created) for column, directory in self.directories.items()}

    def missing(self) -> bool:
        """Whether the import named teams, places or tags that do not exist and were not to be made."""
        return any(directory.missing for directory in self.directories.values())

    # --- Import --------------------------------------------------------------------------------

    def import_data(self, dataset: Any, *args: Any, **kwargs: Any) -> Result:
        always = {"use_transactions": True, "rollback_on_validation_errors": True}
        with edition.once():
            return super().import_data(dataset, *args, **{**kwargs, **always})

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        try:
            self._prepare(dataset)
        except Exception:
            del dataset[:]  # or every record would be reported as well
            raise

    def _prepare(self, dataset: Any) -> None:
        check_columns(list(dataset.headers or []))
        self._look_up(_text(cell) for cell in dataset["locations"])
        references = [_text(cell).strip() for cell in dataset["reference"]]
        self.first = {reference: number for number, reference in reversed(list(enumerate(references, 1)))}
        self.stored = stored_by_reference(reference for reference in self.first if not CONTROL.search(reference))
        self.language = Employer.objects.current().language

    def _look_up(self, places: Iterable[str] = ()) -> None:
        self.directories = {
            "team": Teams(self.create_missing),
            "locations": Places(self.create_missing, places),
            "tags": Tags(self.create_missing),
        }
        for column, directory in self.directories.items():
            self.fields[column].widget = directory

    def get_instance(self, instance_loader: Any, row: Any) -> Posting | None:
        return self.stored.get(_text(row["reference"]).strip())

    def after_init_instance(self, instance: Posting, new: bool, row: Any, **kwargs: Any) -> None:
        self.wanted: dict[str, list[Any]] = {}
        self.before = None if new else self._state(instance, {name: getattr(instance, name).all() for name in RELATED})
        self.was_closed = not new and instance.status() == Posting.Status.CLOSED

    def import_instance(self, instance: Posting, row: Any, **kwargs: Any) -> None:
        errors = {}
        for field in self.get_import_fields():
            try:
                value = field.widget.clean(_text(row[field.column_name]), row=row)
                if not value and field.column_name in REQUIRED:
                    raise ValidationError(EMPTY)
            except ValidationError as error:
                errors[field.column_name] = error.error_list
                continue
            if field.attribute in RELATED:
                self.wanted[field.attribute] = value
            else:
                setattr(instance, field.attribute, value)
        instance.remote_anywhere = ANYWHERE in instance.remote_countries
        if instance.remote_anywhere:
            instance.remote_countries = ()  # type: ignore[assignment]  # a tuple in Python: ChoiceSetField
        instance.language = instance.language or self.language
        first = self.first[_text(row["reference"]).strip()]
        if first != kwargs["row_number"] and "reference" not in errors:
            message = f"Line {self.line(first)} has this reference already. Each posting has its own."
            errors["reference"] = [ValidationError(message)]
        if errors:
            raise ValidationError(errors)

    def _state(self, posting: Posting, related: dict[str, Any]) -> dict[str, Any]:
        """All that the columns say about a posting, in a form that can be compared."""
        own = [field.attribute for field in self.get_import_fields() if field.attribute not in RELATED]
        state = {name: getattr(posting, name) for name in [*own, "remote_anywhere"]}
        sections = [section if isinstance(section, tuple) else _said(section) for section in related["sections"]]
        return state | {"locations": set(related["locations"]), "tags": set(related["tags"]), "sections": sections}

    def skip_row(self, instance: Posting, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        return not import_validation_errors and self.before == self._state(instance, self.wanted)

    def validate_instance(
        self, instance: Posting, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """Raise ValidationError, by column, unless the posting may be stored, and be public if it has a date for it."""
        errors = dict(import_validation_errors or {})
        columns = {field.attribute: field.column_name for field in self.get_import_fields()} | COLUMN_OF
        bad = {attribute for attribute, column in columns.items() if column in errors}
        # The team was found by its row, so it need not be looked for again.
        unasked = {field.name for field in Posting._meta.concrete_fields}.difference(columns) | {"team"}
        try:
            instance.clean_fields(exclude=unasked | bad)
        except ValidationError as error:
            errors |= {columns[name]: found for name, found in error.error_dict.items()}
        for constraint in Posting._meta.constraints:
            try:
                constraint.validate(Posting, instance, exclude=bad)
            except ValidationError as error:
                column = COLUMN_OF_CONSTRAINT.get(constraint.name, NON_FIELD_ERRORS)
                errors.setdefault(column, []).extend(error.error_list)
        for column, message in self._gaps(instance).items():
            if not errors.keys() & DEPENDS_ON[column]:
                errors[column] = [ValidationError(message)]
        if errors:
            raise ValidationError(errors)

    def _gaps(self, posting: Posting) -> dict[str, str]:
        """What is missing, by column: from every record, and from one to be published."""
        places, sections = len(self.wanted.get("locations", ())), len(self.wanted.get("sections", ()))
        gaps = {}
        if posting.published_from:
            found = publishing.problems(posting, places=places, sections=sections)
            gaps = {COLUMN_OF.get(name, name): message for name, message in found.items()}
        if publishing.withdraws(posting, posting.published_from):
            gaps["published_from"] = publishing.WITHDRAWN
        if not sections:
            gaps["description"] = EMPTY
        if not (places or posting.is_remote):
            gaps["locations"] = "Name at least one place: only remote work goes without."
        return gaps

    def before_save_instance(self, instance: Posting, row: Any, **kwargs: Any) -> None:
        publishing.forget_closing_reason(instance, was_closed=self.was_closed)

    def save_m2m(self, instance: Posting, row: Any, **kwargs: Any) -> None:
        """Write what stands in other tables, and of that only what is new."""
        for name in ("locations", "tags"):
            if set(self.wanted[name]) != (self.before[name] if self.before else set()):
                getattr(instance, name).set(self.wanted[name])
        stored = list(instance.sections.all()) if self.before else []
        wanted = self.wanted["sections"]
        for section, said in zip(stored, wanted, strict=False):
            if _said(section) != said:
                section.heading, section.body = said
                section.save()
        for section in stored[len(wanted) :]:
            section.delete()
        last = stored[-1].position if stored else 0
        added = [
            Section(posting=instance, heading=heading, body=body, position=last + number)
            for number, (heading, body) in enumerate(wanted[len(stored) :], 1)
        ]
        if added:
            bulk_create_with_history(added, Section)
            self.added_to.append(instance.pk)

    def after_import(self, dataset: Any, result: Result, **kwargs: Any) -> None:
        """Make the words of sections that were written in bulk.

        Leave sequences alone: no ids are imported, and resetting them races with other writers.
        """
        search.make(self.added_to)

    # --- Export --------------------------------------------------------------------------------

    def get_queryset(self) -> QuerySet[Any]:
        return Posting.objects.select_related("team").prefetch_related("locations", "tags", "sections").order_by("id")

    def before_export(self, queryset: Any, **kwargs: Any) -> None:
        self._look_up()

    def export_field(self, field: Field, instance: Posting, **kwargs: Any) -> str:
        return escape(super().export_field(field, instance, **kwargs))

    def dehydrate_countries(self, posting: Posting) -> str:
        return ANYWHERE if posting.remote_anywhere else " ".join(posting.remote_countries)


def stored_by_reference(references: Iterable[str]) -> dict[str, Posting]:
    """The postings that exist, with all an import compares, locked until its transaction ends."""
    waiting, found = iter(references), {}
    while chunk := list(islice(waiting, CHUNK)):
        rows = PostingResource().get_queryset().select_for_update(of=("self",)).filter(reference__in=chunk)
        found.update({posting.reference: posting for posting in rows})
    return found


def _text(cell: Any) -> str:
    return "" if cell is None else unescape(str(cell))


def _said(section: Section) -> tuple[str, str]:
    return (section.heading, section.body)
