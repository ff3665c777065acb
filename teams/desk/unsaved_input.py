"""What a user submitted for a row that was deleted: labels and values, to be copied by the user."""

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

from teams.models.validators import ROW_ID
from teams.texts.cleaning import sanitize

# Buttons set the position.
NOT_TYPED = ("position",)


def collect_unsaved_input(desk: Any, request: HttpRequest) -> list[tuple[str, str]]:
    """Return the label and the text of each field that is not empty, first of the page, then of its inline rows."""
    values = list(_get_values(desk.get_form(request)(), request))
    for inline in desk.get_inline_instances(request):
        formset = inline.get_formset(request)
        name = capfirst(str(inline.opts.verbose_name))
        for number, prefix in enumerate(_get_row_prefixes(formset.get_default_prefix(), request), 1):
            is_deleted = bool(request.POST.get(f"{prefix}-DELETE"))
            row = f"{name} {number} (to be deleted)" if is_deleted else f"{name} {number}"
            row_values = _get_values(formset.form(prefix=prefix), request, exclude=NOT_TYPED)
            values += [(f"{row}: {label}", value) for label, value in row_values]
    return values


def _get_row_prefixes(formset_prefix: str, request: HttpRequest) -> list[str]:
    """Return the prefix of each submitted row, in the order of the rows on the page."""
    # The management form is ignored: no row may be lost, even if its numbers are wrong.
    matches = (
        re.match(rf"{re.escape(formset_prefix)}-([0-9]{{1,6}})-", name) for name in (*request.POST, *request.FILES)
    )
    numbers = sorted({int(match[1]) for match in matches if match})

    def get_position(prefix: str) -> float:
        position = request.POST.get(f"{prefix}-position", "")
        return int(position) if ROW_ID.fullmatch(position) else math.inf

    return sorted((f"{formset_prefix}-{number}" for number in numbers), key=get_position)


def _get_values(form: forms.BaseForm, request: HttpRequest, exclude: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    # The form is unbound, because it cannot be validated without its row.
    for bound in form:
        if bound.is_hidden or bound.name in exclude:
            continue
        widget = bound.field.widget
        value = widget.value_from_datadict(request.POST, request.FILES, bound.html_name)
        if text := _format_value(widget, value):
            yield str(bound.label), text


def _format_value(widget: Any, value: Any) -> str:
    """Return a submitted value as text, or "" for no value and for a choice that the form does not offer."""
    if isinstance(widget, forms.MultiWidget):
        return " ".join(filter(None, map(_format_value, widget.widgets, value)))
    if isinstance(widget, forms.CheckboxInput):
        return "yes" if value else ""
    if isinstance(widget, forms.FileInput):
        return value.name if value else ""
    if isinstance(widget, forms.widgets.ChoiceWidget):
        selected = {str(item) for item in (value if isinstance(value, list | tuple) else [value]) if item}
        # The choices may cost a query.
        choices: Any = flatten_choices(widget.choices) if selected else ()
        return ", ".join(str(label) for choice, label in choices if str(choice) in selected)
    text = str(value or "").strip()
    if isinstance(widget, ProseEditorWidget) and "</" in text:
        # HTML, so that the user can copy it into an editor with its headings and links. An empty editor submits an
        # empty paragraph. Without JavaScript, the user typed plain text.
        clean = sanitize(text)
        return mark_safe(clean) if re.sub(r"<[^>]*>|\s|&nbsp;", "", clean) else ""  # noqa: S308  # just sanitised
    return text
