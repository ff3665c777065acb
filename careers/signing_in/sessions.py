"""How long somebody stays signed in: 12 hours at most, and 3 without a request. Counted by the server."""

import time
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

MAX_AGE, MAX_IDLE = 12 * 60 * 60, 3 * 60 * 60
# Noted no more often than this, so a session may end so much early, and never late.
ACTIVITY_INTERVAL = 5 * 60
SIGNED_IN_AT, LAST_ACTIVE_AT = "signed_in_at", "seen_at"


def start_session(request: HttpRequest, **signal: Any) -> None:
    """When somebody has signed in: note when, and clear away what has run out, as nothing else does."""
    request.session[SIGNED_IN_AT] = request.session[LAST_ACTIVE_AT] = time.time()
    SessionStore.clear_expired()


def has_ended(session: SessionBase) -> bool:
    now = time.time()
    return now - session.get(SIGNED_IN_AT, 0) >= MAX_AGE or now - session.get(LAST_ACTIVE_AT, 0) >= MAX_IDLE


def record_activity(session: SessionBase) -> None:
    now = time.time()
    if now - session[LAST_ACTIVE_AT] >= ACTIVITY_INTERVAL:
        session[LAST_ACTIVE_AT] = now


def end_inactive_user_sessions(instance: User, **signal: Any) -> None:
    """When an account is saved that is not active: delete its sessions, which would live again with it (A16).

    Whose a session is stands inside it, so all are read; only staff have any.
    """
    if not instance.is_active:
        sessions = Session.objects.filter(expire_date__gt=timezone.now())
        theirs = [one.pk for one in sessions if one.get_decoded().get(SESSION_KEY) == str(instance.pk)]
        Session.objects.filter(pk__in=theirs).delete()
