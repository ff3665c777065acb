"""Checks sizes of modules and folders, and that migrations match the models. `lint-imports` checks the layers."""

import re
import tomllib
from collections import Counter
from pathlib import Path

from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent


def test_modules_have_at_most_three_hundred_lines():
    long = [
        f"{path.relative_to(ROOT)}: {lines}"
        for pattern in ("*.py", "*.js")
        for package in ("careers", "jobs", "teams", "static", "scripts", "tests")
        for path in (ROOT / package).rglob(pattern)
        if "migrations" not in path.parts and (lines := len(path.read_text(encoding="utf-8").splitlines())) > 300
    ]

    assert long == []


def test_folders_hold_at_most_fifteen_modules():
    folders = Counter(
        str(path.parent.relative_to(ROOT))
        for package in ("careers", "jobs", "teams", "tests/careers", "tests/jobs", "tests/teams")
        for path in (ROOT / package).rglob("*.py")
        if path.name != "__init__.py" and path.parent.name != "migrations"
    )

    assert {folder: number for folder, number in folders.items() if number > 15} == {}


def test_contract_of_the_layers_names_every_folder():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    [contract] = settings["tool"]["importlinter"]["contracts"]
    named = {name.strip() for layer in contract["layers"] for name in re.split("[|:]", layer)}
    folders = {
        f"{app}.{path.name}"
        for app in ("jobs", "teams")
        for path in (ROOT / app).iterdir()
        if (path / "__init__.py").exists()
    }

    assert folders - named == set()


def test_migrations_match_the_models(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
