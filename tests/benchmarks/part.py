"""Runs one part in a process of its own, where Django is set up for the database at hand.

`run()` starts such a process; the module itself is what runs in it. Its last line is the result, as JSON.
"""

import contextlib
import importlib
import json
import sys
from typing import Any

from .databases import Environment, leave_by_the_door, python


def run(module: str, function: str, environment: Environment, **options: Any) -> Any:
    """What a function of that module returns there. Raises CalledProcessError if it fails."""
    printed = python(["-m", __spec__.name, module, function, json.dumps(options)], environment)
    return json.loads(printed.splitlines()[-1])


def _main() -> None:
    import django

    leave_by_the_door()
    django.setup()
    module, function, options = sys.argv[1:]
    called = getattr(importlib.import_module(module), function)
    with contextlib.redirect_stdout(sys.stderr):
        result = called(**json.loads(options))
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    _main()
