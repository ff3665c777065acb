"""Reads the Containerfile and `.containerignore`. What it does not know is an error, so nothing is left untested."""

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
    """`COPY manage.py ./` has the name COPY and the text `manage.py ./`; `line` is where it begins."""

    line: int
    name: str
    text: str

    @property
    def values(self) -> list[str]:
        """The text as a list: JSON where it is written so, else the words of a shell."""
        return json.loads(self.text) if self.text.startswith("[") else shlex.split(self.text)


@dataclass
class Stage:
    """One image on the way. `image` is what it begins with; other stages copy from it by its `name`."""

    image: str
    name: str
    instructions: list[Instruction] = field(default_factory=list)


def stages(text: str) -> list[Stage]:
    """The stages of a Containerfile. Raises ValueError for an instruction that is not known."""
    found: list[Stage] = []
    for one in instructions(text):
        if one.name not in KNOWN:
            raise ValueError(f"Containerfile, line {one.line}: {one.name} is not known to tests/container.")
        if one.name == "FROM":
            image, *named = one.text.split()
            found.append(Stage(image, named[1] if named else ""))
        else:
            found[-1].instructions.append(one)
    return found


def instructions(text: str) -> Iterable[Instruction]:
    begun, parts = 0, []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        begun = begun or number
        parts.append(line.rstrip("\\").strip())
        if not line.endswith("\\"):
            name, _, rest = " ".join(parts).partition(" ")
            yield Instruction(begun, name, rest.strip())
            begun, parts = 0, []


def expanded(text: str, environment: dict[str, str]) -> str:
    """The text with `$NAME` and `${NAME}` replaced."""
    return re.sub(r"\$(?:\{(\w+)\}|(\w+))", lambda name: environment.get(name[1] or name[2], ""), text)


def healthcheck(one: Instruction) -> list[str]:
    """The command of a HEALTHCHECK, without its options."""
    return list(json.loads(one.text.partition("CMD ")[2]))


class Ignored:
    """Whether a path of the source tree stays out of the image; the last pattern that matches decides."""

    def __init__(self, text: str) -> None:
        lines = [line.strip() for line in text.splitlines()]
        self.patterns = [
            (_regex(line.removeprefix("!")), not line.startswith("!"))
            for line in lines
            if line and not line.startswith("#")
        ]

    def __call__(self, path: str) -> bool:
        return next((ignores for regex, ignores in reversed(self.patterns) if regex.fullmatch(path)), False)


def _regex(pattern: str) -> re.Pattern[str]:
    """A pattern matches what it names and all that is below it; `**/` stands for any number of folders."""
    parts = re.split(r"(\*\*/|\*)", pattern)
    said = {"**/": "(?:.*/)?", "*": "[^/]*"}
    return re.compile("".join(said.get(part, re.escape(part)) for part in parts) + "(?:/.*)?")
