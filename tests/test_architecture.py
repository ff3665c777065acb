"""The shape of the house: which way imports run, and that the schema is what the models say."""

import ast
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parent.parent
FORBIDDEN = {"teams": {"jobs", "careers"}, "jobs": {"careers"}}


def imported(path: Path):
    """The first name of every absolute import in a module, with its line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name.split(".")[0], node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.split(".")[0], node.lineno


@pytest.mark.parametrize("package", ["careers", "jobs", "teams"])
def test_imports_run_from_careers_to_jobs_to_teams(package):
    broken = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in (ROOT / package).rglob("*.py")
        for name, line in imported(path)
        if name in FORBIDDEN.get(package, set()) | {"tests"}
    ]

    assert broken == []


def test_no_module_outgrows_three_hundred_lines():
    long = [
        f"{path.relative_to(ROOT)}: {lines}"
        for pattern in ("*.py", "*.js")
        for package in ("careers", "jobs", "teams", "static")
        for path in (ROOT / package).rglob(pattern)
        if "migrations" not in path.parts and (lines := len(path.read_text(encoding="utf-8").splitlines())) > 300
    ]

    assert long == []


def test_migrations_hold_what_the_models_say(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
