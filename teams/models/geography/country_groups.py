"""Groups of countries that job postings name: the EU, DACH, LATAM. They are a way to pick and to tell countries.

Sources: the members of the EU and the EEA as of 2026, and the regions of the UN's standard M49. Europe here also has
Cyprus, a member of the EU. North America has the three large countries, as in job postings. MENA is the World Bank's
region without Malta and Djibouti.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from ..folding import fold
from ..validators import countries

# Without people who live there all the time.
UNINHABITED = {"AQ", "BV", "GS", "HM", "IO", "TF", "UM"}

EU = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
EUROPE = (
    f"{EU} AD AL AX BA BY CH FO GB GG GI IM IS JE LI MC MD ME MK NO RS RU SJ SM UA VA XK"  # Kosovo has no code in M49
)
NORTH_AFRICA = "DZ EG LY MA SD TN EH"
SUB_SAHARAN_AFRICA = (
    "BI KM DJ ER ET KE MG MW MU YT MZ RE RW SC SO SS TZ UG ZM ZW AO CM CF TD CG CD GQ GA ST "
    "BW LS NA ZA SZ BJ BF CV CI GM GH GN GW LR ML MR NE NG SN SL TG SH"
)
WEST_ASIA = "AM AZ BH CY GE IQ IL JO KW LB OM QA SA PS SY TR AE YE"
OTHER_ASIA = "CN HK MO KP JP MN KR TW BN KH ID LA MY MM PH SG TH TL VN AF BD BT IN MV NP PK LK"
OCEANIA = "AU NZ NF CX CC FJ NC PG SB VU GU KI MH FM NR MP PW AS CK PF NU PN WS TK TO TV WF"
LATIN_AMERICA = (
    "AI AG AW BS BB BQ VG KY CU CW DM DO GD GP HT JM MQ MS PR BL KN LC MF VC SX TT TC VI "
    "BZ CR SV GT HN MX NI PA AR BO BR CL CO EC FK GF GY PY PE SR UY VE"
)


@dataclass(frozen=True)
class CountryGroup:
    """`name`: as a choice. `words`: after “in”. `others`: other names that people write. `codes`: ISO 3166-1."""

    name: str
    words: str
    others: tuple[str, ...]
    codes: frozenset[str]

    @property
    def value(self) -> str:
        """What a form sends. No code of a country looks like it."""
        return f"group-{self.name.lower().replace(' ', '-')}"

    @property
    def label(self) -> str:
        return f"{self.name}: {len(self.codes)} countries"


def _group(name: str, words: str, codes: str, *others: str) -> CountryGroup:
    return CountryGroup(name, words, others, frozenset(codes.split()))


GROUPS = [
    _group("EU", "the EU", EU, "European Union"),
    _group("EEA", "the EEA", f"{EU} IS LI NO", "European Economic Area"),
    _group("Europe", "Europe", EUROPE),
    _group("DACH", "DACH", "AT CH DE", "D-A-CH"),
    _group("Nordics", "the Nordics", "DK FI IS NO SE", "Nordic", "Nordic countries"),
    _group("Americas", "the Americas", f"{LATIN_AMERICA} BM CA GL PM US", "America North and South"),
    _group("North America", "North America", "CA MX US", "NORAM", "NA region"),
    _group("LATAM", "Latin America", LATIN_AMERICA, "Latin America", "Latin America and the Caribbean"),
    _group(
        "EMEA",
        "EMEA",
        f"{EUROPE} {WEST_ASIA} IR {NORTH_AFRICA} {SUB_SAHARAN_AFRICA}",
        "Europe, the Middle East and Africa",
        "Europe, Middle East and Africa",
    ),
    _group("APAC", "APAC", f"{OTHER_ASIA} {OCEANIA}", "Asia Pacific", "Asia-Pacific", "Asia and the Pacific"),
    _group(
        "MENA",
        "the Middle East and North Africa",
        "AE BH DZ EG IL IQ IR JO KW LB LY MA OM PS QA SA SY TN YE",
        "Middle East and North Africa",
    ),
    _group("Africa", "Africa", f"{NORTH_AFRICA} {SUB_SAHARAN_AFRICA}"),
]
# The largest first: a list of countries is told by as few names as possible.
_BY_SIZE = sorted(GROUPS, key=lambda group: len(group.codes), reverse=True)


@cache
def inhabited() -> dict[str, str]:
    """Return the names of the countries where people live, by code, sorted by name."""
    return {code: name for code, name in countries().items() if code not in UNINHABITED}


def find_group(text: str) -> CountryGroup | None:
    """Return the group that a text names, or None. Case and a leading “the” make no difference."""
    return _by_name().get(fold(text).strip().removeprefix("the "))


@cache
def _by_name() -> dict[str, CountryGroup]:
    return {fold(name).removeprefix("the "): group for group in GROUPS for name in (group.name, *group.others)}


@cache
def name_countries(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Return countries in words: complete groups, the largest first, then single countries in the order of `codes`.

    ("the EU", "Switzerland") for the members of the EU and CH.
    """
    remaining, words = set(codes), []
    for group in _BY_SIZE:
        if group.codes <= remaining:
            remaining -= group.codes
            words.append(group.words)
    return (*words, *(countries().get(code, code) for code in codes if code in remaining))


def expand_groups(values: Iterable[str]) -> list[str]:
    """Return codes of countries, with the countries of each group in place of its value."""
    groups = {group.value: group.codes for group in GROUPS}
    codes = {code for value in values for code in groups.get(value, (value,))}
    return [*(code for code in countries() if code in codes), *sorted(codes.difference(countries()))]
