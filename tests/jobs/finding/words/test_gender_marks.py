"""Marks of gender, which titles and queries do not need, and signs that look like them."""

import pytest
from hypothesis import given, settings, strategies as st

from jobs.finding.words.gender_marks import blank_out
from jobs.finding.words.queries import parse
from jobs.finding.words.tokens import split_written, tokenize
from tests.examples import examples

# What stands after a title.
SUFFIXES = """
(m/w/d) | (w/m/d) | (d/m/w) | (m/f/x) | [F/M/X] | {m/f} | (M/F/D/V) | (m, w, d) | (m; f) | (m·w·d) | (m*w*d) | (m&f)
(m-w-d) | (m–w) | (m + w) | (mwd) | (gn) | [gn] | (m/w/div) | (m/w/divers) | (m/w/diverse) | (m/f/nb) | (m/f/gn)
(male/female) | (m/f/other) | (m/w/d)* | ( m / w / d ) | (H/F) | (f·h) | (m·i) | (m/v) | (v/m/x) | (k/m) | (m/k) | (f/x)
(all genders) | (all gender) | (alle Geschlechter) | (tous genres) | (any gender) | all genders | alle Geschlechter
m/w | w/m | m/f | f/m | H/F | F/H | m/v | v/m | k/m | m/k | m/w/d | w/m/d | d/m/w | m/f/d/x | h/f/x | m/v/i
"""
WITH_STROKES = ["(m|w)", "(m|w|d)", "m|w|d", "m/f|x"]
ANY = "in innen rin rinnen r n e es ne nes s se ses euse euses trice trices ere ère iere ière ienne x a as o os"
LONG = "in innen rin rinnen euse euses trice trices ere ère iere ière ienne"
# After a stroke and in brackets, short endings depend on the word before them.
SEPARATED = {
    "*{}": ANY,
    "_{}": ANY,
    "/-{}": ANY,
    ":{}": "in innen rin rinnen n r e en er es",
    "/{}": LONG,
    "({})": LONG,
}
SEPARATED |= {"-({})": LONG}
# A title with a mark in it, and its words.
INSIDE = {
    "Entwickler*in": "Entwickler",
    "Entwickler:in": "Entwickler",
    "ENTWICKLER:IN": "Entwickler",
    "Entwickler/-in": "Entwickler",
    "Ärzt*in": "Arzt",
    "Verkäufer:in/Kassierer:in": "Verkaufer Kassierer",
    "Verkäufer*in im Einzelhandel": "Verkaufer im Einzelhandel",
    "Java-Entwickler*in (m/w/d), Köln": "Java Entwickler Koln",
    "Chargé·e d’affaires": "charge d affaires",
    "Employé•e‧s": "employe",
    "Développeur·euse web H/F": "developpeur web",
    "Vendeur·se": "vendeur",
    "Assistant(e) de direction": "assistant de direction",
    "Infirmier/ière": "infirmier",
    "Directeur/trice": "directeur",
    "Ingeniero/a": "ingeniero",
    "Position(s)": "position",
    "Camarero/a de sala": "camarero de sala",
    "Enfermera/o": "enfermera",
    "Angestellte/r, Beamte(r)": "angestellte beamte",
    "Technicien/ne, employé(e)": "technicien employe",
    "Mitarbeiter(-in)": "mitarbeiter",
    "Boulanger(-ère)": "boulanger",
    "Pfleger (m/w/d)-Nachtdienst": "pfleger nachtdienst",
    "Koch*in-Patisserie": "koch patisserie",
    "Leiter:in-Vertrieb": "leiter vertrieb",
    "(M, W, D) Pilot": "pilot",
    "Pilot (m/w/d) – Captain (f/m/x)": "pilot captain",
}
NO_MARKS = """
UI/UX | C/C++ | M&A | (M&A) | F&B | (F&B) | R&D | (R&D) | H&M | D&I | IT/OT | 24/7 | A/B | I/O | P/L | N/A | w/o
and/or | S/4HANA | SAP S/4HANA | iOS/Android | Java/Kotlin | PHP/JS | Sales/Marketing | Web/UX | on/off | Koch/Köchin
Kauffrau/-mann | Pflegefachfrau/-mann | Back-end | (remote) | (R) | (m) | (f) | (C) | (K-12) | (B2B) | [Berlin] | (all)
all generations | Generalist | m/s | m/w/dx | m/d | HR/in | km/h | 1/m/f | http://m/f/x | Level (I) | (II/III)
Müller/Innsbruck | Pilot/inland | Nurse:inpatient | Berlin*international | 2026/in | C*in | x_in
Entwickler in | Fahrer -in | a·e | Python/R | SAS/R/SQL | Matlab(R) | Windows/OS | Mac/OS | MRI/X-Ray | Level:A
Retail/E-Commerce | Design/E-Learning | Einkauf/E-Mobility | Field/In-house | Supply/S&OP | Engineering/R&D
(WFM) | (MDM) | (DFM) | (D&I) | (F&I) | (V&V) | (H&M) | (I-V) | Java•SQL | Nurse•Leeds | col·lega
"""


def split_marks(text):
    return [mark.strip() for line in text.strip().splitlines() for mark in line.split(" | ")]


@pytest.mark.parametrize("mark", [*split_marks(SUFFIXES), *WITH_STROKES])
def test_mark_beside_a_title_is_left_out(mark):
    assert split_written(f"Pilot {mark}") == split_written(f"{mark} Pilot") == ["pilot"]
    assert split_written(f"Pilot {mark} Leeds") == ["pilot", "leeds"]


@pytest.mark.parametrize(("separated", "endings"), SEPARATED.items())
def test_ending_of_another_gender_is_left_out(separated, endings):
    for ending in endings.split():
        assert blank_out(f"Fahrer{separated.format(ending)} Java").split() == ["Fahrer", "Java"], ending


@pytest.mark.parametrize(("title", "words"), INSIDE.items())
def test_mark_inside_a_title_is_left_out(title, words):
    assert split_written(title) == words.lower().split()
    assert [word for term in parse(title).terms for word in term.written] == words.lower().split()


@pytest.mark.parametrize("text", split_marks(NO_MARKS))
def test_other_signs_stay(text):
    assert blank_out(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Entwickler*in (m/w/d) Köln", ["Entwickler", "Köln"]),
        ("(m/w/d) Straßenbauer/in, Zürich", ["Straßenbauer", "Zürich"]),
        ("Chargé·e d’affaires [F/M/X] ½", ["Chargé", "d", "affaires", "½", "½"]),
        ("De\u0301veloppeur·euse Web", ["De\u0301veloppeur", "Web"]),
    ],
)
def test_words_beside_marks_keep_their_places(text, expected):
    assert [text[token.start : token.end] for token in tokenize(text)] == expected


PIECES = ["(m/w/d)", "m/w/d", "*in", ":innen", "/-in", "(e)", "·e", "·euse", "/a", "(gn)", "[F/M/X]", "all genders"]
PIECES += ["Pilot", "Ärzt", "C++", "R&D", *"éß ()/*:·|mw東\n-"]


@settings(max_examples=examples(500))
@given(st.lists(st.sampled_from(PIECES) | st.characters(), max_size=12).map("".join))
def test_text_keeps_its_length_and_the_places_of_its_other_letters(text):
    blanked = blank_out(text)

    assert len(blanked) == len(text)
    assert all(after in (before, " ") for before, after in zip(text, blanked, strict=True))
