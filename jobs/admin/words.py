"""The admin of synonyms, and what the desk does with words that found nothing."""

import secrets
from functools import partial
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from jobs.models import Location, Synonym, UnmatchedWords
from jobs.models.synonym import split_phrases
from jobs.models.unmatched_words import MAX_LENGTH, clean_words
from teams.desk import double_submit
from teams.desk.base import DeskAdmin
from teams.models.folding import fold
from teams.models.text_cleaning import CleanTextForm

# In the address of a form: the user came from the front page of the desk, and goes back there.
FROM_FRONT_PAGE = "front"


class FrontPageMixin(admin.ModelAdmin):
    """After a new row is saved, leads back to the front page of the desk if the user came from there."""

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        if FROM_FRONT_PAGE in request.GET:
            return HttpResponseRedirect(reverse("admin:index"))
        return super().response_post_save_add(request, obj)


@admin.register(Synonym)
class SynonymAdmin(FrontPageMixin, DeskAdmin):
    list_display = ["typed", "direction", "found"]
    list_display_links = ["typed"]
    list_filter = ["direction"]
    search_fields = ["typed", "found"]
    search_help_text = "Words of either side."
    fieldsets = [(None, {"fields": ["typed", "found", "direction"]})]

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(partial(not_now_view, self))
        return [path("not-now/", view, name="jobs_synonym_not_now"), *super().get_urls()]


def not_now_view(desk: Any, request: HttpRequest) -> HttpResponse:
    """Take words off the list of words that found nothing, until they are searched for again."""
    if not desk.has_add_permission(request):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    words = clean_words(request.POST.get("words", ""))
    UnmatchedWords.objects.filter(words=words).delete()
    desk.message_user(request, f"“{words}” is listed again when more people search for it.", messages.SUCCESS)
    return HttpResponseRedirect(reverse("admin:index"))


class AlsoCalledForm(CleanTextForm, forms.Form):
    """Another name of a place. `idempotency_token`: see `teams.desk.double_submit`."""

    idempotency_token = forms.CharField(
        required=False, widget=forms.HiddenInput, max_length=64, initial=secrets.token_urlsafe
    )
    words = forms.CharField(
        label="Other name",
        max_length=MAX_LENGTH,
        help_text="As people type it: Silicon Docks. Whoever searches for it finds the positions of the place.",
    )
    place = forms.ModelChoiceField(
        queryset=Location.objects.none(),
        empty_label="Choose a place",
        help_text="The place keeps its name. Candidates do not see the other name.",
    )

    def __init__(self, *args: Any, places: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        cast(forms.ModelChoiceField, self.fields["place"]).queryset = places

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        place, words = cleaned.get("place"), cleaned.get("words")
        if place and words and not _new_names(place, words):
            self.add_error("words", f"{place} has this name already. Write another one.")
        return cleaned


def also_called_view(desk: Any, request: HttpRequest) -> HttpResponse:
    """Ask which place the words are another name of, and add the name to the place."""
    if not desk.has_change_permission(request):
        raise PermissionDenied
    form = AlsoCalledForm(
        request.POST if request.method == "POST" else None,
        initial={"words": request.GET.get("words", "")[:MAX_LENGTH]},
        places=desk.get_queryset(request).order_by("name", "id"),
    )
    if request.method == "POST":
        token, digest = request.POST.get("idempotency_token", ""), double_submit.get_digest(form.data, form.files)
        try:
            with double_submit.one_at_a_time(token):
                # Validation would refuse the second click: the place has the name.
                if double_submit.is_duplicate(token, digest):
                    raise double_submit.DuplicateSubmit
                if form.is_valid():
                    double_submit.claim_token(token, digest)
                    _add_name(desk, request, form.cleaned_data["place"], form.cleaned_data["words"])
                    return HttpResponseRedirect(reverse("admin:index"))
        except double_submit.DuplicateSubmit:
            text = "This was already saved. The second click changed nothing."
            desk.message_user(request, text, messages.WARNING)
            return HttpResponseRedirect(reverse("admin:index"))
    context = {
        **desk.admin_site.each_context(request),
        "title": "Another name of a place",
        "opts": desk.opts,
        "form": form,
        "media": desk.media,
    }
    return render(request, "admin/jobs/location/also_called.html", context)


def _new_names(place: Location, words: str) -> list[str]:
    """Return the names in `words` that the place does not have yet."""
    known = {fold(name) for name in [place.name, *split_phrases(place.also_called)]}
    return [name for name in split_phrases(words) if fold(name) not in known]


def _add_name(desk: Any, request: HttpRequest, place: Location, words: str) -> None:
    # Locked and read again, because somebody else may have added a name since the form was checked.
    stored = Location._base_manager.select_for_update(no_key=True).filter(pk=place.pk).first()
    if stored is None:
        desk.message_user(request, f"{place} no longer exists. Nothing is saved.", messages.WARNING)
        return
    stored.also_called = ", ".join([*split_phrases(stored.also_called), *_new_names(stored, words)])
    stored.save()
    desk.log_change(request, stored, f"Added another name: {words}.")
    desk.message_user(request, f"Saved. Whoever searches for “{words}” finds {stored}.", messages.SUCCESS)
