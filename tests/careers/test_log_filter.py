"""The log names no token of a one-time link that still works."""

import io
import logging
from typing import Any

import pytest
from django.test import Client

from careers.log_filter import TokenFilter
from teams.models import OneTimeLink

pytestmark = pytest.mark.django_db


def test_refused_form_of_a_one_time_link_is_logged_without_its_token(employer: Any) -> None:
    token = OneTimeLink.objects.issue(OneTimeLink.Kind.FIRST)
    [handler] = [each for each in logging.root.handlers if any(isinstance(f, TokenFilter) for f in each.filters)]
    assert isinstance(handler, logging.StreamHandler)
    stream, output = handler.stream, io.StringIO()
    handler.setStream(output)
    try:
        assert Client(enforce_csrf_checks=True).post(f"/admin/welcome/{token}/").status_code == 403
    finally:
        handler.setStream(stream)
    assert "/admin/welcome/…/" in output.getvalue()
    assert token not in output.getvalue()
