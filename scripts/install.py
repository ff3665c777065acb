"""Install the packages of a lock file into .venv and say how far it is: `install.py LOCKFILE STAMP`.

The stamp is a file that is touched when everything is installed. Run this by `alone.py`, so that two do not meet.
"""

import re
import subprocess
import sys
import time
from pathlib import Path

VENV = Path(".venv")
PYTHON = VENV / "bin" / "python"
# Seconds between two looks at what pip has installed.
INTERVAL = 0.3


class Progress:
    """A count on one line of a terminal; elsewhere a line for every tenth step and the last."""

    def __init__(self, doing: str, total: int) -> None:
        self.doing, self.total, self.done = doing, total, 0

    def show(self, done: int) -> None:
        done = min(done, self.total)
        if done <= self.done:
            return
        last = done == self.total
        if sys.stdout.isatty():
            print(f"\r{self.doing}: {done} of {self.total}", end="\n" if last else "", flush=True)
        elif last or done // 10 > self.done // 10:
            print(f"{self.doing}: {done} of {self.total}", flush=True)
        self.done = done


def make_environment() -> None:
    print("Making a virtual environment in .venv …", flush=True)
    result = subprocess.run([sys.executable, "-m", "venv", str(VENV)], stdout=subprocess.PIPE, text=True, check=False)
    if result.returncode:
        PYTHON.unlink(missing_ok=True)  # it has no pip, and would be taken for a finished environment
        sys.exit(result.stdout)


def installed_since(moment: float) -> int:
    return sum(
        1 for record in VENV.glob("lib/python*/site-packages/*.dist-info/RECORD") if record.stat().st_mtime > moment
    )


def install(lock: Path) -> None:
    pinned = re.findall(
        r"^([\w.-]+)==\S+ (?!; sys_platform == 'win32')", lock.read_text(encoding="utf-8"), re.MULTILINE
    )
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off"]
    command += ["--require-hashes", "--requirement", str(lock)]
    started, found, said = time.time(), 0, []
    fetching = Progress("Fetching packages", len(set(pinned)))
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace"
    ) as pip:
        for line in pip.stdout or ():
            said.append(line)
            if line.startswith(("Collecting ", "Requirement already satisfied: ")):
                found += 1
                fetching.show(found)
            elif line.startswith("Installing collected packages: "):
                installing = Progress("Installing packages", line.count(",") + 1)
                while pip.poll() is None:  # pip says nothing meanwhile
                    installing.show(installed_since(started))
                    time.sleep(INTERVAL)
                installing.show(installed_since(started))
    if pip.returncode:
        sys.exit("\n" + "".join(said))


def main() -> None:
    lock, stamp = (Path(name) for name in sys.argv[1:])
    if stamp.exists() and stamp.stat().st_mtime >= lock.stat().st_mtime:
        return  # another start has installed it while this one was waiting
    if not PYTHON.exists():
        make_environment()
    install(lock)
    stamp.touch()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
