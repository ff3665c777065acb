from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.signals import user_logged_in
from django.core.management import call_command
from django.db.models.signals import post_migrate, post_save


class CareersConfig(AppConfig):
    name = "careers"

    def ready(self) -> None:
        from .signing_in import sessions

        user_logged_in.connect(sessions.start_session, dispatch_uid="careers.session_begins")
        post_save.connect(sessions.end_inactive_user_sessions, sender="auth.User", dispatch_uid="careers.inactive")
        # Sent for apps with models alone, which this one is not; sessions are stored beside what is counted.
        post_migrate.connect(
            make_cache_table, sender=apps.get_app_config("sessions"), dispatch_uid="careers.cache_table"
        )


def make_cache_table(using: str, **signal: Any) -> None:
    """The table of the cache, which has no model to be migrated with. Where it is already, nothing happens."""
    call_command("createcachetable", database=using, verbosity=0)
