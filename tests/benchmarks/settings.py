"""The product's settings, with the addresses of control D."""

from careers.settings import *  # noqa: F403

ROOT_URLCONF = "tests.benchmarks.control"
