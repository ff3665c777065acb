"""The first start: one command at a time per folder, and the demo's accounts as in the README."""

import re
import subprocess
import sys
from pathlib import Path

from django.contrib.auth.models import Group, User
from django.core.management import call_command

from careers.management.commands.load_demo import ACCOUNTS, PASSWORD

ROOT = Path(__file__).resolve().parent.parent
OLDER = (
    "There is no account {}: the data is from an older demo, or somebody changed it. "
    "`make demo-reset` deletes the data and makes all accounts."
)
WITH_LOCK = [sys.executable, str(ROOT / "scripts" / "with_lock.py")]


def test_second_command_in_a_folder_waits_for_the_first(tmp_path):
    lock = str(tmp_path / "lock")
    with subprocess.Popen(
        [*WITH_LOCK, lock, "cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as first:
        first.stdin.write("at work\n")
        assert first.stdout.readline() == "at work\n"
        with subprocess.Popen([*WITH_LOCK, lock, "echo", "done"], stdout=subprocess.PIPE, text=True) as second:
            assert second.stdout.readline().startswith("Another command is preparing this folder.")
            assert second.poll() is None
            first.stdin.close()
            assert second.stdout.read() == "done\n"


def test_readme_names_the_accounts_of_the_demo():
    section = (ROOT / "README.md").read_text(encoding="utf-8").partition("\n## Try it\n")[2].partition("\n## ")[0]
    row = next(line for line in section.splitlines() if "/admin/" in line)

    assert re.findall(r"`([^`]+)`", row) == [*ACCOUNTS, PASSWORD]


def test_demo_of_an_older_version_explains_how_to_start_over(employer, capsys):
    User.objects.create_user("recruiter", is_staff=True, is_superuser=True)
    User.objects.create_user("editor", is_staff=True).groups.add(Group.objects.get(name="Editor"))

    call_command("load_demo")

    assert capsys.readouterr().out.splitlines() == [
        "The demo is loaded already. Its data stays as it is.",
        "Editor's login: editor, password: demo-recruiter",
        OLDER.format("recruiter or administrator"),
    ]
