"""Run `make demo` and `make test` on a bare Debian with current updates, as an ordinary user.

For each release, debootstrap makes a root in a temporary folder. The commands run in it in namespaces of their own, so
that no process and no mount outlives them. Debian's mirror and pip's settings are those of this machine.
"""

import argparse
import ast
import os
import platform
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RELEASES = {"12": "bookworm", "13": "trixie"}
# What the README asks for, and certificates for pip.
PACKAGES = "ca-certificates,make,python3,python3-venv"
USER = "ana"
# A blank and a letter that ASCII has not; with them, no locale and files that only their owner can read.
FOLDER = f"/home/{USER}/Büro 1/careers"
PAGES = ("/", "/teams/backend-development/", "/jobs/", "/admin/")
START_SECONDS = 600
# Ctrl-C takes at most two seconds on an idle machine. One that is busy is given more.
STOP_SECONDS = 10


def say(text: str) -> None:
    print(f"\n##### {text}", flush=True)


def sources(codename: str) -> list[str]:
    """The lines of a release's sources.list, from the mirrors of this machine. The first is of the release itself."""
    own = platform.freedesktop_os_release()["VERSION_CODENAME"]
    targets = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(SITE) $(RELEASE)", "Identifier: Packages"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    mirrors = {suite: site for site, suite in map(str.split, targets.stdout.splitlines())}
    if own not in mirrors:
        sys.exit(
            "This machine's package sources name no Debian mirror, so there is nothing to make a bare Debian from."
        )
    suffixes = [suffix for suffix in ("", "-updates", "-security") if own + suffix in mirrors]
    return [f"deb {mirrors[own + suffix]} {codename}{suffix} main" for suffix in suffixes]


def pip_settings(root: Path) -> dict[str, str]:
    """pip's settings as variables of the environment. Files that they name are copied into the root, but no folders."""
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], check=True, capture_output=True, text=True
    ).stdout
    settings = {}
    for line in listed.splitlines():
        name, _, value = line.partition("=")
        kept = []
        for word in ast.literal_eval(value).split():
            path = Path(word.removeprefix("file://"))
            if path.is_file():
                target = root / path.relative_to("/")
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, target)
            if path.is_file() or not path.is_absolute():
                kept.append(word)
        if kept:
            settings[f"PIP_{name.rpartition('.')[2].upper().replace('-', '_')}"] = " ".join(kept)
    return settings


@contextmanager
def bare(codename: str) -> Iterator[Path]:
    """The root of a bare Debian with current updates, an ordinary user and this project in a folder of theirs."""
    with tempfile.TemporaryDirectory(prefix="careers-fresh-", dir="/var/tmp") as folder:
        root = Path(folder)
        root.chmod(0o755)
        lines = sources(codename)
        include = f"--include={PACKAGES}"
        bootstrap = ["debootstrap", "--variant=minbase", include, codename, folder, lines[0].split()[1]]
        made = subprocess.run(bootstrap, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if made.returncode:
            sys.exit(made.stdout)
        (root / "etc/apt/sources.list").write_text("\n".join([*lines, ""]), encoding="utf-8")
        run(root, "root", "apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get upgrade -qq >/dev/null")
        run(root, "root", f"useradd --create-home {USER} && mkdir -p {shlex.quote(FOLDER)}")
        copy(root / FOLDER[1:])
        run(root, "root", f"chown -R {USER} /home/{USER}")
        yield root


def copy(target: Path) -> None:
    """Copy what git keeps, or would keep, into the folder `target`."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).exists():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target / name)


def command_in(root: Path, user: str, script: str) -> list[str]:
    """The command that runs a script of the shell in the root. What it starts ends with it."""
    isolated = ["unshare", "--mount", "--pid", "--fork", "--kill-child", f"--mount-proc={root}/proc"]
    return [*isolated, "chroot", f"--userspec={user}", str(root), "/bin/sh", "-c", script]


def environment(root: Path, user: str) -> dict[str, str]:
    proxies = {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")}
    home = "/root" if user == "root" else f"/home/{user}"
    paths = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    return proxies | {"PATH": paths, "HOME": home, "LANG": "C"} | pip_settings(root)


def run(root: Path, user: str, script: str) -> None:
    subprocess.run(command_in(root, user, script), env=environment(root, user), check=True)


def demo(root: Path) -> None:
    """Start the demo, look at its pages and stop it as Ctrl-C does."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    # The shell outlives Ctrl-C. Looking for what is left, it does not find itself, because of the brackets.
    look = "grep -la '[m]anage.py' /proc/[0-9]*/cmdline >/tmp/left"
    script = f"trap : INT; umask 077; cd {shlex.quote(FOLDER)}; make demo PORT={port}; {look}"
    started = time.monotonic()
    with subprocess.Popen(command_in(root, USER, script), env=environment(root, USER), start_new_session=True) as site:
        try:
            wait(f"http://127.0.0.1:{port}/", site)
            say(f"The first start took {time.monotonic() - started:.0f} seconds.")
            for page in PAGES:
                urllib.request.urlopen(f"http://127.0.0.1:{port}{page}", timeout=30).close()
            stopping = time.monotonic()
            os.killpg(site.pid, signal.SIGINT)
            site.wait(timeout=60)
            took = time.monotonic() - stopping
            say(f"Ctrl-C took {took:.1f} seconds.")
        finally:
            if site.poll() is None:
                os.killpg(site.pid, signal.SIGKILL)
    if (root / "tmp/left").read_text(encoding="utf-8"):
        sys.exit("Processes of the demo were left after Ctrl-C.")
    if took > STOP_SECONDS:
        sys.exit(f"Ctrl-C took longer than {STOP_SECONDS} seconds.")


def wait(address: str, site: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and site.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310  # its own
            return
        except OSError:
            time.sleep(0.2)
    sys.exit("The demo did not start.")


def test(root: Path) -> None:
    """Run the tests. A PostgreSQL of this machine would answer in the root too; there, nothing is installed."""
    nowhere = "TEST_DATABASE_URL=postgres://postgres@127.0.0.1:1/careers"
    run(root, USER, f"umask 077; cd {shlex.quote(FOLDER)}; {nowhere} make test")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fresh", description=__doc__.partition("\n")[0])
    parser.add_argument("releases", nargs="*", default=list(RELEASES), help="numbers of Debian's releases")
    parser.add_argument("--demo", action="store_true", help="only start the demo, without running the tests")
    options = parser.parse_args()
    if unknown := set(options.releases) - set(RELEASES):
        parser.error(f"there is no release {', '.join(unknown)} here, only {' and '.join(RELEASES)}")
    if os.geteuid() != 0:
        os.execvp("sudo", ["sudo", "--preserve-env", sys.executable, "-m", "tests.fresh", *sys.argv[1:]])
    if not shutil.which("debootstrap"):
        sys.exit("debootstrap is missing. Install it: apt install debootstrap")
    # Told to stop, leave by the door: the processes are ended and the folder is removed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    for release in options.releases:
        say(f"Making a bare Debian {release} …")
        with bare(RELEASES[release]) as root:
            run(root, USER, "python3 --version; make --version | head -1")
            demo(root)
            if not options.demo:
                test(root)


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(f"This failed: {shlex.join(error.cmd)}")
