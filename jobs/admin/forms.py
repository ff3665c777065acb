"""The forms of a posting and of its sections."""

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
from jobs.models.posting import REFERENCE_TAKEN
from jobs.publishing import check, rules
from jobs.publishing.references import propose_reference
from jobs.publishing.rules import NO_SECTIONS, Draft, RuleContext, Violation
from teams.desk import history
from teams.desk.double_submit import is_carried_out
from teams.desk.forms import DeskForm
from teams.models.validators import ROW_ID, validate_time_zone
from teams.texts.cleaning import sanitize

from .fields import AmountField, ClosingField, DayAndTimeField, read_dates_again
from .places.field import PlacesFormMixin
from .shortcuts import ask_about_zeros

SECTIONS = "sections"
# Takes the place of the inline of sections in `history.rows_at`.
ROWS = SimpleNamespace(model=Section, parent_model=Posting)
SECTION_ROW = re.compile(rf"{SECTIONS}-([0-9]{{1,6}})-heading")
# The button that publishes what it saves, and the hidden input with the reference that the page has proposed.
PUBLISH, PROPOSED = "_publish", "proposed_reference"
# The name of the hidden inputs in warnings.html. They hold the warnings that the page has shown.
SHOWN_WARNINGS = "seen"
SAVED_ALREADY = (
    "This page was saved already, as the posting with this reference. Change that one, or write another reference "
    "to add a second posting."
)
PAST_CLOSING_DATE = "This day is over already, so nobody could apply. Choose a later closing date."

# The field that shows the error of a constraint. The keys of the first mapping are the names of the constraints,
# those of the second are their messages.
FIELD_BY_CONSTRAINT = {
    "posting_published_from_is_in_range": "published_from",
    "posting_closes_at_is_in_range": "closes_at",
    "posting_closes_after_it_is_published": "closes_at",
    "posting_pays_no_less_than_its_minimum": "pay_minimum",
    "posting_pay_has_currency_and_period": "pay_period",
    "posting_pay_is_above_zero": "pay_minimum",
    "posting_pay_has_an_upper_limit": "pay_maximum",
    "posting_names_countries_only_when_remote": "remote_countries",
    "posting_is_from_anywhere_or_from_countries": "remote_countries",
}
FIELD_BY_MESSAGE = {
    constraint.violation_error_message: FIELD_BY_CONSTRAINT[constraint.name]
    for constraint in Posting._meta.constraints
    if constraint.name in FIELD_BY_CONSTRAINT
}


def _is_past(moment: dt.datetime | None) -> bool:
    return moment is not None and moment <= timezone.now()


class ViolationLine(NamedTuple):
    """A violation, with the label and address of its field on a page. The address is empty without a field there."""

    message: str
    basis: str
    severity: str  # Required, Warning or Note
    label: str
    address: str
    is_new: bool  # the page has shown other warnings before, but not this one


class PostingForm(PlacesFormMixin, DeskForm):
    """A posting with its dates in its own time zone.

    A posting that is or will be open must pass the check before publishing. A draft or a closed posting is not checked.
    A blocking violation is an error of its field. Warnings need a reason to publish anyway. The page must show all
    warnings before the user gives the reason. The reason is logged for each warning.
    """

    field_groups = {
        "pay": ("pay_minimum", "pay_maximum", "pay_currency", "pay_period"),
        "workplace": ("workplace", "remote_anywhere", "remote_countries"),
        "dates": ("published_from", "closes_at"),
    }
    user: Any = None  # set by the admin; logged with decisions

    published_from = DayAndTimeField(label="Publish on")
    closes_at = ClosingField(label="Close on")
    pay_minimum = AmountField(help_text=Posting._meta.get_field("pay_minimum").help_text)
    pay_maximum = AmountField()
    reason = forms.CharField(
        label="Why publish anyway?",
        required=False,
        max_length=check.MAX_REASON_LENGTH,
        widget=forms.Textarea({"rows": 2}),
        help_text="Your colleagues see it with your name and the date.",
    )

    warnings: tuple[Violation, ...] = ()
    # A reference that is asked about. The page holds it in a hidden input, so that saving again confirms it.
    reference_to_confirm = ""
    # Says that the proposed reference was taken.
    reference_note = ""
    # The form is not saved, so it is not checked.
    is_preview = False

    class Meta:
        model = Posting
        fields = "__all__"  # limited by the admin's fieldsets

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.was_closed = self.instance.pk is not None and self.instance.status() == Posting.Status.CLOSED
        zone = self._get_zone()
        help_texts = {
            "published_from": "Without a time, from the start of that day. If empty, the posting is a draft.",
            "closes_at": "Without a time, at the end of that day. If empty, it stays open until you close it.",
        }
        for name, text in help_texts.items():
            field = cast(DayAndTimeField, self.fields[name])
            field.set_zone(zone, stored=getattr(self.instance, name))
            field.help_text = f"In the time zone {zone}. {text}"

    def _get_zone(self) -> zoneinfo.ZoneInfo:
        """Return the time zone of the posting, or of the submitted values if there are any."""
        if not self.is_bound:
            return self.instance.zone(self.employer)
        try:
            zone = self.fields["time_zone"].clean(self["time_zone"].data)
            if zone:
                validate_time_zone(zone)
            places = self.fields["locations"].clean(self["locations"].data)
        except ValidationError:
            # The field shows its own error. Read the dates in the stored time zone until the user fixes it.
            return self.instance.zone(self.employer)
        return local_time.choose_zone(zone, (place.time_zone for place in places), self.employer.time_zone)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        read_dates_again(self, cleaned)
        for name in ("published_from", "closes_at"):
            # The form shows no seconds, so an unchanged field keeps its stored value.
            if name in cleaned and name not in self.changed_data:
                cleaned[name] = getattr(self.instance, name)
        if PUBLISH in self.data and "published_from" in cleaned and cleaned["published_from"] is None:
            cleaned["published_from"] = timezone.now()
            self.changed_data = [*self.changed_data, "published_from"]
        if "published_from" in cleaned and check.is_withdrawal(self.instance, cleaned["published_from"]):
            self.add_error("published_from", check.WITHDRAWAL_REFUSED)
        self._clean_currency(cleaned)
        if self._would_never_be_open(cleaned.get("published_from"), cleaned.get("closes_at")):
            self.add_error("closes_at", PAST_CLOSING_DATE)
        return cleaned

    def clean_reference(self) -> str:
        """Refuse the reference of another posting. Ask about one that differs only in zeros."""
        reference = str(self.cleaned_data["reference"])
        own, others = Posting.objects.filter(pk=self.instance.pk), Posting.objects.exclude(pk=self.instance.pk)
        if own.with_reference(reference).exists():
            return reference  # Older postings may have the same one.
        if others.with_reference(reference).exists():
            # Nobody has chosen a reference that was only proposed, so the next one does as well.
            if self.instance.pk is None and self.data.get(PROPOSED) == reference:
                if is_carried_out(self.data.get("idempotency_token", "")):
                    raise ValidationError(SAVED_ALREADY)
                taken, reference = reference, propose_reference()
                self.reference_note = f"{taken} was taken meanwhile: this posting is {reference}."
                return reference
            raise ValidationError(REFERENCE_TAKEN)
        ask_about_zeros(self, reference, others)
        return reference

    def _clean_currency(self, cleaned: dict[str, Any]) -> None:
        """Take the currency that an amount names if none is chosen. Refuse another one than was chosen."""
        for name in ("pay_minimum", "pay_maximum"):
            currency = cast(AmountField, self.fields[name]).currency if cleaned.get(name) is not None else ""
            chosen = cleaned.get("pay_currency")
            if currency and chosen == "":
                cleaned["pay_currency"] = currency
            elif currency and chosen not in (None, currency):
                self.add_error(name, f"This amount is in {currency}, and the currency is {chosen}.")

    def _would_never_be_open(self, published_from: Any, closes_at: Any) -> bool:
        """Whether the posting would be published and closed at once, without ever being open."""
        if not (published_from and _is_past(closes_at)):
            return False
        return self.instance.pk is None or not Posting.objects.filter(pk=self.instance.pk).ever_open().exists()

    def _update_errors(self, errors: ValidationError) -> None:
        """Show the error of a constraint at a field, so that the page can link to it."""
        by_name = errors.error_dict if hasattr(errors, "error_dict") else {NON_FIELD_ERRORS: errors.error_list}
        by_field: dict[str, list[ValidationError]] = {}
        for name, field_errors in by_name.items():
            for error in field_errors:
                by_field.setdefault(FIELD_BY_MESSAGE.get(error.message, name), []).append(error)
        super()._update_errors(ValidationError(by_field))  # type: ignore[misc]

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        # The instance has the submitted values only after this call.
        is_public = check.is_or_will_be_open(self.instance) and self.cleaned_data.get("published_from")
        if is_public and not self.is_preview:
            self._check_before_publishing()

    def _check_before_publishing(self) -> None:
        places = list(self.cleaned_data.get("locations", ()))
        violations = rules.violations(Draft(self.instance, places, self.get_sections(), RuleContext.current()))
        for violation in violations:
            # Show at most one error at each field. `SectionFormSet` shows the error for missing sections.
            has_error = violation.field in self.errors or (
                violation.rule == NO_SECTIONS.code and self._has_section_rows
            )
            if violation.is_blocking and not has_error:
                self.add_error(violation.field if violation.field in self.fields else None, violation.text)
        decided = check.get_decided_messages([self.instance.pk])[self.instance.pk] if self.instance.pk else ()
        undecided = check.exclude_decided(violations, decided)
        self.warnings = tuple(violation for violation in undecided if violation.is_warning)
        if not (self.errors or any(violation.is_blocking for violation in violations)):
            self._require_reason()

    def _require_reason(self) -> None:
        new = {warning.message for warning in self.warnings}.difference(self._shown_messages)
        if new and self._shown_messages:
            self.add_error("reason", "There are new warnings. Give a reason that covers them too.")
        elif new or (self.warnings and not self.cleaned_data["reason"]):
            self.add_error("reason", "Fix the warnings, or give a reason to publish anyway.")

    @property
    def has_warnings_to_show(self) -> bool:
        """Whether the page must show the warnings, because a reason is missing or was entered."""
        return bool(self.warnings) and ("reason" in self.errors or bool(self["reason"].value()))

    @property
    def warning_lines(self) -> list[ViolationLine]:
        return [self.make_line(warning) for warning in self.warnings]

    def make_line(self, violation: Violation) -> ViolationLine:
        """Return a violation with the label and the address of its field on this page."""
        is_new = bool(self._shown_messages) and violation.message not in self._shown_messages
        if violation.field in self.fields:
            bound_field = self[violation.field]
            label, address = str(bound_field.label), f"#{bound_field.id_for_label or f'{bound_field.auto_id}_0'}"
        elif not violation.field:
            label = address = ""
        else:
            has_rows = violation.field == SECTIONS and (self._has_section_rows or not self.is_bound)
            label, address = SECTIONS, f"#{SECTIONS}-group" if has_rows else ""
        return ViolationLine(violation.message, violation.basis, violation.severity, label, address, is_new)

    @property
    def _shown_messages(self) -> list[str]:
        return cast(QueryDict, self.data).getlist(SHOWN_WARNINGS) if self.is_bound else []

    @property
    def _has_section_rows(self) -> bool:
        """Whether the submitted form has rows for sections. The form of an earlier version has none."""
        return f"{SECTIONS}-TOTAL_FORMS" in self.data

    def get_sections(self) -> list[tuple[str, str]]:
        """Return the heading and body of each submitted section, or of each section in the earlier version."""
        if not self._has_section_rows:
            entry = getattr(self.instance, "_history", None)
            return [(row.heading, row.body) for row in history.rows_at(entry, ROWS)] if entry else []
        numbers = sorted(int(match[1]) for name in self.data if (match := SECTION_ROW.fullmatch(name)))
        rows = [
            {name: self.data.get(f"{SECTIONS}-{number}-{name}", "") for name in ("id", "heading", "body", "DELETE")}
            for number in sorted(numbers, key=self._get_section_position)
        ]
        return [
            (row["heading"], sanitize(row["body"]))
            for row in rows
            # A new row without a text is empty, or has an error of its own.
            if (row["body"] or (row["heading"] and row["id"])) and not row["DELETE"]
        ]

    def _get_section_position(self, number: int) -> tuple[int, int]:
        position = self.data.get(f"{SECTIONS}-{number}-position", "")
        return (int(position) if ROW_ID.fullmatch(position) else 0, number)

    @property
    def proposed_reference(self) -> str:
        """The reference that the page of a new posting has proposed."""
        return self.data.get(PROPOSED, "") if self.is_bound else self.initial.get("reference", "")

    def save(self, commit: bool = True) -> Any:
        check.clear_closing_reason(self.instance, was_closed=self.was_closed)
        return super().save(commit)

    def _save_m2m(self) -> None:
        super()._save_m2m()
        check.log_decisions(
            [(self.instance, warning) for warning in self.warnings], by=self.user, reason=self.cleaned_data["reason"]
        )
