"""The Containerfile and compose.yaml as they are written; `make container-steps` carries them out."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.test_readme import first_cells

from .__main__ import MIGRATE, SITE
from .containerfile import CONTAINERFILE, IGNORED, ROOT, Ignored, expanded, healthcheck, instructions, stages

STAGES = stages(CONTAINERFILE.read_text(encoding="utf-8"))
COMPOSE = (ROOT / "compose.yaml").read_text(encoding="utf-8")
# A name of a registry would stand before the first slash.
PLAIN_IMAGE = re.compile(r"[a-z]+:[\w.-]+")


def lines(name, of=STAGES):
    return [one for stage in of for one in stage.instructions if one.name == name]


def copied():
    """The paths of the source tree that go into the image."""
    return {path for one in lines("COPY") if "--from" not in one.text for path in one.values[:-1]}


def block(name):
    """The lines of compose.yaml below `name:`, a service or a part of what both services of the site have."""
    return re.search(rf"^  {name}:.*\n((?:   .*\n|\n)+)", COMPOSE, re.MULTILINE)[1]


def test_instructions_are_joined_over_lines_and_comments():
    text = '# one\nFROM a:1 AS b\n\nRUN x \\\n    # why\n    && y\nCMD ["z"]\n'

    found = [(one.line, one.name, one.text) for one in instructions(text)]

    assert found == [(2, "FROM", "a:1 AS b"), (4, "RUN", "x && y"), (7, "CMD", '["z"]')]


def test_instruction_that_is_not_known_is_an_error():
    with pytest.raises(ValueError, match="line 2: ADD is not known"):
        stages("FROM a:1\nADD x y\n")


def test_values_take_the_place_of_names():
    assert expanded("/a:$PATH:${HOME}", {"PATH": "/bin", "HOME": "/root"}) == "/a:/bin:/root"


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
    assert Ignored(IGNORED.read_text(encoding="utf-8"))(path) is is_ignored


def test_both_kinds_of_engine_ignore_the_same():
    assert (ROOT / ".dockerignore").read_bytes() == IGNORED.read_bytes()


def test_image_holds_what_the_settings_name_and_nothing_else():
    apps = {app for app in settings.INSTALLED_APPS if (ROOT / app).is_dir()}
    folders = {Path(one).name for one in [*settings.TEMPLATES[0]["DIRS"], *settings.STATICFILES_DIRS]}
    wanted = apps | folders | {"manage.py", "requirements.txt", "LICENSE"}

    assert copied() == wanted
    assert set(re.findall(r"^!(.+)$", IGNORED.read_text(encoding="utf-8"), re.MULTILINE)) == wanted


def test_images_come_without_the_name_of_a_registry():
    images = [stage.image for stage in STAGES] + re.findall(r"^ *image: (.+)$", COMPOSE, re.MULTILINE)

    assert [image for image in images if not PLAIN_IMAGE.fullmatch(image)] == []
    assert len({stage.image for stage in STAGES}) == 1  # the environment of the first must run on the last


def test_packages_are_installed_by_their_hashes():
    installs = [one.text for one in lines("RUN") if "pip install" in one.text]

    assert len(installs) == 1
    assert "--require-hashes --only-binary :all: --requirement requirements.txt" in installs[0]


def test_image_ends_with_the_server_run_by_nobody_in_particular():
    last = STAGES[-1:]

    assert [one.text for one in lines("USER", last)] == ["10001:10001"]
    assert [one.values[:3] for one in lines("CMD", last)] == [["python", "manage.py", "serve"]]
    assert "http://127.0.0.1:8000/livez" in healthcheck(lines("HEALTHCHECK", last)[0])[-1]


def test_every_folder_that_the_site_writes_is_a_volume():
    written = {
        settings.MEDIA_ROOT,
        *(one["OPTIONS"]["location"] for one in settings.STORAGES.values() if "OPTIONS" in one),
    }
    wanted = {f"/var/lib/careers/{Path(folder).relative_to(settings.DATA_DIR)}" for folder in written}

    assert set(lines("VOLUME")[0].values) == wanted
    assert set(re.findall(r"- \w+:(\S+)$", block("volumes"), re.MULTILINE)) == wanted


def test_compose_sets_what_the_readme_says_and_the_steps_set():
    told = set(re.findall(r"^ +([A-Z_]+):", block("environment"), re.MULTILINE))

    assert told == {*SITE, "SECRET_KEY", "DATABASE_URL"}
    # The image sets DATA_DIR, and DEMO serves its own machine alone.
    assert set(first_cells("Settings")) - told == {"DATA_DIR", "DEMO"}


def test_compose_migrates_before_it_serves():
    migrate = block("migrate")
    web = block("web")

    assert re.search(r'command: \["(.+)"\]', migrate)[1].split('", "') == MIGRATE[:3]
    assert "migrate:\n        condition: service_completed_successfully" in web
    assert "read_only: true" in COMPOSE
