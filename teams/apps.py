from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "teams"
    verbose_name = "The company"

    def ready(self) -> None:
        from .models import edition
        from .models.addresses import slug_triggers

        edition.install_after_migrate(self)
        slug_triggers.install_after_migrate(self)
