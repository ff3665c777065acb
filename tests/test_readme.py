"""Checks that settings, packages, columns, commands and files named in the documents exist."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from jobs.spreadsheets.resources import COLUMNS

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def read_first_cells(heading: str) -> list[str]:
    """Return the code in the first column of the tables below a heading, without the column headings."""
    section = README.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)


def find_variables() -> list[str]:
    """Return the names that settings.py reads with `env.…(name)`, `flag(name)` or `required(name)`."""
    names = []
    for node in ast.walk(ast.parse((ROOT / "careers" / "settings.py").read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        reads = isinstance(function, ast.Name) and function.id in ("flag", "required")
        reads |= (
            isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == "env"
        )
        if reads and isinstance(node.args[0], ast.Constant):
            names.append(node.args[0].value)
    return names


def package_names(requirements: list[str]) -> list[str]:
    return [re.match(r"[A-Za-z0-9-]+", requirement)[0] for requirement in requirements]


def test_readme_lists_every_variable():
    assert sorted(read_first_cells("Settings")) == sorted(set(find_variables()))


def test_readme_lists_every_dependency():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = package_names(project["project"]["dependencies"] + project["dependency-groups"]["dev"])
    assert sorted(read_first_cells("What it is built with")) == sorted(packages)


def test_readme_lists_every_column_of_the_spreadsheet():
    section = README.partition("\n### Import your postings\n")[2].partition("\n## ")[0]
    assert set(COLUMNS) <= set(re.findall(r"`([a-z_]+)`", section))


CODE = re.compile(r"```.*?```|`[^`]+`", re.DOTALL)
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


@pytest.mark.parametrize("name", sorted(str(path.relative_to(ROOT)) for path in DOCUMENTS))
def test_documents_name_only_commands_and_files_that_exist(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+(?:-[a-z]+)*)\b", " ".join(re.findall(CODE, text)))) <= targets
    paths = re.findall(r"`((?:careers|teams|jobs|templates|static|tests|docs|fixtures)/[\w./-]*)`", text)
    assert [path for path in paths if not (ROOT / path).exists()] == []
    links = re.findall(r"\]\(([^):]+)\)", text)
    assert [link for link in links if not (ROOT / name).parent.joinpath(link).exists()] == []


def test_pictures_of_the_readme_are_small():
    """Pictures are part of every clone. `make screenshots ONLY=readme` makes them again."""
    pictures = {ROOT / path for path in re.findall(r"!\[[^]]+\]\(([^)]+)\)", README)}
    assert pictures == set((ROOT / "docs" / "img").iterdir())
    assert [path.name for path in pictures if path.stat().st_size > 60_000] == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_lock_contains_every_dependency_and_no_address(name):
    lock = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in lock
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = package_names(project["project"]["dependencies"])
    if name == "requirements-dev.txt":
        packages += package_names(project["dependency-groups"]["dev"])
    assert set(packages) <= set(re.findall(r"^([a-z0-9-]+)(?:\[.*\])?==", lock, re.MULTILINE))
