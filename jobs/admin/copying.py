"""The page on which a posting is copied, to other places too."""

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

from jobs.publishing import copying
from teams.desk import double_submit
from teams.desk.merging import SafeMultipleChoiceField
from teams.desk.widgets import ChoiceBox
from teams.models import Team
from teams.models.text_cleaning import CleanTextForm

from ..models import Location, Posting
from .rows import posting_of

# More copies than anybody means to make by one press of a button.
MOST = 50
TAKEN = "Another posting has this reference. Choose one that has never been used."


class CopyForm(CleanTextForm, forms.Form):
    """What is different about the copy. With `one_each`, there is one for each of several places.

    `idempotency_token`: makes sure that a second submit copies nothing (`teams.desk.double_submit`).
    """

    idempotency_token = forms.CharField(
        required=False, widget=forms.HiddenInput, max_length=64, initial=secrets.token_urlsafe
    )
    reference = forms.CharField(
        max_length=copying.REFERENCE_LENGTH,
        help_text="The requisition number of the copy. It is never used again.",
    )
    title = forms.CharField(max_length=Posting._meta.get_field("title").max_length)
    team = forms.ModelChoiceField(queryset=Team.objects.none(), empty_label=None)
    locations = SafeMultipleChoiceField(
        label="Places", queryset=Location.objects.all(), required=False, widget=ChoiceBox
    )
    one_each = forms.ChoiceField(
        label="Several places",
        choices=[("", "One posting with all of them"), ("yes", "One posting for each of them")],
        required=False,
        widget=forms.RadioSelect,
        initial="",
        help_text="One for each gets the reference with -1, -2 … at its end. You see them before they are made.",
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        cast(forms.ModelChoiceField, self.fields["team"]).queryset = Team.objects.visible_to(user)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        reference, places = cleaned.get("reference"), list(cleaned.get("locations") or ())
        if reference is None:
            return cleaned
        if not (cleaned.get("one_each") and len(places) > 1):
            if Posting.objects.filter(reference=reference).exists():
                self.add_error("reference", TAKEN)
            cleaned["copies"] = {reference: places}
            return cleaned
        if len(places) > MOST:
            self.add_error("locations", f"Choose at most {MOST} places for one posting each.")
            return cleaned
        references = copying.find_free_references(reference, len(places))
        if len(references[-1]) > copying.REFERENCE_LENGTH:
            self.add_error("reference", f"With “{references[-1][len(reference) :]}” at its end it is too long.")
        cleaned["copies"] = {one: [place] for one, place in zip(references, places, strict=True)}
        return cleaned


def page(desk: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """The page of a copy: asks what is different, shows the references of several, and makes them."""
    if not desk.has_add_permission(request):
        raise PermissionDenied
    posting = posting_of(desk, request, object_id)
    initial = {"title": posting.title, "team": posting.team_id, "locations": posting.locations.all()}
    form = CopyForm(request.POST if request.method == "POST" else None, initial=initial, user=request.user)
    copies = form.cleaned_data["copies"] if form.is_bound and form.is_valid() else {}
    # Several are made only once they have been seen.
    planned = " ".join(copies) if len(copies) > 1 else ""
    token, digest = (
        (form.cleaned_data.get("idempotency_token", ""), double_submit.form_digest(form)) if form.is_bound else ("", "")
    )
    if copies and request.POST.get("planned", "") == planned:
        try:
            with transaction.atomic():
                double_submit.claim_token(token, digest)
                made = copying.copy(
                    posting, title=form.cleaned_data["title"], team=form.cleaned_data["team"], places=copies
                )
                address = _address(made, form.cleaned_data["reference"])
                double_submit.store_result(token, digest, address)
        except double_submit.DuplicateSubmit:
            pass
        except IntegrityError:
            # Taken by somebody else since the form was checked.
            form.add_error("reference", ValidationError(TAKEN))
        else:
            return _tell(desk, request, posting, made, address)
    # Asked last: the first sending may have ended, and taken its references, while this one was checked.
    if address := double_submit.stored_result(token, digest):
        text = "This was made already: pressing the button twice has made nothing more."
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


def _address(made: list[Posting], reference: str) -> str:
    """Where the copies are looked at: the form of one, the list of several."""
    if len(made) == 1:
        return reverse("admin:jobs_posting_change", args=[made[0].pk])
    return f"{reverse('admin:jobs_posting_changelist')}?{urlencode({'q': reference})}"


def _tell(desk: Any, request: HttpRequest, posting: Posting, made: list[Posting], address: str) -> HttpResponse:
    said = f"This is the copy of “{posting}”, a draft."
    if len(made) > 1:
        said = f"Made {len(made)} drafts of “{posting}”: {', '.join(one.reference for one in made)}."
    desk.message_user(request, said, messages.SUCCESS)
    return HttpResponseRedirect(address)
