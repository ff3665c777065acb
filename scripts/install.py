"""Install the packages of a lock file into .venv and show the progress: `install.py LOCKFILE STAMP`.

When everything is installed, the script touches the file STAMP. Run it under `with_lock.py`.
"""

import re
import subprocess
import sys
import time
from pathlib import Path

VENV = Path(".venv")
PYTHON = VENV / "bin" / "python"
# Seconds between two counts of the installed packages.
INTERVAL = 0.3


class Progress:
    """A counter. A terminal shows it on one line; other outputs get a line for every tenth step and the last."""

    def __init__(self, label: str, total: int) -> None:
        self.label, self.total, self.done = label, total, 0

    def show(self, done: int) -> None:
        done = min(done, self.total)
        if done <= self.done:
            return
        last = done == self.total
        if sys.stdout.isatty():
            print(f"\r{self.label}: {done} of {self.total}", end="\n" if last else "", flush=True)
        elif last or done // 10 > self.done // 10:
            print(f"{self.label}: {done} of {self.total}", flush=True)
        self.done = done


def make_environment() -> None:
    print("Making a virtual environment in .venv …", flush=True)
    result = subprocess.run([sys.executable, "-m", "venv", str(VENV)], stdout=subprocess.PIPE, text=True, check=False)
    if result.returncode:
        PYTHON.unlink(missing_ok=True)  # without pip, the next start must make it again
        sys.exit(result.stdout)


def count_installed_since(timestamp: float) -> int:
    records = VENV.glob("lib/python*/site-packages/*.dist-info/RECORD")
    return sum(1 for record in records if record.stat().st_mtime > timestamp)


def install(lock: Path) -> None:
    pinned = re.findall(
        r"^([\w.-]+)==\S+ (?!; sys_platform == 'win32')", lock.read_text(encoding="utf-8"), re.MULTILINE
    )
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off"]
    command += ["--require-hashes", "--requirement", str(lock)]
    started, fetched, output = time.time(), 0, []
    fetching = Progress("Fetching packages", len(set(pinned)))
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace"
    ) as pip:
        for line in pip.stdout or ():
            output.append(line)
            if line.startswith(("Collecting ", "Requirement already satisfied: ")):
                fetched += 1
                fetching.show(fetched)
            elif line.startswith("Installing collected packages: "):
                installing = Progress("Installing packages", line.count(",") + 1)
                while pip.poll() is None:  # pip prints nothing while it installs
                    installing.show(count_installed_since(started))
                    time.sleep(INTERVAL)
                installing.show(count_installed_since(started))
    if pip.returncode:
        sys.exit("\n" + "".join(output))


def main() -> None:
    lock, stamp = (Path(name) for name in sys.argv[1:])
    if stamp.exists() and stamp.stat().st_mtime >= lock.stat().st_mtime:
        return  # another command installed it while this one waited for the lock
    if not PYTHON.exists():
        make_environment()
    install(lock)
    stamp.touch()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
