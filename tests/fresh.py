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
# The packages that the README requires, and certificates for pip.
PACKAGES = "ca-certificates,make,python3,python3-venv"
USER = "ana"
# The path has a blank and a letter outside ASCII. The commands run with LANG=C and umask 077.
FOLDER = f"/home/{USER}/Büro 1/careers"
PAGES = ("/", "/teams/backend-development/", "/jobs/", "/admin/")
START_SECONDS = 600
# Ctrl-C takes at most two seconds on an idle machine. A busy machine gets more time.
STOP_SECONDS = 10


def say(text: str) -> None:
    print(f"\n##### {text}", flush=True)


def sources(codename: str) -> list[str]:
    """Return the lines of a sources.list with the mirrors of this machine. The first is the main suite."""
    codename_here = platform.freedesktop_os_release()["VERSION_CODENAME"]
    targets = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(SITE) $(RELEASE)", "Identifier: Packages"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    mirrors = {suite: site for site, suite in map(str.split, targets.stdout.splitlines())}
    if codename_here not in mirrors:
        sys.exit("The package sources of this machine name no Debian mirror, so a bare Debian cannot be made.")
    suffixes = [suffix for suffix in ("", "-updates", "-security") if codename_here + suffix in mirrors]
    return [f"deb {mirrors[codename_here + suffix]} {codename}{suffix} main" for suffix in suffixes]


def pip_settings(root: Path) -> dict[str, str]:
    """Return the settings of pip as environment variables. Files that they name are copied into the root."""
    output = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], check=True, capture_output=True, text=True
    ).stdout
    settings = {}
    for line in output.splitlines():
        name, _, value = line.partition("=")
        words = []
        for word in ast.literal_eval(value).split():
            path = Path(word.removeprefix("file://"))
            if path.is_file():
                target = root / path.relative_to("/")
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, target)
            if path.is_file() or not path.is_absolute():
                words.append(word)
        if words:
            settings[f"PIP_{name.rpartition('.')[2].upper().replace('-', '_')}"] = " ".join(words)
    return settings


@contextmanager
def bare_debian(codename: str) -> Iterator[Path]:
    """Make a bare Debian with current updates, an ordinary user and this project; yield its root folder."""
    with tempfile.TemporaryDirectory(prefix="careers-fresh-", dir="/var/tmp") as folder:
        root = Path(folder)
        root.chmod(0o755)
        lines = sources(codename)
        include = f"--include={PACKAGES}"
        bootstrap = ["debootstrap", "--variant=minbase", include, codename, folder, lines[0].split()[1]]
        result = subprocess.run(bootstrap, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if result.returncode:
            sys.exit(result.stdout)
        (root / "etc/apt/sources.list").write_text("\n".join([*lines, ""]), encoding="utf-8")
        run(root, "root", "apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get upgrade -qq >/dev/null")
        run(root, "root", f"useradd --create-home {USER} && mkdir -p {shlex.quote(FOLDER)}")
        copy_project(root / FOLDER[1:])
        run(root, "root", f"chown -R {USER} /home/{USER}")
        yield root


def copy_project(target: Path) -> None:
    """Copy the files that git tracks or would add into the folder `target`."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target / name)


def command_in(root: Path, user: str, script: str) -> list[str]:
    """Return a command that runs a shell script in the root. All its processes end with the command."""
    isolated = ["unshare", "--mount", "--pid", "--fork", "--kill-child", f"--mount-proc={root}/proc"]
    return [*isolated, "chroot", f"--userspec={user}", str(root), "/bin/sh", "-c", script]


def environment(root: Path, user: str) -> dict[str, str]:
    proxies = {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")}
    home = "/root" if user == "root" else f"/home/{user}"
    paths = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    return proxies | {"PATH": paths, "HOME": home, "LANG": "C"} | pip_settings(root)


def run(root: Path, user: str, script: str) -> None:
    subprocess.run(command_in(root, user, script), env=environment(root, user), check=True)


def check_demo(root: Path) -> None:
    """Start the demo, request its pages, and stop it like Ctrl-C."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    # The shell ignores Ctrl-C, then lists processes that are left. The brackets keep grep from listing itself.
    list_left = "grep -la '[m]anage.py' /proc/[0-9]*/cmdline >/tmp/left"
    script = f"trap : INT; umask 077; cd {shlex.quote(FOLDER)}; make demo PORT={port}; {list_left}"
    started = time.monotonic()
    with subprocess.Popen(command_in(root, USER, script), env=environment(root, USER), start_new_session=True) as site:
        try:
            wait_for(f"http://127.0.0.1:{port}/", site)
            say(f"The first start took {time.monotonic() - started:.0f} seconds.")
            for page in PAGES:
                urllib.request.urlopen(f"http://127.0.0.1:{port}{page}", timeout=30).close()
            stopping = time.monotonic()
            os.killpg(site.pid, signal.SIGINT)
            site.wait(timeout=60)
            stop_seconds = time.monotonic() - stopping
            say(f"Ctrl-C took {stop_seconds:.1f} seconds.")
        finally:
            if site.poll() is None:
                os.killpg(site.pid, signal.SIGKILL)
    if (root / "tmp/left").read_text(encoding="utf-8"):
        sys.exit("Processes of the demo were left after Ctrl-C.")
    if stop_seconds > STOP_SECONDS:
        sys.exit(f"Ctrl-C took longer than {STOP_SECONDS} seconds.")


def wait_for(address: str, site: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and site.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310  # the address of the demo
            return
        except OSError:
            time.sleep(0.2)
    sys.exit("The demo did not start.")


def run_tests(root: Path) -> None:
    """Run the tests without PostgreSQL: the server of this machine would answer in the root too."""
    no_server = "TEST_DATABASE_URL=postgres://postgres@127.0.0.1:1/careers"
    run(root, USER, f"umask 077; cd {shlex.quote(FOLDER)}; {no_server} make test")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fresh", description=__doc__.partition("\n")[0])
    parser.add_argument("releases", nargs="*", default=list(RELEASES), help="numbers of Debian's releases")
    parser.add_argument("--demo", action="store_true", help="only start the demo, without running the tests")
    options = parser.parse_args()
    if unknown := set(options.releases) - set(RELEASES):
        parser.error(f"unknown release {', '.join(unknown)}; choose from {' and '.join(RELEASES)}")
    if os.geteuid() != 0:
        os.execvp("sudo", ["sudo", "--preserve-env", sys.executable, "-m", "tests.fresh", *sys.argv[1:]])
    if not shutil.which("debootstrap"):
        sys.exit("debootstrap is missing. Install it: apt install debootstrap")
    # At SIGTERM, exit normally, so that the processes end and the folder is removed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    for release in options.releases:
        say(f"Making a bare Debian {release} …")
        with bare_debian(RELEASES[release]) as root:
            run(root, USER, "python3 --version; make --version | head -1")
            check_demo(root)
            if not options.demo:
                run_tests(root)


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(f"This failed: {shlex.join(error.cmd)}")
