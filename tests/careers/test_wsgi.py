"""BodyLimit: slow clients do not occupy all threads, and bodies of unknown length are refused."""

import pytest

from careers.wsgi import BodyLimit


def request_status(application, **environ):
    """Return the status line of the response, after reading its body."""
    statuses = []
    b"".join(application({"CONTENT_LENGTH": "", **environ}, lambda status, headers: statuses.append(status)))
    return statuses[0]


def respond(environ, start_response):
    start_response("200 OK", [])
    return [b""]


def test_request_without_a_body_is_not_limited():
    application = BodyLimit(respond, slots=1)
    application.slots.acquire()

    assert [request_status(application, CONTENT_LENGTH=length) for length in ("", "0")] == ["200 OK", "200 OK"]


def test_bodies_beyond_the_slots_get_503():
    inner_statuses = []

    def slow(environ, start_response):
        inner_statuses.append(request_status(application, CONTENT_LENGTH="5"))
        return respond(environ, start_response)

    application = BodyLimit(slow, slots=1)

    assert request_status(application, CONTENT_LENGTH="5") == "200 OK"
    assert inner_statuses == ["503 Service Unavailable"]


def test_slot_is_free_again_after_an_answer_and_after_an_error():
    def fail(environ, start_response):
        raise ZeroDivisionError

    application = BodyLimit(fail, slots=1)
    for _attempt in range(2):
        with pytest.raises(ZeroDivisionError):
            request_status(application, CONTENT_LENGTH="5")

    application.application = respond
    assert request_status(application, CONTENT_LENGTH="5") == "200 OK"


def test_body_of_unknown_length_is_refused():
    assert request_status(BodyLimit(respond, slots=1), HTTP_TRANSFER_ENCODING="chunked") == "411 Length Required"
