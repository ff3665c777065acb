"""The words of a form whose row is here no more, as the page on which they were typed called them."""

import math
import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.choices import flatten_choices
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django_prose_editor.widgets import ProseEditorWidget

from teams.models.fields import sanitize
from teams.models.validators import ROW_ID

# The order of rows was set by buttons.
NOT_TYPED = ("position",)


def collect_unsaved_input(desk: Any, request: HttpRequest) -> list[tuple[str, str]]:
    """What was sent for a page of the desk: label and words of every field that says something, rows after the page."""
    words = list(_words(desk.get_form(request)(), request))
    for inline in desk.get_inline_instances(request):
        rows = inline.get_formset(request)
        name = capfirst(str(inline.opts.verbose_name))
        for number, prefix in enumerate(_prefixes(rows.get_default_prefix(), request), 1):
            is_removed = bool(request.POST.get(f"{prefix}-DELETE"))
            row = f"{name} {number} (to be deleted)" if is_removed else f"{name} {number}"
            found = _words(rows.form(prefix=prefix), request, without=NOT_TYPED)
            words += [(f"{row}: {label}", value) for label, value in found]
    return words


def _prefixes(rows: str, request: HttpRequest) -> list[str]:
    """What the names of each row that was sent begin with, in the order the rows had on the page."""
    # Not by the number of rows that the form states: what was typed is there whatever that says.
    sent = (re.match(rf"{re.escape(rows)}-([0-9]{{1,6}})-", name) for name in (*request.POST, *request.FILES))
    numbers = sorted({int(one[1]) for one in sent if one})

    def position(prefix: str) -> float:
        typed = request.POST.get(f"{prefix}-position", "")
        return int(typed) if ROW_ID.fullmatch(typed) else math.inf

    return sorted((f"{rows}-{number}" for number in numbers), key=position)


def _words(form: forms.BaseForm, request: HttpRequest, without: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    # The form is not bound: what its row would need in order to be checked is gone.
    for bound in form:
        if bound.is_hidden or bound.name in without:
            continue
        widget = bound.field.widget
        sent = widget.value_from_datadict(request.POST, request.FILES, bound.html_name)
        if words := _format_value(widget, sent):
            yield str(bound.label), words


def _format_value(widget: Any, sent: Any) -> str:
    """What a person would call what was sent; empty for nothing, and for a choice that the page did not offer."""
    if isinstance(widget, forms.MultiWidget):
        return " ".join(filter(None, map(_format_value, widget.widgets, sent)))
    if isinstance(widget, forms.CheckboxInput):
        return "yes" if sent else ""
    if isinstance(widget, forms.FileInput):
        return sent.name if sent else ""
    if isinstance(widget, forms.widgets.ChoiceWidget):
        chosen = {str(one) for one in (sent if isinstance(sent, list | tuple) else [sent]) if one}
        # Which rows there are is asked for only where something was chosen.
        labels: Any = flatten_choices(widget.choices) if chosen else ()
        return ", ".join(str(label) for value, label in labels if str(value) in chosen)
    text = str(sent or "").strip()
    if isinstance(widget, ProseEditorWidget) and "</" in text:
        # As it would have been shown, so that it can be copied into an editor with its headings and links. An
        # editor that was left empty sends an empty paragraph. Without the editor it is plain text, shown as it is.
        clean = sanitize(text)
        return mark_safe(clean) if re.sub(r"<[^>]*>|\s|&nbsp;", "", clean) else ""  # noqa: S308  # just sanitised
    return text
