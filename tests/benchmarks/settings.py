"""The product's settings, with addresses for the control beside its own."""

from careers.settings import *  # noqa: F403

ROOT_URLCONF = "tests.benchmarks.control"
