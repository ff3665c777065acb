"""Titles: many good ones, and what is found in bad ones."""

import pytest

from jobs.models import Location

from .drafts import broken_rules, get_messages

GOOD = [
    "Backend engineer",
    "C++ developer",
    "C# engineer (.NET)",
    "F# developer",
    ".NET developer",
    "Node.js engineer",
    "R&D lead",
    "Head of Sales, EMEA",
    "IT support",
    "SAP FI/CO consultant",
    "SAP ABAP",
    "Java-Entwickler:in (m/w/d)",
    "Entwickler*in (w/m/*)",
    "Pfleger_in",
    "Ingenieur (m|w|d)",
    "Entwicklerin oder Entwickler (d/f/m/x)",
    "QA engineer",
    "HR BP",
    "SIMATIC tech",
    "Head of BENELUX",
    "QA",
    "UX/UI designer",
    "Ingénieur·e",
    "Développeur(se) full-stack (h/f)",
    "MATLAB engineer",
    "SCADA/PLC engineer",
    "LATAM sales lead",
    "iOS engineer",
    "DevOps engineer – Kubernetes",
    "Pflegefachperson 80–100%",
    "4K video engineer",
    "8K display engineer",
    "401k administrator",
    "Key account manager, $10M+ deals",
    "Fund manager (€2bn)",
    "10-K reporting accountant",
    "24/7 support engineer",
    "Engineer II",
    "Senior Engineer, Level 3",
    "Analyst 2026 programme",
    "Windows® administrator",
    "Chef d'équipe",
    "Co-Founder’s assistant",
    "Customer care specialist, French",
    "Teacher “Deutsch als Fremdsprache”",
    "מפתחת או מפתח תוכנה",
    "软件工程师",
    "Инженер-программист",
    "Werkstudentin oder Werkstudent Backend-Entwicklung",
    "Lohn- und Gehaltsabrechnung",
    "R-18 content reviewer",
    "Lisboner engineer",
    "Portuguese teacher",
]


@pytest.mark.parametrize("title", GOOD)
def test_ordinary_title_has_no_violations(title):
    assert get_messages(title=title) == []


@pytest.mark.parametrize(
    ("title", "rule", "what"),
    [
        ("Engineer, 60k", "title-pay", "60k"),
        ("Engineer 60 K", "title-pay", "60 K"),
        ("Engineer (60-80k)", "title-pay", "80k"),
        ("Engineer €50.000", "title-pay", "€50.000"),
        ("Engineer, € 50 000 a year", "title-pay", "€ 50 000"),
        ("Engineer €60k", "title-pay", "€60k"),
        ("Engineer 50.000€", "title-pay", "50.000€"),
        ("Engineer 50'000 CHF", "title-pay", "50'000 CHF"),
        ("Engineer USD 90,000", "title-pay", "USD 90,000"),
        ("Cook, 18 euros an hour", "title-pay", "18 euros"),
        ("Cook $20/h", "title-pay", "$20"),
        ("Engineer in Lisbon", "title-place", "Lisbon"),
        ("LISBON engineer", "title-place", "Lisbon"),
        ("Engineer (Portugal)", "title-place", "Portugal"),
        ("Engineer - Setúbal", "title-place", "Setubal"),
        ("Engineer, Germany", "title-place", "Germany"),
        ("Engineer at Kitewell", "title-employer", "Kitewell"),
        ("Engineer R-17", "title-reference", "R-17"),
        ("SENIOR ENGINEER", "title-shouting", ""),
        ("SENIOR BACKEND Engineer", "title-shouting", ""),
        ("DEVELOPER", "title-shouting", ""),
        ("INGÉNIEURE ÉLECTRIQUE", "title-shouting", ""),
        ("РАЗРАБОТЧИК", "title-shouting", ""),
        ("Engineer!", "title-symbols", "!"),
        ("Engineer!!!", "title-symbols", "! !!"),
        ("★ Engineer ★", "title-symbols", "★"),
        ("Engineer 🚀", "title-symbols", "🚀"),
        ("Engineer * Backend", "title-symbols", "*"),
        ("Engineer | Backend", "title-symbols", "|"),
        ("Engineer @ home", "title-symbols", "@"),
        ("#hiring Engineer", "title-symbols", "#"),
        ("#1 Engineer", "title-symbols", "#"),
        ("Engineer -- Backend", "title-symbols", "--"),
        ("Engineer …", "title-symbols", "…"),
        ("=> Engineer", "title-symbols", "= >"),
        ("Want to engineer?", "title-symbols", "?"),
    ],
)
def test_title_rules_quote_the_problem(title, rule, what):
    setubal = Location(name="Setubal", city="Setúbal", country="PT")
    given = {"title": title, "places": (Location(name="Lisbon", city="Lisbon", country="PT"), setubal)}
    if "Germany" in title:
        given |= {"workplace": "remote", "remote_countries": ("DE", "PT")}

    assert broken_rules(**given) == {(rule, "title")}
    [message] = get_messages(**given)
    assert f"“{what}”" in message or f"({what})" in message or (rule == "title-shouting" and "capitals" in message)


def test_each_problem_of_a_title_is_reported():
    assert broken_rules(title="SENIOR ENGINEER!!! LISBON 60K") == {
        ("title-pay", "title"),
        ("title-place", "title"),
        ("title-shouting", "title"),
        ("title-symbols", "title"),
    }


def test_place_in_a_title_is_reported_once():
    assert (
        len(get_messages(title="Lisbon engineer", places=(Location(name="Lisbon", city="Lisbon", country="PT"),) * 2))
        == 1
    )


@pytest.mark.parametrize("reference", ["engineer", "17", ""])
def test_ordinary_word_as_a_reference_is_not_reported(reference):
    assert get_messages(title="Backend engineer 18", reference=reference) == []
