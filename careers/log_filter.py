"""Keeps the tokens of one-time links out of the log, which stays longer than a link and has other readers."""

import logging
import re

TOKEN = re.compile(r"(/admin/(?:welcome|password/new)/)[^/\s]+")


class TokenFilter(logging.Filter):
    """Shortens the addresses of one-time links: Django logs the path of a request that it refuses or fails."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(TOKEN.sub(r"\1…", arg) if isinstance(arg, str) else arg for arg in record.args)
        return True
