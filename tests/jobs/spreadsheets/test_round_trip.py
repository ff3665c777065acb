"""An export that is imported again changes nothing, for any stored rows."""

import datetime as dt
from decimal import Decimal

from django.utils.html import escape
from hypothesis import Phase, given, settings, strategies as st
from hypothesis.extra.django import TestCase

from jobs.models import Location, Posting, Section, Tag
from jobs.spreadsheets.resources import PostingResource
from teams.models import Team, Testimonial
from teams.spreadsheets.resources import TeamResource, TestimonialResource
from teams.spreadsheets.spreadsheet import read
from tests.examples import examples

from .files import export_file, read_tables

# Texts that are difficult for spreadsheets.
ODD = [
    "=1+1",
    "+49",
    "-",
    "@x",
    "'=1",
    "''",
    ";",
    ",",
    '"',
    "\r\n",
    "\n",
    "\r",
    "\t",
    "שלום",
    "🎉",
    "_x000D_",
    "＝1",
    "<b>",
    "&amp;",
    " ",
]
LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
PIECES = st.one_of(st.sampled_from(ODD), st.text(LETTERS, min_size=1, max_size=5))
TEXTS = st.lists(PIECES, max_size=5).map("".join)
NAMES = st.lists(PIECES, min_size=1, max_size=5).map("".join).filter(str.strip)
MOMENTS = st.datetimes(dt.datetime(1901, 1, 1), dt.datetime(2099, 12, 31), timezones=st.just(dt.UTC))  # noqa: DTZ001
ZONES = ["Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Pacific/Apia"]
DAYS = st.dates(dt.date(1901, 1, 1), dt.date(2099, 12, 31))
POSTINGS = st.fixed_dictionaries(
    {
        "title": NAMES,
        "team": st.integers(0, 2),
        "places": st.sets(st.integers(0, 2)),
        "tags": st.sets(st.integers(0, 2)),
        "sections": st.lists(st.tuples(TEXTS, TEXTS.map(escape)), max_size=3),
        "workplace": st.sampled_from(Posting.Workplace.values),
        "anywhere": st.booleans(),
        "countries": st.sets(st.sampled_from(["DE", "PT", "US"])),
        "types": st.sets(st.sampled_from(Posting.EmploymentType.values)),
        "level": st.sampled_from(["", *Posting.Level.values]),
        "pay": st.none() | st.decimals(Decimal("0.01"), 10**9, places=2),
        "apply": TEXTS,
        "published_from": st.none() | MOMENTS,
        "time_zone": st.sampled_from(["", *ZONES]),
        "language": st.sampled_from(["en", "de", "pt-BR"]),
    }
)
PEOPLE = st.fixed_dictionaries(
    {
        "team": st.integers(0, 2),
        "name": NAMES,
        "quote": TEXTS,
        "area": TEXTS,
        "agreed_on": st.none() | DAYS,
        "has_left": st.booleans(),
        "position": st.integers(0, 2_147_483_647),
    }
)


class ExportedAndImported(TestCase):
    # Without shrinking, which takes minutes.
    @settings(max_examples=examples(30), phases=[Phase.explicit, Phase.reuse, Phase.generate])
    @given(
        teams=st.lists(st.tuples(NAMES, TEXTS), min_size=3, max_size=3, unique_by=lambda team: team[0]),
        places=st.lists(NAMES, min_size=3, max_size=3),
        tags=st.lists(NAMES, min_size=3, max_size=3, unique=True),
        postings=st.lists(POSTINGS, min_size=1, max_size=3),
        people=st.lists(PEOPLE, max_size=3),
    )
    def test_export_imported_again_changes_nothing(self, teams, places, tags, postings, people):
        made = [
            Team.objects.create(name=name, slug=f"t{number}", headline=text, about=escape(text), position=number)
            for number, (name, text) in enumerate(teams)
        ]
        where = [
            Location.objects.create(name=name, slug=f"p{n}", city=name, country="PT") for n, name in enumerate(places)
        ]
        what = [Tag.objects.create(name=name, slug=f"g{number}") for number, name in enumerate(tags)]
        for number, given_ in enumerate(postings):
            self._store(number, given_, made, where, what)
        for person in people:
            Testimonial.objects.create(**person | {"team": made[person["team"]], "job_title": "x"})
        before = read_tables()

        for kind in ("csv", "xlsx"):
            for model, of in ((Posting, PostingResource), (Team, TeamResource), (Testimonial, TestimonialResource)):
                if model.objects.exists():
                    self._import(of, export_file(kind, of()), model.objects.count())
        assert read_tables() == before

    def _store(self, number, wanted, teams, places, tags):
        remote = wanted["workplace"] == "remote"
        posting = Posting.objects.create(
            reference=f"R-{number}",
            title=wanted["title"],
            team=teams[wanted["team"]],
            workplace=wanted["workplace"],
            remote_anywhere=remote and wanted["anywhere"],
            remote_countries=sorted(wanted["countries"]) if remote and not wanted["anywhere"] else (),
            employment_types=sorted(wanted["types"]),
            level=wanted["level"],
            pay_minimum=wanted["pay"],
            pay_currency="EUR",
            pay_period="year",
            apply_url=wanted["apply"],
            published_from=wanted["published_from"],
            time_zone=wanted["time_zone"],
            language=wanted["language"],
        )
        posting.locations.set([places[one] for one in wanted["places"]])
        posting.tags.set([tags[one] for one in wanted["tags"]])
        for heading, body in wanted["sections"]:
            Section.objects.create(posting=posting, heading=heading, body=body)

    def _import(self, kind, content, count):
        sheet = read(content, kind.known_columns())
        resource = kind(lines=sheet.lines)
        result = resource.import_data(sheet.records)
        assert (result.base_errors, sheet.faults, resource.faults(result)) == ([], [], [])
        assert resource.preview.totals == {"unchanged": count}, resource.preview.changes
