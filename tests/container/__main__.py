"""Carry out the Containerfile where no container engine runs, and look whether the site in the image answers.

Each stage begins with a Debian 13 made by debootstrap, whose Python is the version that the Containerfile names.
The site then runs as the image's user, with read-only files but for the volumes as in compose.yaml, on a PostgreSQL
database test_… of its own. Nothing is left behind but `.tools/container-base`, for the next time.
"""

import argparse
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.benchmarks.databases import leave_by_the_door, postgresql_database, problem, stop

from .containerfile import CONTAINERFILE, ROOT, Stage, stages
from .engine import Image

BASE = ROOT / ".tools" / "container-base"
SUITE, PACKAGES = "trixie", "ca-certificates,python3,python3-venv"
# What compose.yaml tells the site; tests/test_container.py compares.
SITE = {"SITE_URL": "https://careers.example.com", "BEHIND_PROXY": "1", "REQUIRE_SECOND_FACTOR": "0"}
MIGRATE = ["python", "manage.py", "migrate", "--verbosity", "0"]
START_SECONDS, STOP_SECONDS = 30, 30


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.container", description=__doc__.partition("\n")[0])
    parser.add_argument("--base", type=Path, default=BASE, help="a Debian root to begin with; made where there is none")
    parser.add_argument("--scratch", type=Path, help=argparse.SUPPRESS)  # this program, with mounts of its own
    given = parser.parse_args()
    leave_by_the_door()
    found = stages(CONTAINERFILE.read_text(encoding="utf-8"))
    if given.scratch:
        try:
            return carry_out(found, given.base, given.scratch)
        except subprocess.CalledProcessError:
            # Not its command, which holds the address of the database.
            say("This step failed.")
            return 1
    needed = [name for name in ("unshare", "setpriv", "debootstrap") if not shutil.which(name)]
    if os.geteuid() != 0 or needed:
        say(f"This needs root{''.join(f', {name}' for name in needed)}. On Debian: apt-get install debootstrap")
        return 1
    if missing := problem("postgresql"):
        say(f"This needs {missing}")
        return 1
    make_base(given.base)
    check_base(found, given.base)
    with tempfile.TemporaryDirectory(prefix="careers-container-") as scratch, postgresql_database("container") as url:
        # All that it mounts and starts ends with it.
        own = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--propagation", "private"]
        again = [sys.executable, "-m", "tests.container", "--base", str(given.base.resolve()), "--scratch", scratch]
        return subprocess.run([*own, *again], env=os.environ | {"DATABASE_URL": url}).returncode


def make_base(base: Path) -> None:
    """A Debian root at `base`, by debootstrap, unless there is one."""
    if base.exists():
        return
    say(f"Making a Debian root in {base} (two minutes, once) …")
    unfinished = base.with_name(f"{base.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.parent.mkdir(parents=True, exist_ok=True)
    made = subprocess.run(
        ["debootstrap", "--variant=minbase", f"--include={PACKAGES}", SUITE, str(unfinished)], stdout=subprocess.DEVNULL
    )
    if made.returncode:
        sys.exit("debootstrap could not make a Debian root.")
    unfinished.rename(base)


def check_base(found: list[Stage], base: Path) -> None:
    """The root stands for the images of the Containerfile, so it has the Python they have."""
    told = subprocess.run(["chroot", str(base), "python3", "--version"], stdout=subprocess.PIPE, text=True, check=True)
    version = re.findall(r"\d+\.\d+", told.stdout)[0]
    if other := {stage.image for stage in found} - {f"python:{version}-slim"}:
        sys.exit(f"The Containerfile begins with {', '.join(other)}, but {base} has Python {version}.")


def carry_out(found: list[Stage], base: Path, scratch: Path) -> int:
    images: dict[str, Image] = {}
    for number, stage in enumerate(found):
        image = images[stage.name] = Image(stage, base, scratch / str(number), images)
        say(f"FROM {stage.image}")
        for one in image.build():
            say(f"{one.line:>4}  {one.name} {one.text}")
    image.seal()
    environment = {**SITE, "SECRET_KEY": secrets.token_hex(32), "DATABASE_URL": os.environ["DATABASE_URL"]}
    say(f"      {' '.join(MIGRATE)}")
    subprocess.run(image.inside(MIGRATE, environment), check=True)
    # Port 8000 of this machine may be taken.
    port = free_port()
    command = [*image.command, "--port", str(port)]
    say(f"      {' '.join(command)}")
    server = subprocess.Popen(image.inside(command, environment))
    try:
        wait(server, port)
        wrong = complaints(image, port)
    finally:
        began = time.monotonic()
        stop(server, STOP_SECONDS)
    if server.returncode < 0:
        wrong.append(f"It did not end within {STOP_SECONDS} seconds of SIGTERM.")
    say(f"      stopped after {time.monotonic() - began:.1f} s", *wrong, "The image is sound." if not wrong else "")
    return 1 if wrong else 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait(server: "subprocess.Popen[bytes]", port: int) -> None:
    for _ in range(START_SECONDS * 10):
        if server.poll() is None and ask("/livez", port)[0]:
            return
        time.sleep(0.1)
    sys.exit("The site in the image did not start.")


def complaints(image: Image, port: int) -> list[str]:
    """What is wrong with the running site, and with what its user may do."""
    wrong = []
    status, text = ask("/readyz", port)
    if (status, text) != (200, "ready\n"):
        wrong.append(f"/readyz answers {status}: {text}")
    status, home = ask("/", port)
    style = re.search(r"/static/css/site\.[0-9a-f]+\.css", home)
    if status != 200 or not style or ask(style[0], port)[0] != 200:
        wrong.append(f"The home page answers {status}; its stylesheet is {style[0] if style else 'not named'}.")
    check = [part.replace(":8000/", f":{port}/") for part in image.healthcheck]
    if subprocess.run(image.inside(check)).returncode:
        wrong.append("The healthcheck fails.")
    wrong += [
        f"{volume} is not for the image's user to write in."
        for volume in image.volumes
        if subprocess.run(image.inside(["touch", f"{volume}/written"])).returncode
    ]
    if subprocess.run(image.inside(["test", "-w", f"{image.folder}/manage.py"])).returncode == 0:
        wrong.append("The image's user may change the program.")
    return wrong


def ask(path: str, port: int) -> tuple[int, str]:
    """Status and text of what a visitor gets through a proxy; 0 while nobody answers."""
    headers = {"Host": "careers.example.com", "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
    try:
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310  # its own address
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


def say(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines if line)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
