"""Normal forms of words: those that one query finds together, and those that it must not."""

import pytest

from jobs.finding.words.forms import get_beginnings, get_spellings, normalize
from teams.models.folding import fold

# The normal form, and what people type for it.
JOINED = {
    "developer": "developers",
    "analyst": "analysts",
    "company": "companies",
    "cooky": "cookie cookies",
    "strategy": "strategies Strategie",
    "coach": "coaches",
    "recherch": "recherche recherches",
    "dish": "dishes",
    "boss": "bosses",
    "tax": "taxes",
    "taxi": "taxis",
    "api": "APIs",
    "emploi": "emplois",
    "analysis": "analyses",
    "nurse": "nurses",
    "pie": "pies",
    "axe": "axes",
    "ache": "aches",
    "heure": "heures",
    "entwickler": "Entwicklerin Entwicklerinnen",
    "werkstudent": "Werkstudentin Werkstudenten Werkstudentinnen",
    "praktikant": "Praktikantin Praktikantinnen Praktikanten",
    "spezialist": "Spezialistin Spezialistinnen Spezialisten",
    "ingenieur": "Ingenieurin Ingenieurinnen Ingenieure Ingenieuren ingénieur ingénieurs",
    "direktor": "Direktorin Direktorinnen Direktoren",
    "professor": "Professorin Professorinnen",
    "arzt": "Ärztin Ärztinnen Ärzte Ärzten",
    "zahnarzt": "Zahnärztin Zahnärzte",
    "advokat": "Advokatin Advokatinnen",
    "kandidat": "Kandidatin Kandidatinnen",
    "psychologe": "Psychologin Psychologinnen Psychologen",
    "koch": "Köchin",
    "kaufmann": "Kauffrau Kauffrauen Kaufleute",
    "vendeur": "vendeuse vendeuses vendeurs",
    "directeur": "directrice directrices directeurs",
    "infirmier": "infirmière infirmières infirmiers",
    "conseiller": "conseillère conseillères conseillers",
    "technicien": "technicienne techniciennes",
    "assistant": "assistante assistantes assistants",
    "president": "présidente présidentes",
    "adjoint": "adjointe adjointes",
    "avocat": "avocate avocates avocats",
    "desarrollador": "desarrolladora desarrolladoras desarrolladores",
    "vendedor": "vendedora vendedoras vendedores",
    "director": "directora directoras directores directors",
    "profesor": "profesora profesoras profesores",
    "ingeniero": "ingeniera ingenieras ingenieros",
    "enfermero": "enfermera enfermeras enfermeros",
    "cocinero": "cocinera cocineras",
    "repartidor": "repartidora repartidoras repartidores",
    "operacion": "operaciones",
    "profesional": "profesionales",
    "engenheiro": "engenheira engenheiras engenheiros",
    "enfermeiro": "enfermeira enfermeiras",
    "sviluppateur": "sviluppatore sviluppatori sviluppatrice",
    "redatteur": "redattore redattori redattrice",
    "forniteur": "fornitore fornitori fornitrice",
    "medewerker": "medewerkster medewerkers",
    "verpleegkundige": "verpleegkundigen",
    "programista": "programistka",
    "kierownik": "kierowniczka",
}
UNCHANGED = "business campus analysis basis nodejs vuejs news gas bus status tennis css aws ios macos chassis access"
UNCHANGED += " admin berlin dublin austin martin valentin argentin train men staff frau mann main domain agent chef"
UNCHANGED += (
    " cache niche suche sante vente rente meuse matrice vienne locate pointe biere tiere geboren leisten listen"
)
UNCHANGED += " enten kanten tanten leute kristin"
# Different jobs, and jobs and what is done or used there.
SEPARATE = """
business busy | campus camp | news new | gas ga | bonus bon | census cent | data date | media medium | cost coast
manager management | manager manage | developer develop | designer design | engineer engine | accountant account
accountant accounting | analyst analysis | trainer trainee | trainer train | teacher teach | nurse nursery
agent agency | assistant assistance | consultant consulting | technician technique | operator operation
chemist chemistry | pharmacist pharmacy | physician physics | musician music | statistician statistics
waiter waitress | waiter wait | baker bakery | porter port | tailor tail | actor act | minister ministry
chef chief | clerk clergy | intern internal | intern internist | miner minor | mason masonry | law lawyer
salesman sales | counsel council | counselor councilor | personnel personal | principal principle
stationary stationery | store story | stores stories | party part | moral morale | advice advise
mariner marine | marina marine
Buchhalter Buchhaltung | Verkäufer Verkauf | Leiter Leitung | Berater Beratung | Entwickler Entwicklung
Koch Küche | Lehrer Lehre | Fahrer Fahrt | Kellner Keller | Arzt Arzthelfer
Kindergärtner Kindergarten | Kasse Kassierer | vendeur vente | directeur direction | directeur director
infirmier infirmerie | cuisinier cuisine | ingénieur ingénierie | desarrollador desarrollo
ingeniero ingeniería | profesor profesión | gerente gerencia | cajero caja
"""


@pytest.mark.parametrize(("form", "typed"), JOINED.items())
def test_forms_of_a_word_are_one(form, typed):
    words = [form, *typed.split()]

    assert {word: normalize(fold(word)) for word in words} == dict.fromkeys(words, form)


def test_words_that_only_look_like_other_forms_stay():
    assert [normalize(word) for word in UNCHANGED.split()] == UNCHANGED.split()


def test_different_words_stay_apart():
    pairs = [pair.split() for line in SEPARATE.strip().splitlines() for pair in line.split(" | ")]

    assert len(pairs) >= 75
    assert [(one, other) for one, other in pairs if normalize(fold(one)) == normalize(fold(other))] == []


@pytest.mark.parametrize(
    ("word", "beginnings"),
    [
        ("develop", ["develop"]),
        ("entwickleri", ["entwickleri", "entwickler", "entwicklery"]),
        ("entwicklerinn", ["entwicklerinn", "entwickler"]),
        ("compani", ["compani", "company"]),
        ("analyse", ["analyse", "analysis"]),
        ("kauffr", ["kauffr", "kaufmann"]),
        ("directr", ["directr", "directeur"]),
        ("vendeus", ["vendeus", "vendeur"]),
        ("technicienn", ["technicienn", "technicien"]),
        ("nu", ["nu"]),
        # Too short for an ending.
        ("fr", ["fr"]),
    ],
)
def test_beginnings_allow_for_a_half_typed_ending(word, beginnings):
    assert get_beginnings(word) == beginnings


def test_every_part_of_a_typed_word_finds_its_normal_form():
    """Or it is a whole word itself. Endings after less than five letters are not looked for."""
    missing = [
        (part, form)
        for form, typed in JOINED.items()
        for word in map(fold, typed.split())
        for part in (word[:length] for length in range(1, len(word)))
        if len(form) > 4 and not form.startswith((normalize(part), *get_beginnings(part)))
    ]

    assert missing == []


@pytest.mark.parametrize(
    ("typed", "spellings"),
    [
        ("müller", ["mueller"]),
        ("mueller", ["muller"]),
        ("köln", ["koeln"]),
        ("koeln", ["koln"]),
        ("jönköping", ["joenkoeping"]),
        ("malmø", ["malmoe"]),
        ("ångström", ["aangstroem"]),
        ("kuechenhaeuser", ["kuchenhauser"]),
        ("straße", []),
        ("ingénieur", []),
        ("nurse", []),
        ("", []),
    ],
)
def test_umlauts_are_spelled_with_one_letter_and_with_two(typed, spellings):
    assert get_spellings(typed, fold(typed)) == spellings
