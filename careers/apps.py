from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.signals import user_logged_in
from django.core.management import call_command
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, post_save


class CareersConfig(AppConfig):
    name = "careers"

    def ready(self) -> None:
        from .database import read_any_text
        from .signing_in import events, sessions

        apps.get_app_config("auth").verbose_name = "Accounts"
        user_logged_in.connect(sessions.start_session, dispatch_uid="careers.session_begins")
        post_save.connect(sessions.end_sessions_without_access, sender="auth.User", dispatch_uid="careers.inactive")
        events.connect()
        connection_created.connect(read_any_text, dispatch_uid="careers.read_any_text")
        # Django sends the signal only for apps with models, and this app has none.
        post_migrate.connect(
            create_cache_table, sender=apps.get_app_config("sessions"), dispatch_uid="careers.cache_table"
        )


def create_cache_table(using: str, **signal: Any) -> None:
    """Create the table of the cache, which has no migration. Does nothing if the table exists."""
    call_command("createcachetable", database=using, verbosity=0)
