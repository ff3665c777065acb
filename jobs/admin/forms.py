"""The forms in which postings are written."""

import datetime as dt
import re
import zoneinfo
from types import SimpleNamespace
from typing import Any, NamedTuple, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import QueryDict
from django.utils import timezone

from jobs.models import Posting, Section, local_time
from jobs.publishing import check, rules
from jobs.publishing.rules import NO_SECTIONS, Draft, Finding, RuleContext
from teams.desk import history
from teams.desk.forms import DeskForm, OrderedFormSet
from teams.models.fields import sanitize
from teams.models.validators import validate_time_zone

from .local_time_fields import ClosingField, DayAndTimeField

SECTIONS = "sections"
ROWS = SimpleNamespace(model=Section, parent_model=Posting)
SECTION_ROW = re.compile(rf"{SECTIONS}-([0-9]{{1,6}})-heading")
# The warnings that stood on the page the form was sent from.
SHOWN_WARNINGS = "seen"
OVER = "This day is over already, so nobody could apply. Choose a later closing date."

FIELDS = {
    "posting_closes_after_it_is_published": "closes_at",
    "posting_pays_no_less_than_its_minimum": "pay_minimum",
    "posting_pay_has_currency_and_period": "pay_period",
    "posting_pay_is_above_zero": "pay_minimum",
    "posting_names_countries_only_when_remote": "remote_countries",
    "posting_is_from_anywhere_or_from_countries": "remote_countries",
}
# By what a rule of the table says, the field where it is mended.
FIELD_OF_RULE = {rule.violation_error_message: FIELDS[rule.name] for rule in Posting._meta.constraints}


def _is_past(moment: dt.datetime | None) -> bool:
    return moment is not None and moment <= timezone.now()


def _is_or_will_be_open(posting: Posting) -> bool:
    """Whether by its dates a posting is open or will be."""
    return posting.published_from is not None and not _is_past(posting.closes_at)


class FindingLine(NamedTuple):
    """A finding on a page: what to call the field where it is mended, and where on the page that is, if it is there."""

    finding: Finding
    label: str
    address: str
    is_new: bool  # it was not on the page that the form was sent from

    @property
    def message(self) -> str:
        return self.finding.message

    @property
    def is_blocking(self) -> bool:
        return self.finding.is_blocking


class PostingForm(DeskForm):
    """A posting with its dates in its own time zone. With a date of publishing it is saved only if fit to be public,
    unless it is closed: then nobody applies any more, and a slip in it is corrected like any other.

    What blocks is said at its field. Warnings come back with the question why to publish anyway, and the
    answer is logged for each; one that was not on the page yet is asked about again.
    """

    user: Any = None  # who decides; set by the page that shows the form

    published_from = DayAndTimeField(label="Publish on")
    closes_at = ClosingField(label="Close on")
    reason = forms.CharField(
        label="Why publish anyway?",
        required=False,
        max_length=check.MAX_REASON_LENGTH,
        widget=forms.Textarea({"rows": 2}),
        help_text="Kept with the posting, with your name and the day, for whoever asks later.",
    )

    warnings: tuple[Finding, ...] = ()

    class Meta:
        model = Posting
        fields = "__all__"  # the admin's fieldsets say which

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = self.instance.pk is not None
        self.was_closed = stored and self.instance.status() == Posting.Status.CLOSED
        zone = self._zone()
        said = f"In the time zone {zone}"
        helps = {
            "published_from": f"{said}. Public from then on, or from the start of the day. Left empty, it is a draft.",
            "closes_at": f"{said}. Without a time, the end of that day. Left empty, it stays open until you close it.",
        }
        for name, text in helps.items():
            field = cast(DayAndTimeField, self.fields[name])
            field.use(zone, getattr(self.instance, name))
            field.help_text = text

    def _zone(self) -> zoneinfo.ZoneInfo:
        """The time zone the posting has, or will have with what was just sent."""
        if not self.is_bound:
            return self.instance.zone(self.employer)
        try:
            zone = self.fields["time_zone"].clean(self["time_zone"].data)
            if zone:
                validate_time_zone(zone)
            places = self.fields["locations"].clean(self["locations"].data)
        except ValidationError:
            # Either field shows its own message; until it is mended the dates stay as they were understood.
            return self.instance.zone(self.employer)
        return local_time.choose_zone(zone, (place.time_zone for place in places), self.employer.time_zone)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in ("published_from", "closes_at"):
            # What was not touched keeps the seconds that the form does not show.
            if name in cleaned and name not in self.changed_data:
                cleaned[name] = getattr(self.instance, name)
        if "published_from" in cleaned and check.is_withdrawal(self.instance, cleaned["published_from"]):
            self.add_error("published_from", check.WITHDRAWAL_REFUSED)
        if self._closes_before_opening(cleaned.get("published_from"), cleaned.get("closes_at")):
            self.add_error("closes_at", OVER)
        return cleaned

    def _closes_before_opening(self, published_from: Any, closes_at: Any) -> bool:
        """Whether a posting that was never open would be closed at once: a page for ever of a job nobody could get."""
        if not (published_from and _is_past(closes_at)):
            return False
        return self.instance.pk is None or not Posting.objects.filter(pk=self.instance.pk).once_open().exists()

    def _update_errors(self, errors: ValidationError) -> None:
        """Say at a field what a rule of the table finds wrong, so that the page can lead there."""
        found = errors.error_dict if hasattr(errors, "error_dict") else {NON_FIELD_ERRORS: errors.error_list}
        told: dict[str, list[ValidationError]] = {}
        for name, wrong in found.items():
            for error in wrong:
                told.setdefault(FIELD_OF_RULE.get(error.message, name), []).append(error)
        super()._update_errors(ValidationError(told))  # type: ignore[misc]

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        # Only now is the posting there as it would be saved.
        if _is_or_will_be_open(self.instance) and self.cleaned_data.get("published_from"):
            self._check_before_publishing()

    def _check_before_publishing(self) -> None:
        places = list(self.cleaned_data.get("locations", ()))
        found = rules.findings(Draft(self.instance, places, self._sections(), RuleContext.current()))
        for finding in found:
            # A field that has a message is already known to be wrong, and of missing rows `SectionFormSet` tells.
            is_told = finding.field in self.errors or (finding.rule == NO_SECTIONS.code and self._has_section_rows)
            if finding.is_blocking and not is_told:
                self.add_error(finding.field if finding.field in self.fields else None, finding.message)
        decided = check.get_decided_messages([self.instance.pk])[self.instance.pk] if self.instance.pk else ()
        self.warnings = tuple(one for one in check.exclude_decided(found, decided) if not one.is_blocking)
        if not (self.errors or any(finding.is_blocking for finding in found)):
            self._require_reason()

    def _require_reason(self) -> None:
        new = {warning.message for warning in self.warnings}.difference(self._shown_messages)
        if new and self._shown_messages:
            self.add_error("reason", "There are new warnings. Give a reason that holds for them as well.")
        elif new or (self.warnings and not self.cleaned_data["reason"]):
            self.add_error("reason", "Mend what the warnings say, or give a reason to publish it as it is.")

    @property
    def has_warnings_to_show(self) -> bool:
        """Whether the page has to show the warnings: they are asked about, or an answer would be lost."""
        return bool(self.warnings) and ("reason" in self.errors or bool(self["reason"].value()))

    @property
    def warning_lines(self) -> list[FindingLine]:
        """The warnings to decide."""
        return [self.make_line(warning) for warning in self.warnings]

    def make_line(self, finding: Finding) -> FindingLine:
        """A finding as this page shows it."""
        is_new = bool(self._shown_messages) and finding.message not in self._shown_messages
        if finding.field in self.fields:
            bound = self[finding.field]
            return FindingLine(finding, str(bound.label), f"#{bound.id_for_label or f'{bound.auto_id}_0'}", is_new)
        has_rows = finding.field == SECTIONS and (self._has_section_rows or not self.is_bound)
        return FindingLine(finding, SECTIONS, f"#{SECTIONS}-group" if has_rows else "", is_new)

    @property
    def shown_warnings_name(self) -> str:
        return self.add_prefix(SHOWN_WARNINGS)

    @property
    def _shown_messages(self) -> list[str]:
        return cast(QueryDict, self.data).getlist(self.shown_warnings_name) if self.is_bound else []

    @property
    def _has_section_rows(self) -> bool:
        """Whether the sections are rows of the same page; a form that restores an earlier version has none."""
        return f"{SECTIONS}-TOTAL_FORMS" in self.data

    def _sections(self) -> list[tuple[str, str]]:
        """The sections as they are sent along, or else those that the earlier version brings back."""
        if not self._has_section_rows:
            entry = getattr(self.instance, "_history", None)
            return [(row.heading, row.body) for row in history.rows_at(entry, ROWS)] if entry else []
        numbers = sorted(int(row[1]) for name in self.data if (row := SECTION_ROW.fullmatch(name)))
        rows = [
            {name: self.data.get(f"{SECTIONS}-{number}-{name}", "") for name in ("heading", "body", "DELETE")}
            for number in numbers
        ]
        return [
            (row["heading"], sanitize(row["body"]))
            for row in rows
            if (row["heading"] or row["body"]) and not row["DELETE"]
        ]

    def save(self, commit: bool = True) -> Any:
        check.clear_closing_reason(self.instance, was_closed=self.was_closed)
        return super().save(commit)

    def _save_m2m(self) -> None:
        super()._save_m2m()
        decided = [(self.instance, warning) for warning in self.warnings]
        check.log_decisions(decided, by=self.user, reason=self.cleaned_data["reason"])


class SectionFormSet(OrderedFormSet):
    """The sections of a posting: at least one when it is to be published."""

    def clean(self) -> None:
        super().clean()
        written = [form for form in self.forms if form.has_changed() or form.instance.pk]
        kept = [form for form in written if form not in self.deleted_forms]
        if _is_or_will_be_open(self.instance) and not kept:
            raise ValidationError(NO_SECTIONS.says, code=NO_SECTIONS.code)
