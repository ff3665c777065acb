"""Runs one part of the benchmark in its own process, with Django set up for that part's database.

`run()` starts the process, and this module runs in it. The last line that it prints is the result as JSON.
"""

import contextlib
import importlib
import json
import sys
from typing import Any

from tests.processes import exit_on_sigterm

from .databases import Environment, run_python


def run(module: str, function: str, environment: Environment, **options: Any) -> Any:
    """Call a function of a module in a new process and return its result. Raises CalledProcessError if it fails."""
    printed = run_python(["-m", __spec__.name, module, function, json.dumps(options)], environment)
    return json.loads(printed.splitlines()[-1])


def _main() -> None:
    import django

    exit_on_sigterm()
    django.setup()
    module, function, options = sys.argv[1:]
    target = getattr(importlib.import_module(module), function)
    with contextlib.redirect_stdout(sys.stderr):
        result = target(**json.loads(options))
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    _main()
