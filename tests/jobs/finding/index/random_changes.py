"""Random changes of content, for the tests of the index."""

import datetime as dt
import os
from pathlib import Path

from django.core import serializers
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from jobs.models import Location, Posting, Section
from teams.models import Employer, ExchangeRate, Team
from tests.factories import days, make_employer, make_location, make_posting, make_tag, make_team


class Site:
    """Content, and all its kinds of change. Each draws its values from `random`."""

    TITLES = ("Backend engineer", "Java developer", "JavaScript developer", "Ingénieur Java", "C++ lead", "Ärztin")
    TEXTS = ("<p>You write Java.</p>", "<p>You lead the café.</p>", "<p>C# and .NET</p>")

    def __init__(self, numbers):
        self.random = numbers
        self.employer = make_employer(currency="EUR")
        self.teams = [make_team(name, is_published=name != "Secret") for name in ("Backend", "Design", "Secret")]
        self.places = [make_location(name, country=code) for name, code in (("Lisbon", "PT"), ("Berlin", "DE"))]
        self.tags = [make_tag(name) for name in ("Program", "Manager")]
        for _number in range(8):
            self.create()
        make_posting("Always open Java engineer", team=self.teams[0], published_from=days(-3))

    def choose_posting(self):
        return self.random.choice(list(Posting.objects.order_by("pk")))

    def choose_some(self, rows):
        return self.random.sample(rows, self.random.randint(0, len(rows)))

    def choose_fields(self):
        pick = self.random.choice
        workplace = pick(Posting.Workplace.values)
        published, closes = pick([(None, None), (-2, None), (-2, 3), (-2, -1), (-1, None), (2, None), (2, 3)])
        return {
            "team": pick(self.teams),
            "workplace": workplace,
            "remote_anywhere": workplace == "remote" and pick([True, False]),
            "level": pick(["", *Posting.Level.values]),
            "employment_types": self.choose_some(["full-time", "part-time", "contract"]),
            "published_from": published and days(published),
            "closes_at": closes and days(closes),
            **pick(
                [
                    {},
                    {"pay_minimum": 50000, "pay_maximum": 70000, "pay_currency": "EUR", "pay_period": "year"},
                    {"pay_minimum": 30, "pay_currency": "USD", "pay_period": "hour"},
                ]
            ),
        }

    def create(self):
        posting = make_posting(
            self.random.choice(self.TITLES),
            locations=self.choose_some(self.places),
            tags=self.choose_some(self.tags),
            sections=0,
            **self.choose_fields(),
        )
        posting.sections.create(heading="What you do", body=self.random.choice(self.TEXTS))

    def edit(self):
        posting = self.choose_posting()
        for name, value in self.choose_fields().items():
            setattr(posting, name, value)
        if posting.workplace != "remote":
            posting.remote_anywhere, posting.remote_countries = False, ()
        posting.title = self.random.choice(self.TITLES)
        posting.save()

    def edit_text(self):
        section = self.random.choice(list(Section.objects.order_by("pk")))
        section.body = self.random.choice(self.TEXTS)
        section.save()

    def delete_text(self):
        self.random.choice(list(Section.objects.order_by("pk"))).delete()

    def update_in_bulk(self):
        Posting.objects.filter(pk__gte=self.choose_posting().pk).update(level=self.random.choice(Posting.Level.values))

    def close_in_bulk(self):
        Posting.objects.filter(pk__lte=self.choose_posting().pk, published_from__lt=days(-1.5)).update(
            closes_at=self.random.choice([days(-1), days(4), None])
        )

    def move_in_bulk(self):
        Posting.objects.filter(pk__lte=self.choose_posting().pk).update(team=self.random.choice(self.teams))

    def create_in_bulk(self):
        created = Posting.objects.bulk_create(
            Posting(
                title="Bulk Java engineer",
                reference=f"BULK-{self.random.random()}",
                team=self.teams[number],
                published_from=days(-1),
                first_published=days(-1),
                apply_url="https://apply.example.com/1",
            )
            for number in range(2)
        )
        call_command("reindex", verbosity=0)
        assert len(created) == 2

    def delete_draft(self):
        draft = Posting.objects.drafts().filter(first_published=None).first()
        if draft is None:
            draft = make_posting("Draft", published_from=None, team=self.teams[0])
        draft.delete()

    def change_places(self):
        self.choose_posting().locations.set(self.choose_some(self.places))

    def add_tag(self):
        self.choose_posting().tags.add(*self.tags)

    def clear_tags(self):
        self.choose_posting().tags.clear()

    def clear_a_place(self):
        self.random.choice(self.places).postings.clear()

    def rename_tag(self):
        self.tags[0].name = f"Program {self.random.randint(1, 999)}"
        self.tags[0].save()

    def move_place(self):
        Location.objects.filter(slug="berlin").update(country=self.random.choice(["DE", "UA", "PT"]))

    def hide_team(self):
        self.publish(self.teams[0], False)

    def publish_team(self):
        self.publish(self.teams[2], True)

    def show_team(self):
        self.publish(self.teams[0], True)

    def publish(self, team, published):
        team.is_published = published
        team.save()

    def hide_team_in_bulk(self):
        Team.objects.filter(slug="secret").update(is_published=False)

    def rename_slug(self):
        Team.objects.filter(pk=self.teams[1].pk).update(slug=self.random.choice(["design", "design-2"]))

    def change_rate(self):
        rate = self.random.choice(["0.5", "0.92", "1.2"])
        ExchangeRate.objects.update_or_create(
            currency="USD", defaults={"employer": self.employer, "rate": rate, "date": "2026-11-01"}
        )

    def change_currency(self):
        Employer.objects.update(currency=self.random.choice(["EUR", "USD"]))

    def load_fixture(self):
        posting = self.choose_posting()
        posting.title, posting.level = self.random.choice(self.TITLES), "lead"
        path = Path(os.environ["DATA_DIR"]) / f"load-{os.getpid()}.json"
        path.write_text(serializers.serialize("json", [posting]))
        call_command("loaddata", path, verbosity=0)
        path.unlink()

    def execute_sql(self):
        statement = self.random.choice(
            [
                "UPDATE jobs_posting SET workplace = 'hybrid' WHERE workplace = 'on-site'",
                "UPDATE jobs_posting SET level = 'mid' WHERE level = 'lead'",
                "DELETE FROM jobs_posting_tags",
                "UPDATE jobs_posting SET pay_minimum = 61000, pay_maximum = NULL WHERE pay_currency = 'EUR'",
            ]
        )
        with connection.cursor() as cursor:
            cursor.execute(statement)

    def execute_sql_on_a_title(self):
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE jobs_posting SET title = 'Plain C++ engineer' WHERE id = %s", [self.choose_posting().pk]
            )
        call_command("reindex", verbosity=0)

    def roll_back(self):
        token = Employer.objects.current().edition
        with transaction.atomic():
            Posting.objects.update(level="student")
            self.create()
            self.clear_a_place()
            transaction.set_rollback(True)
        assert Employer.objects.current().edition == token

    def let_open(self):
        self.make_due(published_from=timezone.now() + dt.timedelta(seconds=1.2))

    def let_close(self):
        self.make_due(closes_at=timezone.now() + dt.timedelta(seconds=1.2))

    def make_due(self, **fields):
        self.opened = make_posting("On the second Java", team=self.teams[1], **fields)
        self.until = next(iter(fields.values()))


TIMED = ("let_open", "let_close")
CHANGES = [
    name
    for name, member in vars(Site).items()
    if callable(member)
    and name not in ("__init__", "choose_posting", "choose_some", "choose_fields", "publish", "make_due", *TIMED)
]
