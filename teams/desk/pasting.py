"""Cleans what is pasted into the editor, with the rules for texts that are saved."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from teams.texts.cleaning import sanitize
from teams.texts.limits import TextTooLong, check_stored, check_submitted


@require_POST
def clean_pasted(request: HttpRequest) -> JsonResponse:
    """Return the HTML in the body as it would be saved: {"html": "…"}, or {"problem": "a sentence"} if it is too long.

    The status of both is 200: browsers write other answers to the console as errors.
    """
    try:
        html = request.body.decode("utf-8", errors="replace")
        check_submitted(html)
        cleaned = sanitize(html)
        check_stored(cleaned)
    except RequestDataTooBig:
        return JsonResponse({"problem": "This text is far too long. Divide it."})
    except TextTooLong as error:
        return JsonResponse({"problem": str(error)})
    return JsonResponse({"html": cleaned})
