"""Checks sizes of modules and folders, and that migrations match the models. `lint-imports` checks the layers."""

from collections import Counter
from pathlib import Path

from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent


def test_modules_have_at_most_three_hundred_lines():
    long = [
        f"{path.relative_to(ROOT)}: {lines}"
        for pattern in ("*.py", "*.js")
        for package in ("careers", "jobs", "teams", "static")
        for path in (ROOT / package).rglob(pattern)
        if "migrations" not in path.parts and (lines := len(path.read_text(encoding="utf-8").splitlines())) > 300
    ]

    assert long == []


def test_folders_hold_at_most_fifteen_modules():
    folders = Counter(
        str(path.parent.relative_to(ROOT))
        for package in ("careers", "jobs", "teams", "tests/careers", "tests/jobs", "tests/teams")
        for path in (ROOT / package).rglob("*.py")
        if path.name != "__init__.py"
    )

    assert {folder: number for folder, number in folders.items() if number > 15} == {}


def test_migrations_match_the_models(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
