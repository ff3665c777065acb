from django.apps import AppConfig
from django.db.models.signals import post_save


class JobsConfig(AppConfig):
    name = "jobs"
    verbose_name = "Jobs"

    def ready(self) -> None:
        from . import publishing

        # Publishing a team opens its postings. Teams must not know of jobs, so jobs listen.
        post_save.connect(publishing.team_saved, sender="teams.Team", dispatch_uid="jobs.team_saved")
