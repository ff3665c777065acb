from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate, post_save, pre_migrate, pre_save


class JobsConfig(AppConfig):
    name = "jobs"
    verbose_name = "Jobs"

    def ready(self) -> None:
        from teams.desk import consequences, unreadable
        from teams.desk.lists import search
        from teams.models import edition
        from teams.models.addresses import slug_triggers

        from .finding.index_cache import leave_out_unreadable
        from .finding.words import search_tables, stored_words
        from .finding.words.desk_words import make_variants
        from .publishing import check, messages

        unreadable.filters.append(leave_out_unreadable)
        consequences.counters.append(messages.count_positions)
        search.vary.append(make_variants)
        # Publishing a team opens its postings. `jobs` receives a signal, because `teams` must not import `jobs`.
        post_save.connect(check.update_first_published, sender="teams.Team", dispatch_uid="jobs.team_saved")
        pre_save.connect(check.lock_postings, sender="teams.Team", dispatch_uid="jobs.team_saved")
        # Search uses words that are made on every save, and tables and triggers that Django does not migrate.
        for sender in ("jobs.Posting", "jobs.Section"):
            post_save.connect(
                stored_words.make_words_on_save, sender=sender, dispatch_uid=f"jobs.finding.words.{sender}"
            )
        post_save.connect(stored_words.delete_loaded_words, sender="jobs.Words", dispatch_uid="jobs.finding.words")
        post_delete.connect(stored_words.make_words_on_save, sender="jobs.Section", dispatch_uid="jobs.finding.words")
        pre_migrate.connect(search_tables.drop_triggers, sender=self, dispatch_uid="jobs.finding.search")
        post_migrate.connect(search_tables.create_schema, sender=self, dispatch_uid="jobs.finding.search")
        edition.install_after_migrate(self)
        slug_triggers.install_after_migrate(self)
