"""Time zones by the name that a row has for one."""

import logging
import zoneinfo
from functools import lru_cache

UTC = zoneinfo.ZoneInfo("UTC")

logger = logging.getLogger(__name__)


@lru_cache(maxsize=1000)
def find_zone(name: str) -> zoneinfo.ZoneInfo | None:
    """Return a time zone, or None if the name is empty or unknown: written by another program, or gone from the list.

    Forms and imports accept known names only. One row with another name must not stop the pages that show it.
    """
    try:
        return zoneinfo.ZoneInfo(name) if name else None
    except (OSError, KeyError, ValueError, TypeError):
        logger.warning("There is no time zone %r. Rows with it use the next one.", name)
        return None
