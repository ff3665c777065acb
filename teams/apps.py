from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "teams"
    verbose_name = "The company"

    def ready(self) -> None:
        from .models import edition

        edition.install_after_migrate(self)
