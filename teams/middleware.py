from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from .models import Employer


class EmployerMiddleware:
    """Sets `request.employer` lazily: the employer is queried on first use."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.employer = SimpleLazyObject(Employer.objects.current)  # type: ignore[attr-defined]
        return self.get_response(request)
