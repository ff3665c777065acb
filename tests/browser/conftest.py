"""Tests in a browser: collected only where there is one, each with a live site of its own."""

from typing import Any

import pytest

from tests.chromium import ARGUMENTS, executable

collect_ignore_glob = [] if executable() else ["test_*.py"]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return browser_type_launch_args | {"executable_path": executable(), "args": ARGUMENTS}
