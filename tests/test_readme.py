"""What the README says about settings, dependencies and commands agrees with what there is."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from jobs.spreadsheets.resources import COLUMNS

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def first_cells(heading: str) -> list[str]:
    """The code in the first column of the tables under a heading, without the tables' own headings."""
    section = README.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)


def variables_read() -> list[str]:
    """The names that settings.py reads from the environment: by `env.….(name)`, `flag(name)` or `required(name)`."""
    names = []
    for node in ast.walk(ast.parse((ROOT / "careers" / "settings.py").read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        reads = isinstance(called, ast.Name) and called.id in ("flag", "required")
        reads |= isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "env"
        if reads and isinstance(node.args[0], ast.Constant):
            names.append(node.args[0].value)
    return names


def names(requirements: list[str]) -> list[str]:
    return [re.match(r"[A-Za-z0-9-]+", one)[0] for one in requirements]


def test_readme_lists_every_variable_that_is_read():
    assert sorted(first_cells("Settings")) == sorted(set(variables_read()))


def test_readme_lists_every_dependency():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = names(project["project"]["dependencies"]) + names(project["dependency-groups"]["dev"])
    assert sorted(first_cells("What it is built with")) == sorted(wanted)


def test_readme_names_every_column_of_the_spreadsheet():
    section = README.partition("\n### Bring your postings along\n")[2].partition("\n## ")[0]
    named = re.findall(r"`([a-z_]+)`", section)
    assert [column for column in COLUMNS if column not in named] == []


CODE = re.compile(r"```.*?```|`[^`]+`", re.DOTALL)
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


@pytest.mark.parametrize("name", sorted(str(path.relative_to(ROOT)) for path in DOCUMENTS))
def test_documents_name_commands_and_files_that_exist(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+(?:-[a-z]+)*)\b", " ".join(re.findall(CODE, text)))) <= targets
    paths = re.findall(r"`((?:careers|teams|jobs|templates|static|tests|docs|fixtures)/[\w./-]*)`", text)
    assert [path for path in paths if not (ROOT / path).exists()] == []
    links = re.findall(r"\]\(([^):]+)\)", text)
    assert [link for link in links if not (ROOT / name).parent.joinpath(link).exists()] == []


def test_pictures_of_the_readme_are_small():
    """They are part of every clone, and made again with `make screenshots ONLY=readme`."""
    shown = {ROOT / path for path in re.findall(r"!\[[^]]+\]\(([^)]+)\)", README)}
    assert shown == set((ROOT / "docs" / "img").iterdir())
    assert [path.name for path in shown if path.stat().st_size > 60_000] == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_lock_names_no_address_and_holds_every_dependency(name):
    lock = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in lock
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = names(project["project"]["dependencies"])
    if name == "requirements-dev.txt":
        wanted += names(project["dependency-groups"]["dev"])
    assert set(wanted) <= set(re.findall(r"^([a-z0-9-]+)(?:\[.*\])?==", lock, re.MULTILINE))
