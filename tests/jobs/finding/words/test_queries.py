"""What a query asks for: words and their beginnings, words that say nothing, and other ways to write a word."""

import pytest

from jobs.finding.words.queries import parse
from jobs.finding.words.tokens import split_words
from tests.factories import make_posting
from tests.jobs.finding.oracle import filter_postings


def search(query):
    """Return the titles of the positions that a query finds."""
    return sorted(posting.title for posting in filter_postings({"q": [query]}).qs[:])


@pytest.mark.parametrize(
    ("query", "beginnings"),
    [
        ("nurses lee", [(), (("lee",),)]),
        ("java entwickleri", [(), (("entwickleri",), ("entwickler",), ("entwicklery",))]),
        ("muellers", [(("muellers",), ("muller",))]),
        ("front-en", [(("front", "en"), ("fronten",))]),
        ("front-en developer", [(), (("developer",),)]),
        ("UI/UX", [(), (("ux",),)]),
        ("lee, ", [(("lee",),)]),
        ("nurse or doc", [(), (("doc",),)]),
        ("nur -doc", [(("nur",),), ()]),
        ("nur -doc -lee", [(("nur",),), (), ()]),
        ('"java dev"', [()]),
        ('java "dev"', [(), ()]),
        ("C", [()]),
        ("java R", [(), ()]),
        ("java-r", [()]),
        ("东京", [()]),
    ],
)
def test_only_the_last_word_may_be_a_beginning_and_no_single_letter(query, beginnings):
    assert [term.beginnings for term in parse(query).terms] == beginnings


def test_first_words_are_whole_and_the_last_may_be_a_beginning(db):
    for title in ("C programmer", "Chef", "R analyst", "Rigger analyst"):
        make_posting(title, sections=0)

    assert search("C") == ["C programmer"]
    assert search("R analyst") == ["R analyst"]
    assert search("ri") == ["Rigger analyst"]
    assert search("ri analyst") == []
    assert search("rigger anal") == ["Rigger analyst"]


@pytest.mark.parametrize(
    ("query", "carrying"),
    [
        ("jobs for nurses in Leeds", ["nurse", "leeds"]),
        ("I am looking for a job as a cook near Kyiv", ["cook", "kyiv"]),
        ("Are there any vacancies for nurses?", ["nurse"]),
        ("Stellen für Köche in der Schweiz", ["koch", "schweiz"]),
        ("postes pour infirmières à Lyon", ["infirmier", "lyon"]),
        ("empleos de cocinero en Madrid", ["cocinero", "madrid"]),
        ("vagas para enfermeiras", ["enfermeiro"]),
        ("lavoro di cuoco", ["cuoco"]),
        ("vacatures voor een kok", ["kok"]),
        ("praca w Polsce", ["polsce"]),
        ("cleaner the", ["cleaner"]),
        ("in the", []),
        ('jobs "the"', ["the"]),
        ("nurse -the", ["nurse", "the"]),
        ("on-site jobs", ["on site"]),
    ],
)
def test_words_that_say_nothing_are_not_carried(query, carrying):
    parsed = parse(query)

    assert [" ".join(parsed.terms[number].words) for number in parsed.carrying] == carrying


def test_words_that_say_nothing_neither_find_nor_hide_a_position(db):
    make_posting("Nurse", sections=0)
    make_posting("Jobs at the bar", sections=0)

    assert search("jobs for nurses") == ["Nurse"]
    assert search("jobs") == search("in the") == ["Jobs at the bar", "Nurse"]
    assert search('"the"') == search("-nurse jobs") == ["Jobs at the bar"]


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("UI/UX designer", [("ui", "UI"), ("ux", "UX"), ("designer", "designer")]),
        ("CI/CD", [("ci", "CI"), ("cd", "CD")]),
        ("C/C++ developer", [("c", "C"), ("cplusplus", "C++"), ("developer", "developer")]),
        ("nurse,doctor;cook|pilot", [("nurse", "nurse"), ("doctor", "doctor"), ("cook", "cook"), ("pilot", "pilot")]),
        ("nurse / doctor &", [("nurse", "nurse"), ("doctor", "doctor")]),
        ("24/7", [("24", "24"), ("7", "7")]),
        ("/UX/", [("ux", "/UX/")]),
        ("C# or .NET", [("csharp", "C#"), ("dotnet", ".NET")]),
        ("R&D", [("r d", "R&D")]),
        ("go-to-market", [("go to market", "go-to-market")]),
        ("“java developers”", [("java developer", "“java developers”")]),
        ("D.C.", [("dc", "D.C.")]),
        ("M.Sc. B.Ed. A.I", [("msc", "M.Sc."), ("bed", "B.Ed."), ("ai", "A.I")]),
        ("U.S.A. u.k.", [("usa", "U.S.A."), ("uk", "u.k.")]),
        ("St. Louis", [("st", "St."), ("louis", "Louis")]),
        ("nodejs", [("nodejs", "nodejs")]),
    ],
)
def test_terms_are_the_words_as_they_are_typed(query, terms):
    assert [(" ".join(term.words), term.typed) for term in parse(query).terms] == terms


@pytest.mark.parametrize(
    ("query", "forms"),
    [
        ("front-ends", ("front end", "frontend")),
        ("Vollzeit-Entwicklerin", ("vollzeit entwickler", "vollzeitentwickler")),
        ("ui-ux", ("ui ux", "uiux", "ux ui")),
        ("UX-UI", ("ux ui", "uxui", "ui ux")),
        ("R&D", ("r d", "rd", "d r")),
        ("vue.js", ("vue js", "vuejs", "js vue")),
        ("e-mail", ("e mail", "email")),
        ("go-to-market", ("go to market", "gotomarket")),
        ('"front-end"', ("front end",)),
        ("东京", ("东 京",)),
        ("nodejs", ("nodejs",)),
        ("D.C.", ("dc",)),
        ("C++", ("cplusplus",)),
    ],
)
def test_parts_of_a_word_are_also_one_word_and_short_ones_in_either_order(query, forms):
    [term] = parse(query).terms

    assert tuple(" ".join(words) for words in term.forms) == forms


@pytest.mark.parametrize(
    ("query", "included", "excluded"),
    [
        ("developer -remote", ["developer"], ["remote"]),
        ("-remote developer", ["developer"], ["remote"]),
        ("developer -part-time", ["developer"], ["part time"]),
        ('developer -"part time"', ["developer"], ["part time"]),
        ("designer -ui/ux", ["designer"], ["ui", "ux"]),
        ("developer --remote", ["developer"], ["remote"]),
        ("developer - remote", ["developer", "remote"], []),
        ("developer –remote", ["developer", "remote"], []),
        ("developer-remote", ["developer remote"], []),
        ("-c++ -.net", [], ["cplusplus", "dotnet"]),
        ("-the", [], ["the"]),
    ],
)
def test_minus_before_a_word_excludes_it(query, included, excluded):
    terms = parse(query).terms

    assert [" ".join(term.words) for term in terms if not term.excluded] == included
    assert [" ".join(term.words) for term in terms if term.excluded] == excluded


@pytest.mark.parametrize(
    ("query", "ors"),
    [
        ("infirmier ou médecin", {1}),
        ("nurse, or doctor", {1}),
        ("nurse or or doctor", {1}),
        ("nurse or “night doctor”", {1}),
        ("nurse or -doctor", set()),
        ("nurse doctor nurse or", set()),
        ("orderly or nurse or nurse doctor", {1, 2}),
    ],
)
def test_or_needs_another_word_on_both_sides(query, ors):
    assert parse(query).ors == ors


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ph.D. in the U.S.A.", ["phd", "in", "the", "usa"]),
        ("Washington, D.C., A.I.", ["washington", "dc", "ai"]),
        ("M.Sc., B.A. or b.eng.", ["msc", "ba", "or", "beng"]),
        ("No.5 v.2 node.js example.com", ["no", "5", "v", "2", "node", "js", "example", "com"]),
        ("Inc. at 5 p.m.", ["inc", "at", "5", "pm"]),
    ],
)
def test_initials_are_one_word(text, words):
    assert split_words(text) == words


@pytest.mark.parametrize(
    ("title", "inside", "other"),
    [
        ("รับสมัครวิศวกรซอฟต์แวร์อาวุโส", "ซอฟต์แวร์", "แพทย์"),
        ("ប្រធានគណនេយ្យករជាន់ខ្ពស់", "គណនេយ្យ", "វិស្វករ"),
        ("ພະນັກງານບັນຊີອາວຸໂສ", "ບັນຊີ", "ວິສະວະກອນ"),
        ("အကြီးတန်းဝန်ထမ်းစာရင်းကိုင်", "ဝန်ထမ်း", "အင်ဂျင်နီယာ"),
        ("高级软件工程师", "软件", "医生"),
    ],
)
def test_word_inside_a_run_is_found(db, title, inside, other):
    make_posting(title, sections=0)
    make_posting("Pilot", sections=0).sections.create(heading="…", body=f"<p>2026: {title}!</p>")

    assert search(inside) == search(f'"{inside}"') == sorted(["Pilot", title])
    assert search(f"{inside} pilot") == ["Pilot"]
    assert search(f"-{inside}") == search(other) == search("".join(reversed(split_words(inside)))) == []
