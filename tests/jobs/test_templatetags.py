import pytest

from jobs.models import Posting
from jobs.pages.cards import workplace_in_words
from teams.models import Employer
from teams.models.geography.country_groups import GROUPS

EU = tuple(sorted(GROUPS[0].codes))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"workplace": "hybrid"}, "Hybrid"),
        ({"workplace": "remote"}, "Remote"),
        ({"workplace": "remote", "remote_anywhere": True}, "Remote, anywhere"),
        ({"workplace": "remote", "remote_countries": ("DE", "PT")}, "Remote in Germany, Portugal"),
        ({"workplace": "remote", "remote_countries": ("DE", "FR", "PT", "ES")}, "Remote in 4 countries"),
        ({"workplace": "remote", "remote_countries": EU}, "Remote in the EU"),
        ({"workplace": "remote", "remote_countries": (*EU, "GB", "NO")}, "Remote in the EU, United Kingdom, Norway"),
        ({"workplace": "remote", "remote_countries": (*EU, "GB", "CH", "US")}, "Remote in 30 countries"),
        ({"workplace": "on-site", "remote_countries": EU}, "On-site"),
    ],
)
def test_workplace_is_described_in_words(fields, words):
    assert workplace_in_words(Posting(**fields), Employer()) == words


def test_remote_from_anywhere_names_where_the_employer_can_employ():
    posting = Posting(workplace="remote", remote_anywhere=True)
    assert workplace_in_words(posting, Employer(employs_in=EU)) == "Remote in the EU"
    assert workplace_in_words(posting, Employer(employs_in=EU[1:])) == "Remote in 26 countries"
