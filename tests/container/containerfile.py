"""Reads the Containerfile and `.containerignore`. Unknown instructions are errors, so nothing stays untested."""

import json
import re
import shlex
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONTAINERFILE, IGNORED = ROOT / "Containerfile", ROOT / ".containerignore"
KNOWN = {"FROM", "ENV", "WORKDIR", "COPY", "RUN", "USER", "VOLUME", "EXPOSE", "HEALTHCHECK", "CMD"}


@dataclass(frozen=True)
class Instruction:
    """One instruction: `COPY manage.py ./` has the name COPY and the text `manage.py ./`. `line` is its first line."""

    line: int
    name: str
    text: str

    @property
    def values(self) -> list[str]:
        """The arguments: parsed as JSON if the text is a JSON list, else split as by a shell."""
        return json.loads(self.text) if self.text.startswith("[") else shlex.split(self.text)


@dataclass
class Stage:
    """One stage of the build. `image` is its base image; other stages copy from it by its `name`."""

    image: str
    name: str
    instructions: list[Instruction] = field(default_factory=list)


def parse_stages(text: str) -> list[Stage]:
    """Return the stages of a Containerfile. Raises ValueError for an unknown instruction."""
    stages: list[Stage] = []
    for instruction in parse_instructions(text):
        if instruction.name not in KNOWN:
            raise ValueError(
                f"Containerfile, line {instruction.line}: tests/container does not know {instruction.name}."
            )
        if instruction.name == "FROM":
            image, *alias = instruction.text.split()
            stages.append(Stage(image, alias[1] if alias else ""))
        else:
            stages[-1].instructions.append(instruction)
    return stages


def parse_instructions(text: str) -> Iterable[Instruction]:
    first_line, parts = 0, []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        first_line = first_line or number
        parts.append(line.rstrip("\\").strip())
        if not line.endswith("\\"):
            name, _, rest = " ".join(parts).partition(" ")
            yield Instruction(first_line, name, rest.strip())
            first_line, parts = 0, []


def expand(text: str, environment: dict[str, str]) -> str:
    """Return the text with `$NAME` and `${NAME}` replaced."""
    return re.sub(r"\$(?:\{(\w+)\}|(\w+))", lambda name: environment.get(name[1] or name[2], ""), text)


def parse_healthcheck(instruction: Instruction) -> list[str]:
    """Return the command of a HEALTHCHECK, without its options."""
    return list(json.loads(instruction.text.partition("CMD ")[2]))


class IgnoreFile:
    """The patterns of `.containerignore`. The last pattern that matches a path decides."""

    def __init__(self, text: str) -> None:
        lines = [line.strip() for line in text.splitlines()]
        self.patterns = [
            (_compile_pattern(line.removeprefix("!")), not line.startswith("!"))
            for line in lines
            if line and not line.startswith("#")
        ]

    def is_ignored(self, path: str) -> bool:
        return next((ignores for regex, ignores in reversed(self.patterns) if regex.fullmatch(path)), False)


def _compile_pattern(pattern: str) -> re.Pattern[str]:
    """Compile a pattern. It matches a path and everything below it; `**/` matches any number of folders."""
    parts = re.split(r"(\*\*/|\*)", pattern)
    wildcards = {"**/": "(?:.*/)?", "*": "[^/]*"}
    return re.compile("".join(wildcards.get(part, re.escape(part)) for part in parts) + "(?:/.*)?")
