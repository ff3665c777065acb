"""Checks the text of the Containerfile and of compose.yaml. `make container-steps` carries them out."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.test_readme import read_first_cells

from .__main__ import MIGRATE, SITE_VARIABLES
from .containerfile import (
    CONTAINERFILE,
    IGNORED,
    ROOT,
    IgnoreFile,
    expand,
    parse_healthcheck,
    parse_instructions,
    parse_stages,
)

STAGES = parse_stages(CONTAINERFILE.read_text(encoding="utf-8"))
COMPOSE = (ROOT / "compose.yaml").read_text(encoding="utf-8")
# The name of a registry would come before the first slash.
PLAIN_IMAGE = re.compile(r"[a-z]+:[\w.-]+")


def find_instructions(name, among=STAGES):
    return [step for stage in among for step in stage.instructions if step.name == name]


def find_copied_paths():
    """Return the paths of the source tree that are copied into the image."""
    return {path for copy in find_instructions("COPY") if "--from" not in copy.text for path in copy.values[:-1]}


def find_block(name):
    """Return the lines of compose.yaml below `name:`, which is a service or a part of the shared block."""
    return re.search(rf"^  {name}:.*\n((?:   .*\n|\n)+)", COMPOSE, re.MULTILINE)[1]


def test_instructions_are_joined_over_lines_and_comments():
    text = '# one\nFROM a:1 AS b\n\nRUN x \\\n    # why\n    && y\nCMD ["z"]\n'

    parsed = [(step.line, step.name, step.text) for step in parse_instructions(text)]

    assert parsed == [(2, "FROM", "a:1 AS b"), (4, "RUN", "x && y"), (7, "CMD", '["z"]')]


def test_unknown_instruction_is_an_error():
    with pytest.raises(ValueError, match="line 2: tests/container does not know ADD"):
        parse_stages("FROM a:1\nADD x y\n")


def test_variables_are_replaced_by_their_values():
    assert expand("/a:$PATH:${HOME}", {"PATH": "/bin", "HOME": "/root"}) == "/a:/bin:/root"


@pytest.mark.parametrize(
    ("path", "is_ignored"),
    [
        ("data", True),
        ("tests/conftest.py", True),
        (".git/config", True),
        ("manage.py", False),
        ("careers/settings.py", False),
        ("careers/__pycache__", True),
        ("careers/__pycache__/settings.cpython-313.pyc", True),
        ("jobs/models/posting.pyc", True),
    ],
)
def test_ignored_paths(path, is_ignored):
    assert IgnoreFile(IGNORED.read_text(encoding="utf-8")).is_ignored(path) is is_ignored


def test_docker_and_podman_ignore_the_same_files():
    assert (ROOT / ".dockerignore").read_bytes() == IGNORED.read_bytes()


def test_image_contains_exactly_what_the_settings_name():
    apps = {app for app in settings.INSTALLED_APPS if (ROOT / app).is_dir()}
    folders = {Path(folder).name for folder in [*settings.TEMPLATES[0]["DIRS"], *settings.STATICFILES_DIRS]}
    paths = apps | folders | {"manage.py", "requirements.txt", "LICENSE"}

    assert find_copied_paths() == paths
    assert set(re.findall(r"^!(.+)$", IGNORED.read_text(encoding="utf-8"), re.MULTILINE)) == paths


def test_images_name_no_registry():
    images = [stage.image for stage in STAGES] + re.findall(r"^ *image: (.+)$", COMPOSE, re.MULTILINE)

    assert [image for image in images if not PLAIN_IMAGE.fullmatch(image)] == []
    assert len({stage.image for stage in STAGES}) == 1  # the virtual environment of the first must run on the last


def test_packages_are_installed_by_their_hashes():
    installs = [step.text for step in find_instructions("RUN") if "pip install" in step.text]

    assert len(installs) == 1
    assert "--require-hashes --only-binary :all: --requirement requirements.txt" in installs[0]


def test_image_runs_the_server_as_an_unprivileged_user():
    last = STAGES[-1:]

    assert [step.text for step in find_instructions("USER", last)] == ["10001:10001"]
    assert [step.values[:3] for step in find_instructions("CMD", last)] == [["python", "manage.py", "serve"]]
    assert "http://127.0.0.1:8000/livez" in parse_healthcheck(find_instructions("HEALTHCHECK", last)[0])[-1]


def test_every_folder_that_the_site_writes_to_is_a_volume():
    written = {
        settings.MEDIA_ROOT,
        *(storage["OPTIONS"]["location"] for storage in settings.STORAGES.values() if "OPTIONS" in storage),
    }
    volumes = {f"/var/lib/careers/{Path(folder).relative_to(settings.DATA_DIR)}" for folder in written}

    assert set(find_instructions("VOLUME")[0].values) == volumes
    assert set(re.findall(r"- \w+:(\S+)$", find_block("volumes"), re.MULTILINE)) == volumes


def test_compose_sets_the_documented_variables():
    variables = set(re.findall(r"^ +([A-Z_]+):", find_block("environment"), re.MULTILINE))

    assert variables == {*SITE_VARIABLES, "SECRET_KEY", "DATABASE_URL"}
    # The image sets DATA_DIR. DEMO is only for one's own machine.
    assert set(read_first_cells("Settings")) - variables == {"DATA_DIR", "DEMO"}


def test_compose_migrates_before_it_serves():
    migrate = find_block("migrate")
    web = find_block("web")

    assert re.search(r'command: \["(.+)"\]', migrate)[1].split('", "') == MIGRATE[:3]
    assert "migrate:\n        condition: service_completed_successfully" in web
    assert "read_only: true" in COMPOSE
