"""How long a session lasts: at most 12 hours, and at most 3 hours without a request. The server checks both."""

import time
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

# All in seconds.
MAX_AGE, MAX_IDLE = 12 * 60 * 60, 3 * 60 * 60
# The last request is recorded at this interval, so a session may end this much too early, but never too late.
ACTIVITY_INTERVAL = 5 * 60
SIGNED_IN_AT, LAST_ACTIVE_AT = "signed_in_at", "seen_at"


def start_session(request: HttpRequest, **signal: Any) -> None:
    """Record when a user has signed in, and delete expired sessions. Nothing else deletes them."""
    request.session[SIGNED_IN_AT] = request.session[LAST_ACTIVE_AT] = time.time()
    SessionStore.clear_expired()


def has_ended(session: SessionBase) -> bool:
    now = time.time()
    return now - session.get(SIGNED_IN_AT, 0) >= MAX_AGE or now - session.get(LAST_ACTIVE_AT, 0) >= MAX_IDLE


def record_activity(session: SessionBase) -> None:
    now = time.time()
    if now - session[LAST_ACTIVE_AT] >= ACTIVITY_INTERVAL:
        session[LAST_ACTIVE_AT] = now


def end_sessions_without_access(instance: User, **signal: Any) -> None:
    """Delete the sessions of a user who may not sign in any more, or they would work again when the user gets a role.

    The user of a session is part of its encoded data, so all sessions are read. Only staff have any.
    """
    if not (instance.is_active and instance.is_staff):
        sessions = Session.objects.filter(expire_date__gt=timezone.now())
        pks = [session.pk for session in sessions if session.get_decoded().get(SESSION_KEY) == str(instance.pk)]
        Session.objects.filter(pk__in=pks).delete()
