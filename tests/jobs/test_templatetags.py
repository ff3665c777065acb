import pytest

from jobs.models import Posting
from jobs.pages.cards import workplace_in_words


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"workplace": "hybrid"}, "Hybrid"),
        ({"workplace": "remote"}, "Remote"),
        ({"workplace": "remote", "remote_anywhere": True}, "Remote, anywhere"),
        ({"workplace": "remote", "remote_countries": ("DE", "PT")}, "Remote in Germany, Portugal"),
        ({"workplace": "remote", "remote_countries": ("DE", "FR", "PT", "ES")}, "Remote in 4 countries"),
    ],
)
def test_workplace_is_described_in_words(fields, words):
    assert workplace_in_words(Posting(**fields)) == words
