"""Stylesheets hold no raw values: `scripts/check_styles.py`."""

import importlib.util
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parent.parent / "scripts" / "check_styles.py"
spec = importlib.util.spec_from_file_location("check_styles", SCRIPT)
check_styles = importlib.util.module_from_spec(spec)
spec.loader.exec_module(check_styles)


@pytest.mark.parametrize(
    "declaration",
    [
        "margin: 3px",
        "padding: var(--space-1) 0.5rem",
        "inline-size: calc(100% - 2em)",
        "font-weight: 650",
        "line-height: 1.4",
        "border-radius: 12px",
        "color: #fff",
        "color: oklch(0.5 0.1 250)",
        "--own: 10vw",
    ],
)
def test_raw_value_is_found_with_its_line(declaration):
    css = f"/* 5px */\n.a {{\n  {declaration};\n}}\n"

    assert list(check_styles.find_raw_values(css)) == [(3, declaration)]


@pytest.mark.parametrize(
    "css",
    [
        ".a { margin: 0 1px 50%; grid-template-columns: 1fr 2fr; block-size: 100dvh }",
        "@media (min-width: 60rem) { .a { margin: var(--space-4) } }",
        "@container (width < 14rem) { .a { color: var(--color-ink) } }",
        '.a::before { content: "5px #fff" }',
        ".a { font-weight: var(--weight-head); line-height: var(--line-text); z-index: 3; opacity: 0.5 }",
        ".a { background: url(data:image/svg+xml;base64,10px) }",
    ],
)
def test_other_values_are_left_alone(css):
    assert list(check_styles.find_raw_values(css)) == []


def test_stylesheets_hold_none():
    assert check_styles.main() == 0
