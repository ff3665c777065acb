"""Rules about the contents and the text of a posting."""

import pytest

from jobs.models import PlaceRule
from jobs.publishing.rules import RULES, violations

from .drafts import FINE, LISBON, TEXT, broken_rules, get_messages, make_draft

REMOTE = {"workplace": "remote", "places": ()}
NO_PAY = {"pay_minimum": None, "pay_maximum": None}
EMPTY = {"reference": "R-1", "apply_url": "", "employment_types": (), "places": (), "sections": ()} | NO_PAY


def test_correct_posting_has_no_violations():
    assert broken_rules() == set()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"apply_url": ""}, {("apply", "apply_url")}),
        ({"apply_url": "", "apply_email": "jobs@k.example"}, set()),
        ({"sections": ()}, {("sections", "sections")}),
        ({"sections": (("Your work", "<p>\xa0</p>"),)}, {("text", "sections")}),
        ({"sections": (("Your work", "<p>…</p>"), ("More", ""))}, {("text", "sections")}),
        ({"sections": (("Your work", "<p>&nbsp;</p>"), ("More", TEXT))}, set()),
        ({"sections": (("Your work", "<p><b>Backend</b></p><p>engineer!</p>"),)}, {("text-is-title", "sections")}),
        ({"sections": (("Your work", "<p>Backend engineer, please</p>"),)}, set()),
        ({"places": ()}, {("place", "locations")}),
        ({"places": (), "workplace": "hybrid"}, {("place", "locations")}),
        (REMOTE, {("remote", "remote_anywhere")}),
        (REMOTE | {"remote_anywhere": True}, set()),
        (REMOTE | {"remote_countries": ("PT",)}, set()),
        ({"workplace": "remote"}, {("remote-without-country", "remote_countries")}),
        ({"workplace": "remote", "remote_anywhere": True}, set()),
        ({"workplace": "remote", "remote_countries": ("PT",)}, set()),
        ({"employment_types": ()}, {("employment-type", "employment_types")}),
        (NO_PAY, {("pay", "pay_minimum")}),
        ({"pay_minimum": None}, {("pay-end", "pay_minimum")}),
        ({"pay_maximum": None}, {("pay-end", "pay_minimum")}),
        ({"pay_minimum": 50000, "pay_maximum": 50000}, set()),
        (
            EMPTY,
            {
                ("apply", "apply_url"),
                ("sections", "sections"),
                ("place", "locations"),
                ("employment-type", "employment_types"),
                ("pay", "pay_minimum"),
            },
        ),
    ],
)
def test_contents_rules_report_missing_facts(changes, expected):
    assert broken_rules(**changes) == expected


def test_blocking_violations_come_first():
    rules = (PlaceRule(country="PT", requires_closing_date=True, is_blocking=True),)
    draft_violations = violations(make_draft(employment_types=(), pay_note="TBD", apply_url="", rules=rules))

    assert [(violation.rule, violation.is_blocking) for violation in draft_violations] == [
        ("apply", True),
        ("place-closing", True),
        ("employment-type", False),
        ("placeholder", False),
    ]


def test_only_facts_that_google_or_the_form_require_block():
    blocking = {rule.code for rule in RULES if rule.is_blocking and not rule.code.startswith("place-")}

    assert blocking == {"apply", "sections", "text", "text-is-title", "remote", "place"}


def test_every_rule_message_says_what_to_do():
    assert all(rule.message.count(".") + rule.message.count("?") + rule.message.count("…") >= 1 for rule in RULES)
    assert {rule.field for rule in RULES} == {
        "apply_url",
        "sections",
        "remote_anywhere",
        "remote_countries",
        "locations",
        "employment_types",
        "pay_minimum",
        "pay_currency",
        "pay_note",
        "closes_at",
        "title",
    }


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>The salary is TBD.</p>", ["TBD"]),
        ("<p>tba</p>", ["tba"]),
        ("<p>Lorem ipsum dolor</p>", ["Lorem"]),
        ("<p>Work at [company] in [City name].</p>", ["[company]", "[City name]"]),
        ("<p>[Insert salary here] and &lt;team&gt;</p>", ["[Insert salary here]", "<team>"]),
        ("<p>Hello {{ first_name }}, {name}</p>", ["{{ first_name }}", "{name}"]),
        ("<p>Start: ____</p>", ["____"]),
        ("<p>XXX years, TODO</p>", ["XXX", "TODO"]),
        ("<p>T<b>B</b>D</p>", ["TBD"]),
        ("<p>TBD TBD</p>", ["TBD"]),
        ("<p>Explore [m/w/d] lists[0], see [1], sizes XXL, Super Bowl XX, {curly}, a &lt; b &gt; c</p>", []),
        ("<p>Todo el mundo, todo list, florem, snake_case __init__</p>", []),
        ("<p>jobs[at]kitewell.example</p>", []),
        ("<p>TB</p><p>D</p>", []),
    ],
)
def test_placeholders_are_found_and_ordinary_words_are_not(body, expected):
    assert get_messages(sections=(("Your work", body),)) == [
        f"A placeholder is left (“{what}”). Write what is meant, or take it out." for what in expected
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "Engineer, TBD"}, "title"),
        ({"pay_note": "bonus TBD"}, "pay_note"),
        ({"sections": (("About [company]", TEXT),)}, "sections"),
    ],
)
def test_placeholders_are_found_in_every_text_field(changes, field):
    assert broken_rules(**changes) == {("placeholder", field)}


@pytest.mark.parametrize(
    ("sections", "expected"),
    [
        ([("Your work", "<h3>Daily</h3><p>Bake.</p><h3>Weekly</h3><ul><li>Rest</li></ul>")], set()),
        ([("Your work", "<p>Bake.</p><h3></h3><p>More</p>")], {"heading-empty"}),
        ([("Your work", "<p>Bake.</p><h3><br></h3><p>More</p>")], {"heading-empty"}),
        ([("Your work", "<p>Bake.</p><h3></h3><p>More</p><h3></h3>")], {"heading-empty"}),
        ([("Your work", "<p>Bake.</p><h3>Weekly</h3>")], {"heading-without-text"}),
        ([("Your work", "<h3>Daily</h3><h3>Weekly</h3><p>Bake.</p>")], {"heading-without-text"}),
        ([("Your work", "<h3>Daily</h3><p></p><h3>Weekly</h3><p>Bake.</p>")], {"heading-without-text"}),
        ([("Your work", TEXT), ("your  Work", TEXT)], {"heading-twice"}),
        ([("Your work", "<h3>Your work</h3><p>Bake.</p>")], {"heading-twice"}),
        ([("Your work", "<h3>Daily</h3><p>Bake.</p><h3>daily</h3><p>Sleep.</p>")], {"heading-twice"}),
        ([("One", "<h3>Daily</h3><p>Bake.</p>"), ("Two", "<h3>Daily</h3><p>Sleep.</p>")], set()),
    ],
)
def test_heading_rules(sections, expected):
    assert broken_rules(sections=tuple(sections)) == {(rule, "sections") for rule in expected}


def test_repeated_heading_with_two_spellings_is_one_violation():
    sections = (("What", "<h3>what</h3><p>Bake.</p>"), ("what ", "<h3>WHAT</h3><p>Bake.</p>"))
    assert get_messages(sections=sections) == [
        "The heading “What” stands there more than once. Join what stands under it, or find another."
    ]


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ('<a href="https://k.example/" rel="noopener nofollow">us</a>', []),
        ('<a href="HTTPS://k.example/">us</a>', []),
        ('<a href="mailto:jobs@k.example">mail</a>', []),
        ('<a href="http://k.example/?a=1&amp;b=2">us</a>', ["The link “us” leads to http://k.example/?a=1&b=2."]),
        ('<a href="tel:+351">phone</a>', ["The link “phone” leads to tel:+351."]),
        ('<a rel="noopener nofollow"></a>', []),
        ('<a rel="noopener nofollow">us</a>', ["The link “us” leads nowhere."]),
        ('<a rel="noopener nofollow"><b>Our</b> team</a>', ["The link “Our team” leads nowhere."]),
    ],
)
def test_link_rules(link, expected):
    said = get_messages(sections=(("Your work", f"<p>See {link}.</p>"),))

    assert [message[: len(beginning)] for message, beginning in zip(said, expected, strict=True)] == expected


def test_messages_keep_braces_in_texts():
    assert get_messages(title="Engineer {name}") == [
        "The title has signs that catch the eye ({ }), and search engines may refuse it. Take them out.",
        "A placeholder is left (“{name}”). Write what is meant, or take it out.",
    ]


def test_rules_read_an_unsaved_draft_without_values():
    bare = make_draft(title="", pay_currency="", pay_period="", **{**EMPTY, "reference": ""})

    assert {violation.rule for violation in violations(bare)} == {
        "apply",
        "sections",
        "place",
        "employment-type",
        "pay",
    }
    assert LISBON.pk is None
    assert FINE["pay_minimum"] == 50000
