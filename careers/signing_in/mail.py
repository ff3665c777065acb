"""Mails to people of the desk. A mail that cannot be sent is an answer for the page, never an error of it."""

import logging
import threading
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.mail import EmailMessage

logger = logging.getLogger(__name__)


def send(template: str, address: str, context: dict[str, Any]) -> bool:
    """Send a mail now. Return whether a server took it.

    `template`: the beginning of the names of two templates, which end in `_subject.txt` and `_message.txt`.
    """
    if not settings.SENDS_MAIL or not address:
        return False
    return _deliver(get_adapter().render_mail(template, address, context))


def send_later(message: EmailMessage) -> None:
    """Send a mail while the page is answered already: how long that takes must not tell whether there was one."""
    threading.Thread(target=_deliver, args=[message], name="mail").start()


def _deliver(message: EmailMessage) -> bool:
    try:
        message.send()
    except (OSError, SMTPException) as error:
        # Without the reason's text, which could name the address of a person.
        logger.error("A mail could not be sent: %s", type(error).__name__)
        return False
    return True
