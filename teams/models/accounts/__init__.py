"""Accounts of the desk: roles, one-time links, security events, removals of a second factor."""

from .access import Role, administrators, end_access, get_role, give_role, has_administrator
from .factor_removal import FactorRemoval
from .one_time_link import OneTimeLink
from .security_event import SecurityEvent

__all__ = [
    "FactorRemoval",
    "OneTimeLink",
    "Role",
    "SecurityEvent",
    "administrators",
    "end_access",
    "get_role",
    "give_role",
    "has_administrator",
]
