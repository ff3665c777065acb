"""A form of the desk that was sent when it could not be taken: it is given back, to be sent again by a click.

Two things keep it from being taken: nobody is signed in any more, or the form carries the token of an
earlier sign-in. What was typed comes back in hidden fields, with a fresh token. That would undo the
protection against forged requests if another site could bring it about, so it is done only for a request
that provably comes from a page of this site, and never without a click. See docs/decisions/0006-signing-in.md.
"""

import functools

from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.shortcuts import render
from django.urls import reverse
from django.views.csrf import csrf_failure

SECRET_PARTS = ("csrfmiddlewaretoken", "password")  # parts of names


@functools.cache
def _desk_path() -> str:
    return reverse("admin:index")


def is_desk_request(request: HttpRequest) -> bool:
    """Asked for every request, so the address is found once."""
    return request.path.startswith(_desk_path())


def is_sign_in_request(request: HttpRequest) -> bool:
    """Whether it is for a page of `urls.py` beside this; what is typed there is never given back."""
    return getattr(request.resolver_match.func, "is_sign_in_view", False) if request.resolver_match else False


def is_same_origin(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this very site sent it; no page elsewhere can make it say so."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return False
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def render_resubmission(request: HttpRequest) -> HttpResponse:
    """The page that carries what was typed. Only for a request whose token was right, or that `is_from_here`."""
    carried = [
        (name, value)
        for name, values in request.POST.lists()
        if not any(part in name.lower() for part in SECRET_PARTS)
        for value in values
    ]
    files = [upload.name for _name, uploads in request.FILES.lists() for upload in uploads]
    has_password = any("password" in name.lower() for name in request.POST)
    given = {"carried": carried, "files": files, "has_password": has_password}
    response = render(request, "admin/held.html", given, status=403)
    response.headers["Cache-Control"] = "no-store"
    return response


def handle_csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's view for a request without a valid token; a form of the desk is given back."""
    if is_desk_request(request) and not is_sign_in_request(request) and is_same_origin(request):
        try:
            return render_resubmission(request)
        except UnreadablePostError:
            pass  # it broke off while it was read, so there is nothing to give back
    return csrf_failure(request, reason)
