"""Lookups find the related rows that cells name, such as the team of a posting.

A lookup reads its table once. If a row is missing, it makes the row or raises ValidationError. A row that it makes
has a negative id until `store` saves it, together with the first row that names it.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.text import slugify

from teams.models import FormerSlug, Team
from teams.models.querysets import can_manage_every_team

from .cells import Text, quote

LATIN_LETTER = re.compile(r"LATIN SMALL (?:LETTER|LIGATURE) ([A-Z]{1,2})\b")
BETWEEN_WORDS = re.compile(r"[/\\|.,–—]+")

# The code of the error about a row that does not exist and can be created.
MISSING = "missing"
MAX_LISTED = 20


class SlugMaker:
    """Makes unique slugs for new rows of `model`."""

    def __init__(self, model: Any) -> None:
        self.max_length = model._meta.get_field("slug").max_length
        self.default = model._meta.model_name
        former = FormerSlug.objects.of(model).values_list("slug", flat=True)
        self.taken = {*model.objects.values_list("slug", flat=True), *former}
        self.last_numbers: Counter[str] = Counter()

    def make(self, name: str) -> str:
        """Return the slug of a name, with a number if it is taken.

        A name without Latin letters or digits gets the name of the model: `team-2`.
        """
        folded = unicodedata.normalize("NFKD", BETWEEN_WORDS.sub(" ", name)).casefold()
        base = slug = slugify("".join(map(_to_ascii, folded)))[: self.max_length].strip("-") or self.default
        while slug in self.taken:
            self.last_numbers[base] += 1
            suffix = f"-{self.last_numbers[base] + 1}"
            slug = base[: self.max_length - len(suffix)] + suffix
        self.taken.add(slug)
        return slug


def _to_ascii(letter: str) -> str:
    """Return `l` for `ł`, `ae` for `æ`: letters that Unicode does not decompose into a letter and an accent."""
    if letter.isascii():
        return letter
    match = LATIN_LETTER.match(unicodedata.name(letter, ""))
    return match[1].lower() if match else letter


def collapse_spaces(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))


class Lookup(Text):
    """The rows of one table, found by the text of a cell. `user`: whose rows to find; None finds all rows."""

    model: Any
    noun: str

    def __init__(self, create: bool = False, user: Any = None) -> None:
        super().__init__()
        self.create = create
        self.user = user
        self.created: list[Any] = []
        self.missing: set[str] = set()
        rows = self.model.objects.all()
        self.rows = list(rows.visible_to(user) if user and hasattr(rows, "visible_to") else rows)
        self.by_slug = {row.slug: row for row in self.rows}
        self.slug_maker: SlugMaker | None = None

    def create_row(self, text: str, **fields: Any) -> Any:
        """Make and return the row that a cell names as `text`, not yet saved, or raise ValidationError."""
        if not self.create:
            self.missing.add(text)
            message = f"There is no {self.noun} {quote(text)}. Correct it, or let the import create it."
            raise ValidationError(message, code=MISSING)
        self.slug_maker = self.slug_maker or SlugMaker(self.model)
        row = self.model(slug=self.slug_maker.make(fields["name"]), **fields)
        try:
            row.clean_fields()
        except ValidationError as error:
            message = f"The {self.noun} {quote(text)} cannot be created. {' '.join(error.messages)}"
            raise ValidationError(message) from error
        self.created.append(row)
        # Rows without an id are not equal to themselves.
        row.pk = -len(self.created)
        return row

    def find_all(self, texts: Iterable[str]) -> list[Any]:
        """Return the row of each text, each row once. Raise ValidationError with the errors of all texts."""
        found: dict[Any, None] = {}
        errors: list[ValidationError] = []
        for text in texts:
            try:
                found[self._find(text)] = None
            except ValidationError as error:
                errors += error.error_list
        if errors:
            raise ValidationError(errors)
        return list(found)

    def _find(self, text: str) -> Any:
        raise NotImplementedError

    def store(self, value: Any) -> bool:
        """Save those rows of a value that are not saved yet. Return whether there are any."""
        rows = value if isinstance(value, list) else [value]
        new = [row for row in rows if row is not None and row.pk < 0]
        for row in new:
            row.pk = None
            row.save()
        return bool(new)


class TeamLookup(Lookup):
    """Finds a team by its exact name, else by its slug. “Sales” and “sales” can be two teams."""

    model = Team
    noun = "team"

    def __init__(self, create: bool = False, user: Any = None, publish: bool = False) -> None:
        """Read the teams. `publish`: whether teams that are created are published."""
        super().__init__(create, user)
        self.publish = publish
        self.by_name = {collapse_spaces(team.name): team for team in self.rows}
        self.position: int | None = None

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Team | None:
        name = collapse_spaces(super().clean(value))
        if not name:
            return None
        team = self.by_name.get(name) or self.by_slug.get(name)
        if team is None and self.user and not can_manage_every_team(self.user):
            raise ValidationError(self._not_own_message(name))
        if team is None:
            position = self._next_position() if self.create else 0
            team = self.by_name[name] = self.create_row(name, name=name, is_published=self.publish, position=position)
        return team

    def _not_own_message(self, name: str) -> str:
        """Return the same whether or not there is such a team: only who manages all teams may know."""
        own = sorted(team.name for team in self.rows)
        hint = f" Yours: {', '.join(own[:MAX_LISTED])}{'…' if own[MAX_LISTED:] else '.'}" if own else ""
        return f"{quote(name)} is not a team of yours.{hint}"

    def _next_position(self) -> int:
        if self.position is None:
            self.position = Team.objects.aggregate(last=Max("position"))["last"] or 0
        self.position += 1
        return self.position

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.name if value else ""
