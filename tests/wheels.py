"""Ask pip for a wheel of every locked package, for each platform and Python version that the project supports.

Pip evaluates markers for the machine that it runs on. So this script evaluates them itself, for each platform.
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
    """Return the wheel tags for Linux with glibc 2.28 (Debian 10, Ubuntu 20.04, RHEL 8) or later."""
    return [f"manylinux_2_{minor}_{machine}" for minor in range(28, 4, -1)] + [f"manylinux2014_{machine}"]


def musl(machine: str) -> list[str]:
    """Return the wheel tags for Linux with musl 1.2 (Alpine 3.13) or later."""
    return [f"musllinux_1_{minor}_{machine}" for minor in (2, 1, 0)]


# For each platform: its name, the tags of its wheels, and the values of its markers.
PLATFORMS: list[tuple[str, list[str], dict[str, str]]] = [
    ("Linux x86-64", glibc("x86_64"), {"sys_platform": "linux", "platform_machine": "x86_64"}),
    ("Linux ARM", glibc("aarch64"), {"sys_platform": "linux", "platform_machine": "aarch64"}),
    ("Linux x86-64, musl", musl("x86_64"), {"sys_platform": "linux", "platform_machine": "x86_64"}),
    ("Linux ARM, musl", musl("aarch64"), {"sys_platform": "linux", "platform_machine": "aarch64"}),
    ("macOS ARM", ["macosx_14_0_arm64"], {"sys_platform": "darwin", "platform_machine": "arm64"}),
    ("macOS Intel", ["macosx_14_0_x86_64"], {"sys_platform": "darwin", "platform_machine": "x86_64"}),
    ("Windows x86-64", ["win_amd64"], {"sys_platform": "win32", "platform_machine": "AMD64"}),
]
# The wheels that are known to be missing, by platform and package. The README names them.
KNOWN = {("Linux x86-64, musl", "playwright"), ("Linux ARM, musl", "playwright")}


def requirements(lock: str) -> list[str]:
    """Return the requirements of a lock file. Each requirement is one line with its hashes."""
    lines = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def wanted(line: str, environment: dict[str, str]) -> bool:
    """Whether the requirement on `line` applies to `environment`."""
    marker = Requirement(line.partition(" --hash")[0]).marker
    return marker is None or marker.evaluate(environment)


def missing(lines: list[str], tags: list[str], python: str, folder: str) -> Iterator[str]:
    """Yield the name of each package in `lines` for which pip finds no wheel."""
    lock_file = Path(folder, "lock.txt")
    while lines:
        lock_file.write_text("\n".join(re.sub(r" ;.*?(?= --hash)", "", line) for line in lines), encoding="utf-8")
        result = subprocess.run(
            [
                sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--dest", folder,
                "--requirement", str(lock_file), "--no-deps", "--require-hashes", "--only-binary", ":all:",
                "--implementation", "cp", "--python-version", python, *(f"--platform={tag}" for tag in tags),
            ],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if result.returncode == 0:
            return
        match = re.search(r"No matching distribution found for ([\w.-]+)==", result.stderr)
        if not match:
            sys.exit(result.stderr)
        yield match[1]
        lines = [line for line in lines if not line.startswith(f"{match[1]}==")]


def main() -> int:
    all_lines = sorted({line for lock in LOCKS for line in requirements(lock)})
    failed = False
    for platform, tags, environment in PLATFORMS:
        for python in PYTHONS:
            python_environment = environment | {"python_version": python, "python_full_version": f"{python}.0"}
            lines = [line for line in all_lines if wanted(line, python_environment)]
            with tempfile.TemporaryDirectory(prefix="careers-wheels-") as folder:
                without_wheel = sorted(missing(lines, tags, python, folder))
            unexpected = [package for package in without_wheel if (platform, package) not in KNOWN]
            failed |= bool(unexpected)
            verdict = f"no wheel: {', '.join(without_wheel)}" if without_wheel else "a wheel for each"
            print(f"{platform}, Python {python}: {len(lines)} packages, {verdict}", flush=True)
    print(
        "A wheel is missing that the README does not name."
        if failed
        else "Nothing is missing but what the README names."
    )
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
