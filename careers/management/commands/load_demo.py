"""Loads the demo: an invented employer. Its dates are relative to the day of loading."""

import datetime as dt
import json
import re
import zoneinfo
from collections import defaultdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core import serializers
from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from jobs.models import Posting
from jobs.models.local_time import choose_zone
from jobs.publishing import check
from teams.models import Employer, Team
from teams.pictures.fields import PictureField

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
# "@-12d", "@-12d 09:30" or "@+21d end": days from today, at an hour or at the end of that day.
RELATIVE = re.compile(r"@(?P<days>[+-]\d+)d(?: (?P<hour>\d\d):(?P<minute>\d\d)| (?P<end>end))?")
PUBLISHING_REASON = "The demo shows postings with pay and without."
PASSWORD = "demo-recruiter"  # noqa: S105  # only this machine can reach the demo
# The role and name of each account.
ACCOUNTS = {
    "recruiter": ("Recruiter", "Robin Recruiter"),
    "editor": ("Editor", "Edda Editor"),
    "administrator": ("Administrator", "Ada Administrator"),
}
RECRUITER_TEAMS = ("backend-development", "frontend-development", "site-reliability")


class Command(BaseCommand):
    help = "Load the demo employer and its accounts into an empty database. Existing data stays as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo's recruiter has a public password. Set DEMO=1 to load it.")
        if Employer.objects.exists() or Team.objects.exists():
            self.stdout.write("The demo is loaded already. Its data stays as it is.")
        else:
            with transaction.atomic():
                self._load()
            self.stdout.write(f"Loaded the demo: {Posting.objects.count()} postings of {Team.objects.count()} teams.")
        missing = []
        for username, (role, _name) in ACCOUNTS.items():
            if User.objects.filter(username=username, groups__name=role).exists():
                self.stdout.write(f"{role}'s login: {username}, password: {PASSWORD}")
            else:
                missing.append(username)
        if missing:
            self.stdout.write(
                f"There is no account {' or '.join(missing)}: the data is from an older demo, or somebody changed it. "
                "`make demo-reset` deletes the data and makes all accounts."
            )

    def _load(self) -> None:
        records = json.loads((FIXTURES / "demo.json").read_text(encoding="utf-8"))
        resolve(records, timezone.now())
        for number, loaded in enumerate(serializers.deserialize("python", records), start=1):
            self._show_progress("Loading content and its pictures", number, len(records))
            row = loaded.object
            for field in row._meta.concrete_fields:
                if isinstance(field, PictureField) and (name := getattr(row, field.attname).name):
                    path = FIXTURES / "pictures" / name
                    setattr(row, field.attname, File(path.open("rb"), name))
            row.save()
            for name, values in (loaded.m2m_data or {}).items():
                getattr(row, name).set(values)
        published = {posting.pk: posting for posting in Posting.objects.filter(published_from__isnull=False)}
        for pk, violations in check.check_postings(published.values()).items():
            check.override_warnings(published[pk], violations, reason=PUBLISHING_REASON)
        self._make_accounts()

    def _show_progress(self, label: str, done: int, total: int) -> None:
        """Show a count: on a terminal on one line, elsewhere only at the end."""
        if self.stdout.isatty():
            self.stdout.write(f"\r{label}: {done} of {total}", ending="\n" if done == total else "")
            self.stdout.flush()
        elif done == total:
            self.stdout.write(f"{label}: {done} of {total}")

    def _make_accounts(self) -> None:
        for username, (role, name) in ACCOUNTS.items():
            first, last = name.split()
            user = User.objects.create_user(
                username, f"{username}@example.com", PASSWORD, first_name=first, last_name=last
            )
            user.groups.add(Group.objects.get(name=role))
            if role == "Recruiter":
                user.teams.set(Team.objects.filter(slug__in=RECRUITER_TEAMS))


def resolve(records: list[dict[str, Any]], now: dt.datetime) -> None:
    """Replace the relative dates in serialised `records` by dates counted from `now`.

    Times are in the employer's time zone. The end of a day is the next midnight in the posting's time zone.
    """
    fields: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for record in records:
        fields[record["model"]].append(record["fields"])
    [employer] = fields["teams.employer"]
    home = zoneinfo.ZoneInfo(employer["time_zone"])
    places = {place["slug"]: place for place in fields["jobs.location"]}
    today = now.astimezone(home).date()
    for row in [row for rows in fields.values() for row in rows]:
        row_places = sorted((places[slug] for [slug] in row.get("locations", [])), key=lambda place: place["name"])
        zone = choose_zone(row.get("time_zone", ""), (place.get("time_zone", "") for place in row_places), home.key)
        for name, value in row.items():
            if isinstance(value, str) and (match := RELATIVE.fullmatch(value)):
                row[name] = _moment(match, today, home, zone)


def _moment(match: re.Match[str], today: dt.date, home: dt.tzinfo, zone: dt.tzinfo) -> str:
    day = today + dt.timedelta(days=int(match["days"]))
    if match["end"]:
        return dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min, zone).isoformat()
    if match["hour"]:
        return dt.datetime.combine(day, dt.time(int(match["hour"]), int(match["minute"])), home).isoformat()
    return day.isoformat()
