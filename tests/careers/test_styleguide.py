"""The page of all tokens and components, which only the demo has."""

import re
from pathlib import Path
from typing import Any

from django.conf import settings as project
from django.test import Client

from careers.styleguide import ROWS, read_tokens

STYLESHEET = Path(project.BASE_DIR) / "static" / "css" / "styleguide.css"


def test_page_shows_every_token(client: Client, employer: Any, settings: Any) -> None:
    settings.DEMO = True
    page = client.get("/styleguide/").text
    css = STYLESHEET.read_text(encoding="utf-8")
    classes = {"color": "swatch--", "text": "sample--text-", "line": "sample--line-", "weight": "sample--weight-"}
    for scale, names in read_tokens().items():
        assert len(names) >= 3
        for name in names:
            shown = f"{classes.get(scale, 'bar--')}{name}"
            assert re.search(rf'class="[^"]*\b{shown}"', page), shown
            assert f".{shown} {{" in css
            assert f"var(--{scale}-{name})" in css


def test_page_shows_every_row(client: Client, employer: Any, settings: Any) -> None:
    settings.DEMO = True
    assert client.get("/styleguide/").text.count('class="position"') == len(ROWS)


def test_only_the_demo_has_the_page(client: Client, employer: Any, settings: Any) -> None:
    settings.DEMO = False
    assert client.get("/styleguide/").status_code == 404
