"""Carries out the instructions of a Containerfile with `chroot`, as a container engine would.

Needs root and a mount namespace of its own (`unshare --mount`).
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from .containerfile import IGNORED, ROOT, IgnoreFile, Instruction, Stage, expand, parse_healthcheck

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# Files that this machine needs to download packages. None of them stays in the image.
SHARED_PATHS = ("/etc/resolv.conf", "/etc/hosts", "/etc/ssl/certs", "/etc/pip.conf")


def package_variables() -> dict[str, str]:
    """Return the environment variables that this machine needs to download packages."""
    names = {"PIP_CERT", "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_DEFAULT_TIMEOUT", "SSL_CERT_FILE", "SSL_CERT_DIR"}
    return {name: value for name, value in os.environ.items() if name in names or name.lower().endswith("_proxy")}


class Image:
    """A stage, built on a copy-on-write overlay of a Debian root."""

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
        for shared in filter(os.path.exists, SHARED_PATHS):
            self._share(Path(shared))

    def _share(self, path: Path) -> None:
        target = self.root / path.relative_to("/")
        if path.is_dir():
            target.mkdir(parents=True, exist_ok=True)
        elif not target.exists():
            target.touch()
        mount("--bind", str(path.resolve()), str(target))

    def build(self) -> Iterator[Instruction]:
        """Yield each instruction, then carry it out. Raises CalledProcessError if a RUN fails."""
        for instruction in self.stage.instructions:
            yield instruction
            getattr(self, f"_{instruction.name.lower()}")(instruction)

    def _env(self, instruction: Instruction) -> None:
        for pair in instruction.values:
            name, _, value = pair.partition("=")
            self.environment[name] = expand(value, self.environment)

    def _workdir(self, instruction: Instruction) -> None:
        self.folder = str(Path(self.folder) / instruction.text)
        self.path(self.folder).mkdir(parents=True, exist_ok=True)

    def _copy(self, instruction: Instruction) -> None:
        *sources, target = instruction.values
        image = None
        if sources[0].startswith("--from="):
            image = self.earlier[sources.pop(0).partition("=")[2]]
        ignore_file = IgnoreFile(IGNORED.read_text(encoding="utf-8"))
        for source in sources:
            destination = self.path(str(Path(self.folder) / target))
            if image is None and ignore_file.is_ignored(source):
                raise FileNotFoundError(f"Containerfile, line {instruction.line}: .containerignore excludes {source}.")
            path = image.path(source) if image else ROOT / source
            if path.is_dir():
                destination.mkdir(parents=True, exist_ok=True)
                subprocess.run(["cp", "-a", f"{path}/.", str(destination)], check=True)
            else:
                destination = destination / path.name if target.endswith("/") else destination
                destination.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, destination)
            if image is None:
                restrict_copy(destination, source, ignore_file)

    def _run(self, instruction: Instruction) -> None:
        # The shell gets `"` and `$` unchanged.
        subprocess.run(self.command_in_image(["/bin/sh", "-c", instruction.text], package_variables()), check=True)

    def _user(self, instruction: Instruction) -> None:
        self.user = instruction.text

    def _volume(self, instruction: Instruction) -> None:
        self.volumes += instruction.values

    def _expose(self, instruction: Instruction) -> None:
        """Only a hint for people."""

    def _healthcheck(self, instruction: Instruction) -> None:
        self.healthcheck = parse_healthcheck(instruction)

    def _cmd(self, instruction: Instruction) -> None:
        self.command = instruction.values

    def path(self, image_path: str) -> Path:
        """Return the path on this machine of a path in the image."""
        return self.root / image_path.lstrip("/")

    def command_in_image(self, command: list[str], variables: dict[str, str] | None = None) -> list[str]:
        """Return the command that runs `command` in the image, as its user and in its working folder."""
        environment = [f"{name}={value}" for name, value in (self.environment | (variables or {})).items()]
        as_user: list[str] = []
        if self.user:
            user, _, group = self.user.partition(":")
            as_user = ["setpriv", "--reuid", user, "--regid", group, "--clear-groups"]
            as_user += ["--no-new-privs", "--bounding-set=-all"]
        return ["chroot", str(self.root), *as_user, "env", "-i", f"--chdir={self.folder}", *environment, *command]

    def seal(self) -> None:
        """Make everything read-only except `/tmp` and the volumes, as compose.yaml does."""
        mount("-o", "remount,ro", str(self.root))
        mount("-t", "tmpfs", "tmpfs", str(self.path("/tmp")))  # noqa: S108  # in the image
        for number, volume in enumerate(self.volumes):
            target, folder = self.path(volume), self._volumes / str(number)
            # A new volume has the owner and the mode of the folder that it replaces.
            status = target.stat()
            folder.mkdir(parents=True)
            folder.chmod(status.st_mode & 0o7777)
            os.chown(folder, status.st_uid, status.st_gid)
            mount("--bind", str(folder), str(target))


def restrict_copy(copied: Path, source: str, ignore_file: IgnoreFile) -> None:
    """Delete ignored files from a copy. Only root may read the rest, as after `umask 077`."""
    for folder, folders, files in os.walk(copied) if copied.is_dir() else ():
        relative = Path(folder).relative_to(copied)
        for name in [name for name in folders if ignore_file.is_ignored(str(Path(source) / relative / name))]:
            shutil.rmtree(Path(folder) / name)
            folders.remove(name)
        for name in files:
            if ignore_file.is_ignored(str(Path(source) / relative / name)):
                (Path(folder) / name).unlink()
    paths = [copied, *copied.rglob("*")] if copied.is_dir() else [copied]
    for path in paths:
        os.chown(path, 0, 0)
        path.chmod(0o700 if path.is_dir() else 0o600)


def mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True)
