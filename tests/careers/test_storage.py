"""Collected static files: hashed, compressed, and with one joined stylesheet."""

import json
import re

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """The folder of collected files, and the hashed names in it."""
    folder = tmp_path_factory.mktemp("static")
    storages = settings.STORAGES | {"staticfiles": {"BACKEND": "careers.storage.StaticStorage"}}
    with override_settings(STATIC_ROOT=folder, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder, json.loads((folder / "staticfiles.json").read_text())["paths"]


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
