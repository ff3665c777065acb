"""Slow senders must not occupy every thread, and what Django would misread is refused."""

import pytest

from careers.wsgi import BodyLimit


def ask(application, **environ):
    """Return the status line of an answer; the body is read as a server would."""
    answers = []
    b"".join(application({"CONTENT_LENGTH": "", **environ}, lambda status, headers: answers.append(status)))
    return answers[0]


def answer(environ, start_response):
    start_response("200 OK", [])
    return [b""]


def test_request_without_a_body_is_never_held_up():
    application = BodyLimit(answer, slots=1)
    application.slots.acquire()

    assert [ask(application, CONTENT_LENGTH=length) for length in ("", "0")] == ["200 OK", "200 OK"]


def test_bodies_beyond_the_slots_are_told_to_come_back():
    inner = []

    def slow(environ, start_response):
        inner.append(ask(application, CONTENT_LENGTH="5"))
        return answer(environ, start_response)

    application = BodyLimit(slow, slots=1)

    assert ask(application, CONTENT_LENGTH="5") == "200 OK"
    assert inner == ["503 Service Unavailable"]


def test_slot_is_free_again_after_an_answer_and_after_an_error():
    def fail(environ, start_response):
        raise ZeroDivisionError

    application = BodyLimit(fail, slots=1)
    for _attempt in range(2):
        with pytest.raises(ZeroDivisionError):
            ask(application, CONTENT_LENGTH="5")

    application.application = answer
    assert ask(application, CONTENT_LENGTH="5") == "200 OK"


def test_body_of_unknown_length_is_refused():
    assert ask(BodyLimit(answer, slots=1), HTTP_TRANSFER_ENCODING="chunked") == "411 Length Required"
