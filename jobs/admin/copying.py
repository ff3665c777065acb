"""The page that copies a posting, as one draft or as one draft for each of several places."""

import secrets
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from jobs.models import Location, Posting
from jobs.models.posting import REFERENCE_TAKEN
from jobs.publishing import copying
from jobs.publishing.references import propose_reference
from teams.desk import double_submit
from teams.desk.merging import MergingMultipleChoiceField
from teams.desk.widgets import ChoiceBox, DayInput
from teams.models import Team
from teams.models.text_cleaning import CleanTextForm
from teams.moments.ranges import validate_day

from .shortcuts import ask_about_zeros, get_posting_or_404

MAX_COPIES = 50


class CopyForm(CleanTextForm, forms.Form):
    """What differs in the copy. With `one_each`, each of several places gets a copy of its own.

    `idempotency_token`: with it, a page sent twice makes its copies once (`teams.desk.double_submit`).
    """

    reference_to_confirm = ""
    idempotency_token = forms.CharField(
        required=False, widget=forms.HiddenInput, max_length=64, initial=secrets.token_urlsafe
    )
    reference = forms.CharField(
        max_length=copying.MAX_REFERENCE_LENGTH,
        help_text="The requisition number of the copy. It is never used again.",
    )
    title = forms.CharField(max_length=Posting._meta.get_field("title").max_length)
    team = forms.ModelChoiceField(queryset=Team.objects.none(), empty_label=None)
    locations = MergingMultipleChoiceField(
        label="Places", queryset=Location.objects.all(), required=False, widget=ChoiceBox
    )
    apply_url = Posting._meta.get_field("apply_url").formfield(widget=forms.URLInput)
    apply_email = Posting._meta.get_field("apply_email").formfield()
    closing_day = forms.DateField(
        label="Close on",
        required=False,
        widget=DayInput,
        validators=[validate_day],
        help_text="At the end of that day where the copy is. If empty, it has no closing date.",
    )
    one_each = forms.ChoiceField(
        label="Several places",
        choices=[("", "One posting with all of them"), ("yes", "One posting for each of them")],
        required=False,
        widget=forms.RadioSelect,
        initial="",
        help_text="One for each adds -1, -2 … to the reference. You see the references before the drafts are made.",
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        cast(forms.ModelChoiceField, self.fields["team"]).queryset = Team.objects.visible_to(user)

    def clean(self) -> dict[str, Any]:
        """Add `copies` to the cleaned data: the places of each copy, by its reference."""
        cleaned = super().clean() or self.cleaned_data
        reference, places = cleaned.get("reference"), list(cleaned.get("locations") or ())
        if reference is None:
            return cleaned
        if not (cleaned.get("one_each") and len(places) > 1):
            if Posting.objects.with_reference(reference).exists():
                self.add_error("reference", REFERENCE_TAKEN)
            else:
                self._ask_about_zeros(reference, [reference])
            cleaned["copies"] = {reference: places}
            return cleaned
        if len(places) > MAX_COPIES:
            self.add_error("locations", f"Choose at most {MAX_COPIES} places for one posting each.")
            return cleaned
        references = copying.find_free_references(reference, len(places))
        suffix = references[-1][len(reference) :]
        if len(references[-1]) > copying.MAX_REFERENCE_LENGTH:
            self.add_error("reference", f"With “{suffix}” at its end it is too long.")
        else:
            self._ask_about_zeros(reference, [reference, references[0]])
        cleaned["copies"] = {reference: [place] for reference, place in zip(references, places, strict=True)}
        return cleaned

    def get_changes(self) -> dict[str, str]:
        """Return where to apply, as the page has asked."""
        return {name: self.cleaned_data[name] for name in ("apply_url", "apply_email") if name in self.data}

    def _ask_about_zeros(self, typed: str, references: list[str]) -> None:
        try:
            ask_about_zeros(self, typed, Posting.objects.all(), references)
        except ValidationError as error:
            self.add_error("reference", error)


def copy_view(desk: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """Ask what differs in the copy, show the references of several copies, and make them."""
    if not desk.has_add_permission(request):
        raise PermissionDenied
    posting = get_posting_or_404(desk, request, object_id)
    initial = {
        "reference": propose_reference(),
        "title": posting.title,
        "team": posting.team_id,
        "locations": posting.locations.all(),
        "apply_url": posting.apply_url,
        "apply_email": posting.apply_email,
    }
    form = CopyForm(request.POST if request.method == "POST" else None, initial=initial, user=request.user)
    copies = form.cleaned_data["copies"] if form.is_bound and form.is_valid() else {}
    # Several copies are made only after the page has shown their references.
    planned = " ".join(copies) if len(copies) > 1 else ""
    token, digest = "", ""
    if form.is_bound:
        token, digest = form.cleaned_data.get("idempotency_token", ""), double_submit.get_digest(form.data, form.files)
    if copies and request.POST.get("planned", "") == planned:
        try:
            with transaction.atomic():
                double_submit.claim_token(token, digest)
                drafts = copying.copy(
                    posting,
                    title=form.cleaned_data["title"],
                    team=form.cleaned_data["team"],
                    places=copies,
                    changes=form.get_changes(),
                    closing_day=form.cleaned_data["closing_day"],
                )
                address = _drafts_address(drafts, form.cleaned_data["reference"])
                double_submit.store_result(token, digest, address)
        except double_submit.DuplicateSubmit:
            pass
        except IntegrityError:
            # Somebody else has taken the reference since the form was checked.
            form.add_error("reference", ValidationError(REFERENCE_TAKEN))
        else:
            desk.message_user(request, _success_message(posting, drafts), messages.SUCCESS)
            return HttpResponseRedirect(address)
    # Checked last: the first submit may finish, and take its references, while this one is being checked.
    if address := double_submit.stored_result(token, digest):
        text = "The copies exist already: the second click made no more."
        desk.message_user(request, text, messages.WARNING)
        return HttpResponseRedirect(address)
    context = {
        **desk.admin_site.each_context(request),
        "title": f"Copy: {posting}",
        "crumb": "Copy",
        "opts": desk.opts,
        "single": posting,
        "form": form,
        "copies": copies if planned and not form.errors else {},
        "planned": planned,
        "media": desk.media,
    }
    return render(request, "admin/jobs/posting/copy.html", context)


def _drafts_address(drafts: list[Posting], reference: str) -> str:
    """The address of the form of one draft, or of the list of several."""
    if len(drafts) == 1:
        return reverse("admin:jobs_posting_change", args=[drafts[0].pk])
    return f"{reverse('admin:jobs_posting_changelist')}?{urlencode({'q': reference})}"


def _success_message(posting: Posting, drafts: list[Posting]) -> str:
    if len(drafts) == 1:
        return f"This is the copy of “{posting}”, a draft."
    return f"Made {len(drafts)} drafts of “{posting}”: {', '.join(draft.reference for draft in drafts)}."
