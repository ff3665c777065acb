"""Carry out the Containerfile without a container engine, and check that the site in the image answers.

Each stage begins with a Debian 13 made by debootstrap, with the Python version that the Containerfile names. The site
then runs as the image's user on a temporary PostgreSQL database. All files are read-only except the volumes, as in
compose.yaml. Only `.tools/container-base` is kept, for the next run.
"""

import argparse
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.benchmarks.databases import find_problem, postgresql_database
from tests.processes import exit_on_sigterm, find_free_port, stop

from .containerfile import CONTAINERFILE, ROOT, Stage, parse_stages
from .engine import Image

BASE = ROOT / ".tools" / "container-base"
SUITE, PACKAGES = "trixie", "ca-certificates,python3,python3-venv"
# The variables that compose.yaml sets; test_containerfile.py compares them.
# What compose.yaml sets: the address, and the defaults of the rest.
SITE_VARIABLES = {
    "SITE_URL": "https://careers.example.com",
    "BEHIND_PROXY": "1",
    "REQUIRE_SECOND_FACTOR": "0",
    "EMAIL_URL": "",
    "EMAIL_FROM": "",
    "OIDC_ISSUER": "",
    "OIDC_CLIENT_ID": "",
    "OIDC_CLIENT_SECRET": "",
    "OIDC_DOMAINS": "",
    "OIDC_ROLES": "",
    "OIDC_GROUPS_CLAIM": "groups",
    "OIDC_TEAM_PREFIX": "",
    "PASSWORDS": "1",
}
MIGRATE = ["python", "manage.py", "migrate", "--verbosity", "0"]
START_SECONDS, STOP_SECONDS = 30, 30


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.container", description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--base", type=Path, default=BASE, help="a Debian root to begin with; it is made if it does not exist"
    )
    # Set when this program runs itself in a mount namespace.
    parser.add_argument("--scratch", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    exit_on_sigterm()
    stages = parse_stages(CONTAINERFILE.read_text(encoding="utf-8"))
    if options.scratch:
        try:
            return build_and_check(stages, options.base, options.scratch)
        except subprocess.CalledProcessError:
            # Do not print its command, which contains the database URL.
            write("This step failed.")
            return 1
    missing = [name for name in ("unshare", "setpriv", "debootstrap") if not shutil.which(name)]
    if os.geteuid() != 0 or missing:
        write(f"This needs root{''.join(f', {name}' for name in missing)}. On Debian: apt-get install debootstrap")
        return 1
    if problem := find_problem("postgresql"):
        write(f"This needs {problem}")
        return 1
    make_base(options.base)
    check_base(stages, options.base)
    with tempfile.TemporaryDirectory(prefix="careers-container-") as scratch, postgresql_database("container") as url:
        # A namespace, so that all mounts and processes end with it.
        namespace = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--propagation", "private"]
        itself = [sys.executable, "-m", "tests.container", "--base", str(options.base.resolve()), "--scratch", scratch]
        return subprocess.run([*namespace, *itself], env=os.environ | {"DATABASE_URL": url}).returncode


def make_base(base: Path) -> None:
    """Make a Debian root at `base` with debootstrap, unless it exists."""
    if base.exists():
        return
    write(f"Making a Debian root in {base} (two minutes, once) …")
    unfinished = base.with_name(f"{base.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.parent.mkdir(parents=True, exist_ok=True)
    result = subprocess.run(
        ["debootstrap", "--variant=minbase", f"--include={PACKAGES}", SUITE, str(unfinished)], stdout=subprocess.DEVNULL
    )
    if result.returncode:
        sys.exit("debootstrap could not make a Debian root.")
    unfinished.rename(base)


def check_base(stages: list[Stage], base: Path) -> None:
    """Exit if the root does not have the Python version of the Containerfile's images."""
    result = subprocess.run(
        ["chroot", str(base), "python3", "--version"], stdout=subprocess.PIPE, text=True, check=True
    )
    version = re.findall(r"\d+\.\d+", result.stdout)[0]
    if others := {stage.image for stage in stages} - {f"python:{version}-slim"}:
        sys.exit(f"The Containerfile begins with {', '.join(others)}, but {base} has Python {version}.")


def build_and_check(stages: list[Stage], base: Path, scratch: Path) -> int:
    images: dict[str, Image] = {}
    for number, stage in enumerate(stages):
        image = images[stage.name] = Image(stage, base, scratch / str(number), images)
        write(f"FROM {stage.image}")
        for instruction in image.build():
            write(f"{instruction.line:>4}  {instruction.name} {instruction.text}")
    image.seal()
    environment = {**SITE_VARIABLES, "SECRET_KEY": secrets.token_hex(32), "DATABASE_URL": os.environ["DATABASE_URL"]}
    write(f"      {' '.join(MIGRATE)}")
    subprocess.run(image.command_in_image(MIGRATE, environment), check=True)
    # Port 8000 of this machine may be taken.
    port = find_free_port()
    command = [*image.command, "--port", str(port)]
    write(f"      {' '.join(command)}")
    server = subprocess.Popen(image.command_in_image(command, environment))
    try:
        wait_until_alive(server, port)
        problems = find_problems(image, port)
    finally:
        began = time.monotonic()
        stop(server, STOP_SECONDS)
    if server.returncode < 0:
        problems.append(f"It did not end within {STOP_SECONDS} seconds of SIGTERM.")
    write(
        f"      stopped after {time.monotonic() - began:.1f} s", *problems, "The image works." if not problems else ""
    )
    return 1 if problems else 0


def wait_until_alive(server: "subprocess.Popen[bytes]", port: int) -> None:
    for _ in range(START_SECONDS * 10):
        if server.poll() is None and fetch("/livez", port)[0]:
            return
        time.sleep(0.1)
    sys.exit("The site in the image did not start.")


def find_problems(image: Image, port: int) -> list[str]:
    """Return what is wrong with the running site and with the permissions of its user."""
    problems = []
    status, text = fetch("/readyz", port)
    if (status, text) != (200, "ready\n"):
        problems.append(f"/readyz answers {status}: {text}")
    status, home = fetch("/", port)
    style = re.search(r"/static/css/site\.[0-9a-f]+\.css", home)
    if status != 200 or not style or fetch(style[0], port)[0] != 200:
        problems.append(f"The home page answers {status}; its stylesheet is {style[0] if style else 'not named'}.")
    check = [part.replace(":8000/", f":{port}/") for part in image.healthcheck]
    if subprocess.run(image.command_in_image(check)).returncode:
        problems.append("The healthcheck fails.")
    problems += [
        f"The image's user cannot write to {volume}."
        for volume in image.volumes
        if subprocess.run(image.command_in_image(["touch", f"{volume}/written"])).returncode
    ]
    if subprocess.run(image.command_in_image(["test", "-w", f"{image.folder}/manage.py"])).returncode == 0:
        problems.append("The image's user can change the program.")
    return problems


def fetch(path: str, port: int) -> tuple[int, str]:
    """Return the status and text that a visitor gets through a proxy; status 0 while nothing answers."""
    headers = {"Host": "careers.example.com", "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
    try:
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310  # its own address
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


def write(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines if line)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
