"""A form of the desk that could not be accepted is shown again, so that the user can send it again with one click.

There are two cases: the user is signed out, or the form carries the CSRF token of an earlier session. The page
holds what was typed in hidden fields, with a fresh token. This must not weaken the CSRF protection, so it is done
only for a request that provably comes from a page of this site, and never without a click.
See docs/decisions/0006-signing-in.md.
"""

import functools

from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.shortcuts import render
from django.urls import reverse
from django.views.csrf import csrf_failure

# Fields with these words in their names are not shown again.
SECRET_PARTS = ("csrfmiddlewaretoken", "password")


@functools.cache
def _desk_path() -> str:
    """Cached, because every request needs it."""
    return reverse("admin:index")


def is_desk_request(request: HttpRequest) -> bool:
    """Whether the request is for a page under /admin/."""
    return request.path.startswith(_desk_path())


def is_sign_in_request(request: HttpRequest) -> bool:
    """Whether the request is for a page in `signing_in/urls.py`. What is typed there is never shown again."""
    return getattr(request.resolver_match.func, "is_sign_in_view", False) if request.resolver_match else False


def is_same_origin(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this site sent the request. Other sites cannot forge this."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return False
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def render_resubmission(request: HttpRequest) -> HttpResponse:
    """Return the page that holds what was typed.

    Call it only if the CSRF token was right or `is_same_origin` is true.
    """
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if not any(part in name.lower() for part in SECRET_PARTS)
        for value in values
    ]
    files = [upload.name for _name, uploads in request.FILES.lists() for upload in uploads]
    has_password = any("password" in name.lower() for name in request.POST)
    context = {"fields": fields, "files": files, "has_password": has_password}
    response = render(request, "admin/resubmit.html", context, status=403)
    response.headers["Cache-Control"] = "no-store"
    return response


def handle_csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a request without a valid CSRF token. A form of the desk can be sent again."""
    if is_desk_request(request) and not is_sign_in_request(request) and is_same_origin(request):
        try:
            return render_resubmission(request)
        except UnreadablePostError:
            pass  # the connection broke, so there is nothing to show again
    return csrf_failure(request, reason)
