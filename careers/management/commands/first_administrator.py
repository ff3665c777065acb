"""Prints the link with which the first administrator makes her account."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from careers.signing_in.links import get_address
from teams.models import OneTimeLink
from teams.models.accounts import has_administrator

HELP = """Nobody manages this site yet.
Whoever opens this link becomes its first administrator. It works once, for 24 hours:

{address}
"""


def make_message() -> str:
    """Return the text with a new link, which replaces earlier ones."""
    return HELP.format(address=get_address(OneTimeLink.objects.issue(OneTimeLink.Kind.FIRST)))


class Command(BaseCommand):
    help = "Print a link that makes the first administrator, once, within 24 hours. Earlier links stop working."

    def handle(self, *args: Any, **options: Any) -> None:
        if has_administrator():
            raise CommandError(
                "There is an administrator already. She invites others under Users. If she cannot sign in any more, "
                "run `manage.py changepassword` or `manage.py createsuperuser`."
            )
        self.stdout.write(make_message())
