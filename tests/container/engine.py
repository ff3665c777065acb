"""Carries out the instructions of a Containerfile in a folder that is made the root, as a container engine would.

For a process with mounts of its own (`unshare --mount`), as root.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from .containerfile import IGNORED, ROOT, Ignored, Instruction, Stage, expanded, healthcheck

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# How this machine reaches packages; none of it stays in the image.
OUTSIDE = ("/etc/resolv.conf", "/etc/hosts", "/etc/ssl/certs", "/etc/pip.conf")


def from_outside() -> dict[str, str]:
    """What this machine's environment says about how to reach packages."""
    told = {"PIP_CERT", "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_DEFAULT_TIMEOUT", "SSL_CERT_FILE", "SSL_CERT_DIR"}
    return {name: value for name, value in os.environ.items() if name in told or name.lower().endswith("_proxy")}


class Image:
    """A stage, carried out over a Debian root that stays as it is."""

    def __init__(self, stage: Stage, base: Path, scratch: Path, earlier: dict[str, "Image"]) -> None:
        self.stage, self.earlier = stage, earlier
        self.environment = {"PATH": PATH, "HOME": "/root"}
        self.folder, self.user = "/", ""
        self.volumes: list[str] = []
        self.command: list[str] = []
        self.healthcheck: list[str] = []
        self.root = scratch / "root"
        self._volumes = scratch / "volumes"
        upper, work = scratch / "upper", scratch / "work"
        for folder in (self.root, upper, work):
            folder.mkdir(parents=True)
        options = f"lowerdir={base},upperdir={upper},workdir={work}"
        mount("-t", "overlay", "overlay", "-o", options, str(self.root))
        mount("-t", "proc", "proc", str(self.root / "proc"))
        mount("--rbind", "/dev", str(self.root / "dev"))
        for shared in filter(os.path.exists, OUTSIDE):
            self._share(Path(shared))

    def _share(self, path: Path) -> None:
        inside = self.root / path.relative_to("/")
        if path.is_dir():
            inside.mkdir(parents=True, exist_ok=True)
        elif not inside.exists():
            inside.touch()
        mount("--bind", str(path.resolve()), str(inside))

    def build(self) -> Iterator[Instruction]:
        """Carry out each instruction, after naming it. Raises CalledProcessError for a RUN that fails."""
        for one in self.stage.instructions:
            yield one
            getattr(self, f"_{one.name.lower()}")(one)

    def _env(self, one: Instruction) -> None:
        for pair in one.values:
            name, _, value = pair.partition("=")
            self.environment[name] = expanded(value, self.environment)

    def _workdir(self, one: Instruction) -> None:
        self.folder = str(Path(self.folder) / one.text)
        self.path(self.folder).mkdir(parents=True, exist_ok=True)

    def _copy(self, one: Instruction) -> None:
        *sources, target = one.values
        origin, image = ROOT, None
        if sources[0].startswith("--from="):
            image = self.earlier[sources.pop(0).partition("=")[2]]
        ignored = Ignored(IGNORED.read_text(encoding="utf-8"))
        for source in sources:
            inside = self.path(str(Path(self.folder) / target))
            if image is None and ignored(source):
                raise FileNotFoundError(f"Containerfile, line {one.line}: .containerignore keeps out {source}.")
            found = image.path(source) if image else origin / source
            if found.is_dir():
                inside.mkdir(parents=True, exist_ok=True)
                subprocess.run(["cp", "-a", f"{found}/.", str(inside)], check=True)
            else:
                inside = inside / found.name if target.endswith("/") else inside
                inside.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(found, inside)
            if image is None:
                as_sent(inside, source, ignored)

    def _run(self, one: Instruction) -> None:
        # A shell sees `"` and `$` as they were written.
        subprocess.run(self.inside(["/bin/sh", "-c", one.text], from_outside()), check=True)

    def _user(self, one: Instruction) -> None:
        self.user = one.text

    def _volume(self, one: Instruction) -> None:
        self.volumes += one.values

    def _expose(self, one: Instruction) -> None:
        """Says something to people alone."""

    def _healthcheck(self, one: Instruction) -> None:
        self.healthcheck = healthcheck(one)

    def _cmd(self, one: Instruction) -> None:
        self.command = one.values

    def path(self, inside: str) -> Path:
        """Where outside a path of the image is."""
        return self.root / inside.lstrip("/")

    def inside(self, command: list[str], more: dict[str, str] | None = None) -> list[str]:
        """The command that runs another one in the image, as its user and in its folder."""
        environment = [f"{name}={value}" for name, value in (self.environment | (more or {})).items()]
        changed: list[str] = []
        if self.user:
            user, _, group = self.user.partition(":")
            changed = ["setpriv", "--reuid", user, "--regid", group, "--clear-groups"]
            changed += ["--no-new-privs", "--bounding-set=-all"]
        return ["chroot", str(self.root), *changed, "env", "-i", f"--chdir={self.folder}", *environment, *command]

    def seal(self) -> None:
        """Make everything read-only but `/tmp` and the volumes, as compose.yaml does."""
        mount("-o", "remount,ro", str(self.root))
        mount("-t", "tmpfs", "tmpfs", str(self.path("/tmp")))  # noqa: S108  # in the image
        for number, volume in enumerate(self.volumes):
            inside, outside = self.path(volume), self._volumes / str(number)
            # A new volume has the owner and the mode of the folder it takes the place of.
            status = inside.stat()
            outside.mkdir(parents=True)
            outside.chmod(status.st_mode & 0o7777)
            os.chown(outside, status.st_uid, status.st_gid)
            mount("--bind", str(outside), str(inside))


def as_sent(copied: Path, source: str, ignored: Ignored) -> None:
    """Leave out what is ignored. The rest belongs to root and is readable by nobody else, as after `umask 077`."""
    for folder, folders, files in os.walk(copied) if copied.is_dir() else ():
        beside = Path(folder).relative_to(copied)
        for name in [one for one in folders if ignored(str(Path(source) / beside / one))]:
            shutil.rmtree(Path(folder) / name)
            folders.remove(name)
        for name in files:
            if ignored(str(Path(source) / beside / name)):
                (Path(folder) / name).unlink()
    every = [copied, *copied.rglob("*")] if copied.is_dir() else [copied]
    for path in every:
        os.chown(path, 0, 0)
        path.chmod(0o700 if path.is_dir() else 0o600)


def mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True)
