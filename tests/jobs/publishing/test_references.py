"""The reference that is proposed for a new posting."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jobs.publishing.references import propose_reference
from tests.factories import make_posting

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("stored", "proposed"),
    [
        ([], "REQ-1"),
        (["Gardener"], "REQ-1"),
        (["KW-1001"], "KW-1002"),
        (["KW-9", "KW-10", "KW-3"], "KW-11"),
        (["KW-0099"], "KW-0100"),
        # Copies of one posting are fewer.
        (["KW-7", "KW-8", "KW-9", "KW-7-1", "KW-7-2"], "KW-10"),
        (["2026/17"], "2026/18"),
        (["41"], "42"),
        # Another spelling of the next number is taken.
        (["kw\u20113", "KW-1", "KW-2"], "KW-4"),
    ],
)
def test_next_number_is_proposed(stored: list[str], proposed: str) -> None:
    for reference in stored:
        make_posting(reference=reference, published_from=None, sections=0)
    assert propose_reference() == proposed


def test_proposal_costs_two_queries() -> None:
    for number in (1, 2, 3):
        make_posting(reference=f"KW-{number}", published_from=None, sections=0)
    with CaptureQueriesContext(connection) as queries:
        propose_reference()
    assert len(queries) == 2
