"""What a box of choices says when there is nothing to choose, and the way back from the page that adds something."""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

# The parameter of an address that names the page to return to after saving.
BACK = "back"


class EmptyChoice(NamedTuple):
    """A sentence, and a link that adds a row and comes back. Without the right to add one, the address is empty."""

    text: str
    label: str
    address: str


def describe(model: Any, request: HttpRequest) -> EmptyChoice:
    """Return what a choice of rows of a model says while there is none."""
    meta = model._meta
    text = f"There is no {meta.verbose_name} yet."
    if not request.user.has_perm(f"{meta.app_label}.add_{meta.model_name}"):
        return EmptyChoice(f"{text} Ask an administrator to add one.", "", "")
    query = urlencode({BACK: request.path})
    return EmptyChoice(text, "Add one", f"{reverse(f'admin:{meta.app_label}_{meta.model_name}_add')}?{query}")


def get_back(request: HttpRequest) -> str:
    """Return the page of the desk that the address names to return to; "" without one."""
    back = request.GET.get(BACK, "")
    is_here = url_has_allowed_host_and_scheme(back, None) and back.startswith(reverse("admin:index"))
    return back if is_here else ""
