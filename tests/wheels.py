"""Ask pip for a wheel of every locked package, for every platform and Python the project promises.

Pip judges markers by the machine it runs on. So they are judged here, for the platform asked about.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.txt", "requirements-dev.txt")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


def glibc(machine: str) -> list[str]:
    """Tags of a Linux with glibc 2.28 (Debian 10, Ubuntu 20.04, RHEL 8) or later."""
    return [f"manylinux_2_{minor}_{machine}" for minor in range(28, 4, -1)] + [f"manylinux2014_{machine}"]


def musl(machine: str) -> list[str]:
    """Tags of a Linux with musl 1.2 (Alpine 3.13) or later."""
    return [f"musllinux_1_{minor}_{machine}" for minor in (2, 1, 0)]


# Name, tags of its wheels, and what markers compare there.
PLATFORMS: list[tuple[str, list[str], dict[str, str]]] = [
    ("Linux x86-64", glibc("x86_64"), {"sys_platform": "linux", "platform_machine": "x86_64"}),
    ("Linux ARM", glibc("aarch64"), {"sys_platform": "linux", "platform_machine": "aarch64"}),
    ("Linux x86-64, musl", musl("x86_64"), {"sys_platform": "linux", "platform_machine": "x86_64"}),
    ("Linux ARM, musl", musl("aarch64"), {"sys_platform": "linux", "platform_machine": "aarch64"}),
    ("macOS ARM", ["macosx_14_0_arm64"], {"sys_platform": "darwin", "platform_machine": "arm64"}),
    ("macOS Intel", ["macosx_14_0_x86_64"], {"sys_platform": "darwin", "platform_machine": "x86_64"}),
    ("Windows x86-64", ["win_amd64"], {"sys_platform": "win32", "platform_machine": "AMD64"}),
]
# Without a wheel, and said so in the README: platform, package.
KNOWN = {("Linux x86-64, musl", "playwright"), ("Linux ARM, musl", "playwright")}


def requirements(lock: str) -> list[str]:
    """The requirements of a lock file, each with its hashes on one line."""
    lines = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def wanted(line: str, environment: dict[str, str]) -> bool:
    marker = Requirement(line.partition(" --hash")[0]).marker
    return marker is None or marker.evaluate(environment)


def missing(lines: list[str], tags: list[str], python: str, folder: str) -> Iterator[str]:
    """Yield the names of the packages among `lines` that pip finds no wheel for."""
    asked = Path(folder, "asked.txt")
    while lines:
        asked.write_text("\n".join(re.sub(r" ;.*?(?= --hash)", "", line) for line in lines), encoding="utf-8")
        result = subprocess.run(
            [
                sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--dest", folder,
                "--requirement", str(asked), "--no-deps", "--require-hashes", "--only-binary", ":all:",
                "--implementation", "cp", "--python-version", python, *(f"--platform={tag}" for tag in tags),
            ],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if result.returncode == 0:
            return
        refused = re.search(r"No matching distribution found for ([\w.-]+)==", result.stderr)
        if not refused:
            sys.exit(result.stderr)
        yield refused[1]
        lines = [line for line in lines if not line.startswith(f"{refused[1]}==")]


def main() -> int:
    every = sorted({line for lock in LOCKS for line in requirements(lock)})
    failed = False
    for name, tags, environment in PLATFORMS:
        for python in PYTHONS:
            compared = environment | {"python_version": python, "python_full_version": f"{python}.0"}
            lines = [line for line in every if wanted(line, compared)]
            with tempfile.TemporaryDirectory(prefix="careers-wheels-") as folder:
                without = sorted(missing(lines, tags, python, folder))
            new = [package for package in without if (name, package) not in KNOWN]
            failed |= bool(new)
            verdict = f"no wheel: {', '.join(without)}" if without else "a wheel for each"
            print(f"{name}, Python {python}: {len(lines)} packages, {verdict}", flush=True)
    print(
        "A wheel is missing that the README does not name."
        if failed
        else "Nothing is missing but what the README names."
    )
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
