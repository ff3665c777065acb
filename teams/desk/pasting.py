"""Cleans what is pasted into the editor, with the rules for texts that are saved."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from teams.texts.cleaning import sanitize


@require_POST
def clean_pasted(request: HttpRequest) -> HttpResponse:
    """Return the HTML in the body as it would be saved."""
    html = request.body.decode("utf-8", errors="replace")
    # As text: nobody can show it as a page.
    return HttpResponse(sanitize(html), content_type="text/plain; charset=utf-8")
