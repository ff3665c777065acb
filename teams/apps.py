from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "teams"
    verbose_name = "The company"

    def ready(self) -> None:
        from . import edition

        edition.watch(self)
