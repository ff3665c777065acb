"""Groups of countries: what they contain, how people name them, and how countries are told as groups."""

import pytest

from teams.models.geography.country_groups import (
    GROUPS,
    UNINHABITED,
    expand_groups,
    find_group,
    inhabited,
    name_countries,
)
from teams.models.validators import countries

BY_NAME = {group.name: group for group in GROUPS}


def codes(*names):
    return tuple(code for code in countries() if any(code in BY_NAME[name].codes for name in names))


def test_groups_have_known_countries_where_people_live():
    assert {code for group in GROUPS for code in group.codes} <= set(inhabited())
    assert set(inhabited()) == set(countries()) - UNINHABITED
    sizes = {name: len(group.codes) for name, group in BY_NAME.items()}
    assert sizes == {
        "EU": 27, "EEA": 30, "Europe": 53, "DACH": 3, "Nordics": 5, "Americas": 55, "North America": 3, "LATAM": 50,
        "EMEA": 129, "APAC": 54, "MENA": 19, "Africa": 58,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("smaller", "larger"),
    [
        ("EU", "EEA"), ("EEA", "Europe"), ("Europe", "EMEA"), ("MENA", "EMEA"), ("Africa", "EMEA"), ("DACH", "Europe"),
        ("Nordics", "EEA"), ("LATAM", "Americas"), ("North America", "Americas"),
    ],
)  # fmt: skip
def test_group_contains_another(smaller, larger):
    assert BY_NAME[smaller].codes < BY_NAME[larger].codes


def test_regions_of_the_world_do_not_overlap():
    assert not BY_NAME["EMEA"].codes & BY_NAME["APAC"].codes
    assert not BY_NAME["Americas"].codes & (BY_NAME["EMEA"].codes | BY_NAME["APAC"].codes)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("EU", "EU"), ("the eu", "EU"), ("European Union", "EU"), (" The European Union ", "EU"), ("eea", "EEA"),
        ("D-A-CH", "DACH"), ("Nordic countries", "Nordics"), ("Latin America", "LATAM"), ("Asia-Pacific", "APAC"),
        ("Middle East and North Africa", "MENA"), ("Europe, Middle East and Africa", "EMEA"), ("", None),
        ("Germany", None), ("E U", None),
    ],
)  # fmt: skip
def test_group_is_found_by_what_people_write(text, name):
    found = find_group(text)
    assert (found and found.name) == name


@pytest.mark.parametrize(
    ("listed", "words"),
    [
        ((), ()),
        (("PT",), ("Portugal",)),
        (("PT", "ES"), ("Portugal", "Spain")),
        (codes("EU"), ("the EU",)),
        (codes("EU")[1:], tuple(countries()[code] for code in codes("EU")[1:])),
        ((*codes("EU"), "CH"), ("the EU", "Switzerland")),
        (codes("EEA"), ("the EEA",)),
        (codes("EU", "DACH"), ("the EU", "Switzerland")),
        (codes("DACH"), ("DACH",)),
        (codes("LATAM"), ("Latin America",)),
        (codes("Americas"), ("the Americas",)),
        (codes("EU", "North America"), ("the EU", "North America")),
        (("XX",), ("XX",)),
    ],
)
def test_countries_are_told_as_a_group_when_it_is_complete(listed, words):
    assert name_countries(listed) == words


def test_values_of_groups_become_their_countries():
    assert expand_groups(["group-dach", "PT", "DE"]) == ["AT", "DE", "PT", "CH"]
    assert expand_groups(["group-unknown"]) == ["group-unknown"]
    assert expand_groups([]) == []
    assert not {group.value for group in GROUPS} & set(countries())
