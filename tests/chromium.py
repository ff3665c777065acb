"""The browser that tests and audits drive: the system's Chromium, told to leave the network alone."""

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def executable() -> str | None:
    """Where Chromium is, or None if this machine has none."""
    return next(filter(None, map(shutil.which, NAMES)), None)
