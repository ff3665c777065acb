"""Control D: an empty view behind the product's own middleware, at addresses added to the product's."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from careers.urls import handler400 as handler400, handler500 as handler500, urlpatterns as product

from .smallest import read_body


def empty_view(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(read_body(name))


urlpatterns = [*product, path("control/<slug:name>/", empty_view)]
