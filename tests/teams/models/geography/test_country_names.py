"""Countries as people type them."""

import pytest
from babel import Locale
from babel.languages import get_official_languages
from babel.localedata import exists

from teams.models.folding import fold
from teams.models.geography.country_names import COMMON, NATIVE, country_phrases
from teams.models.validators import countries

# The most frequent words of English, and those of German, French and Spanish that look like a code of a country.
WORDS = """
a about after all also am an and any are as at be because been but by can come could day de der die do el en es et for
from get give go had has have he her him his how i if il im in into is island it its just know la le like look make me
more my new no not now of on one only or other our out over own pl people say see she so some take than that the their
them then there these they this time to two un up use very want was way we well what when which who will with work
would year you your zu
"""


@pytest.mark.parametrize(
    ("code", "phrases"),
    [
        ("GB", ["uk", "u.k.", "gb", "great britain", "britain"]),
        ("US", ["us", "usa", "u.s.", "u.s.a.", "america", "united states of america", "the states"]),
        ("AE", ["uae", "emirates", "united arab emirates"]),
        ("NL", ["nederland", "netherlands", "the netherlands", "holland"]),
        ("CZ", ["czechia", "czech republic", "česko"]),
        ("KR", ["korea", "south korea", "대한민국"]),
        ("CH", ["switzerland", "schweiz", "suisse", "svizzera"]),
        ("BE", ["belgium", "belgië", "belgique", "belgien"]),
        ("TR", ["turkey", "türkiye"]),
        ("CI", ["ivory coast", "côte d’ivoire", "cote d'ivoire"]),
        ("MM", ["burma", "myanmar"]),
        ("HK", ["hong kong"]),
        ("MO", ["macau", "macao"]),
        ("BA", ["bosnia & herzegovina", "bosnia and herzegovina", "bosna i hercegovina"]),
        ("LC", ["st. lucia", "saint lucia"]),
    ],
)
def test_country_phrases_contain(code, phrases):
    assert {phrase: country_phrases().get(phrase) for phrase in phrases} == dict.fromkeys(phrases, code)


def test_country_phrases_have_a_name_of_every_country_and_no_other_code():
    assert set(country_phrases().values()) == set(countries())


def test_country_phrases_are_in_lower_case():
    assert [phrase for phrase in country_phrases() if phrase != phrase.lower().strip()] == []


def test_country_phrase_means_one_country():
    codes: dict[str, set[str]] = {}
    for code, name in countries().items():
        codes.setdefault(fold(name), set()).add(code)
    for line in f"{NATIVE.strip()}\n{COMMON.strip()}".split("\n"):
        code, _space, names = line.partition(" ")
        for name in names.split(" | "):
            codes.setdefault(fold(name), set()).add(code)

    assert {phrase: found for phrase, found in codes.items() if len(found) > 1} == {}


def test_country_phrases_are_no_words():
    """“us” is the exception: people type it when they mean the country."""
    assert {fold(phrase) for phrase in country_phrases()} & set(WORDS.split()) == set()
    assert {phrase for phrase in country_phrases() if len(phrase) < 3 and phrase.isascii()} == {"gb", "nz", "uk", "us"}


def test_native_names_are_those_of_unicode():
    expected: dict[str, list[str]] = {}
    for code, english in sorted(countries().items()):
        for language in filter(exists, get_official_languages(code, de_facto=True)):
            name = Locale.parse(language).territories.get(code)
            if name and fold(name) != fold(english) and name not in expected.setdefault(code, []) and name != "Ísland":
                expected[code].append(name)

    lines = [line.partition(" ") for line in NATIVE.strip().split("\n")]
    assert {code: names.split(" | ") for code, _space, names in lines} == {
        code: names for code, names in expected.items() if names
    }
