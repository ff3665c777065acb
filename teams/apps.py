from django.apps import AppConfig
from django.db.models.signals import m2m_changed


class TeamsConfig(AppConfig):
    name = "teams"
    verbose_name = "The company"

    def ready(self) -> None:
        from django.contrib.auth.models import User

        from .models import edition
        from .models.accounts.access import follow_groups
        from .models.addresses import slug_triggers

        edition.install_after_migrate(self)
        slug_triggers.install_after_migrate(self)
        m2m_changed.connect(follow_groups, sender=User.groups.through, dispatch_uid="teams.follow_groups")
