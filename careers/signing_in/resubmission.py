"""A form of the desk that could not be accepted is shown again, so that the user can send it again with one click.

There are three cases: the user is signed out, the form carries the CSRF token of an earlier session, or the site
failed (careers/views.py). The page holds what was typed in hidden fields, with a fresh token. This must not weaken the
CSRF protection, so it is done only for a request that provably comes from a page of this site, and never without a
click. See docs/decisions/0006-signing-in.md.
"""

import functools

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.csrf import csrf_failure

from teams.desk.double_submit import PERMIT_FIELD

# Fields with these words in their names are not shown again.
SECRET_PARTS = ("csrfmiddlewaretoken", "password")
_signer = TimestampSigner(salt="careers.resubmission")


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


def may_be_sent_again(request: HttpRequest) -> bool:
    """Whether a page of this site has sent a form of the desk, other than one for signing in."""
    is_form = request.method == "POST" and is_desk_request(request) and not is_sign_in_request(request)
    return is_form and is_same_origin(request)


def is_permitted(request: HttpRequest) -> bool:
    """Whether "Send again" was pressed on our page by a user of this site.

    Signing in has renewed the CSRF token since. The browser's word on the origin takes the place of the token, and
    the signed field says that the user has seen the page.
    """
    if not may_be_sent_again(request):
        return False
    try:
        permit = _signer.unsign(request.POST.get(PERMIT_FIELD, ""), max_age=settings.SESSION_COOKIE_AGE)
    except (BadSignature, UnreadablePostError):
        return False
    return permit == request.get_full_path()


def render_resubmission(
    request: HttpRequest,
    template: str = "admin/resubmit.html",
    *,
    status: int = 403,
    headers: dict[str, str] | None = None,
) -> HttpResponse:
    """Return the page that holds what was typed.

    Call it only if the CSRF token was right or `is_same_origin` is true.
    """
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name != PERMIT_FIELD and not any(part in name.lower() for part in SECRET_PARTS)
        for value in values
    ]
    context = {
        "fields": [*fields, (PERMIT_FIELD, _signer.sign(request.get_full_path()))],
        "files": [upload.name for _name, uploads in request.FILES.lists() for upload in uploads],
        "has_password": any("password" in name.lower() for name in request.POST),
    }
    page = render_to_string(template, context, request)
    return HttpResponse(page, status=status, headers={"Cache-Control": "no-store"} | (headers or {}))


def handle_csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a request without a valid CSRF token. A form of the desk can be sent again."""
    if may_be_sent_again(request):
        try:
            return render_resubmission(request)
        except UnreadablePostError:
            pass  # the connection broke, so there is nothing to show again
    return csrf_failure(request, reason, "403_cookies.html" if reason == REASON_NO_CSRF_COOKIE else "403_csrf.html")
