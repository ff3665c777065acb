"""Collected static files: hashed, compressed, and with one joined stylesheet."""

import json
import re

import pytest
from django.core.management import call_command


@pytest.fixture
def collected(settings, tmp_path):
    """The folder of collected files, and their hashed names by source name."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "careers.storage.StaticStorage"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path, json.loads((tmp_path / "staticfiles.json").read_text())["paths"]


def test_stylesheets_are_joined_in_the_order_of_their_layers(collected):
    folder, names = collected
    css = (folder / names["css/site.css"]).read_text()

    assert "@import" not in css
    assert css.index("@layer reset, tokens, base") < css.index("--color-canvas:") < css.index(".hero__title")
    assert re.findall(r"url\(", css) == []
    assert (folder / (names["css/site.css"] + ".br")).exists()


def test_modules_import_each_other_by_their_hashed_names(collected):
    folder, names = collected
    script = (folder / names["js/positions.js"]).read_text()
    imported = re.findall(r'(?:from |import |import\()"\./([^"]+)"', script)

    assert "facets" in {name.partition(".")[0] for name in imported}
    assert {f"js/{name}" for name in imported} <= set(names.values())
