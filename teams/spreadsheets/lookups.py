"""Rows of other tables by the words a spreadsheet has for them.

Each directory reads its table once. What is missing is made when asked for, else ValidationError names it.
"""

import re
import unicodedata
from collections import Counter
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.text import slugify

from teams.models import Team

from .columns import Text, quoted

LETTER = re.compile(r"LATIN SMALL (?:LETTER|LIGATURE) ([A-Z]{1,2})\b")
BETWEEN_WORDS = re.compile(r"[/\\|.,–—]+")


class SlugMaker:
    """Addresses for new rows of `model`, each of its own."""

    def __init__(self, model: Any) -> None:
        self.length = model._meta.get_field("slug").max_length
        self.kind = model._meta.model_name
        self.taken = set(model.objects.values_list("slug", flat=True))
        self.last: Counter[str] = Counter()

    def make(self, name: str) -> str:
        """Return the address that `name` makes, with a number where another has it already.

        Letters of other scripts make none; a name of them alone is called after its kind: `team-2`.
        """
        folded = unicodedata.normalize("NFKD", BETWEEN_WORDS.sub(" ", name)).casefold()
        base = slug = slugify("".join(map(_to_ascii, folded)))[: self.length].strip("-") or self.kind
        while slug in self.taken:
            self.last[base] += 1
            end = f"-{self.last[base] + 1}"
            slug = base[: self.length - len(end)] + end
        self.taken.add(slug)
        return slug


def _to_ascii(letter: str) -> str:
    """`l` for `ł`, `ae` for `æ`: letters that do not come apart into a letter and an accent."""
    if letter.isascii():
        return letter
    found = LETTER.match(unicodedata.name(letter, ""))
    return found[1].lower() if found else letter


def collapse_spaces(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))


class Lookup(Text):
    """The rows of one table, found by what a cell says. `user`: whoever asks, None for somebody who may see all."""

    model: Any

    def __init__(self, create: bool = False, user: Any = None) -> None:
        super().__init__()
        self.create = create
        self.created: list[Any] = []
        self.missing: set[str] = set()
        rows = self.model.objects.all()
        self.rows = list(rows.visible_to(user) if user and hasattr(rows, "visible_to") else rows)
        self.by_slug = {row.slug: row for row in self.rows}
        self.slug_maker: SlugMaker | None = None

    def create_row(self, missing: str, **fields: Any) -> Any:
        """Store and return a new row, or raise ValidationError that names it as `missing`."""
        kind = {"location": "place"}.get(self.model._meta.model_name, self.model._meta.model_name)
        if not self.create:
            self.missing.add(missing)
            raise ValidationError(f"There is no {kind} {quoted(missing)}. Correct it, or have it created.")
        self.slug_maker = self.slug_maker or SlugMaker(self.model)
        row = self.model(slug=self.slug_maker.make(fields["name"]), **fields)
        try:
            row.clean_fields()
        except ValidationError as error:
            raise ValidationError(
                f"The {kind} {quoted(missing)} cannot be created. {' '.join(error.messages)}"
            ) from error
        row.save()
        self.created.append(row)
        return row


class TeamLookup(Lookup):
    """A team by its exact name, else by its slug. “Sales” and “sales” may be two teams."""

    model = Team

    def __init__(self, create: bool = False, user: Any = None) -> None:
        super().__init__(create, user)
        self.by_name = {collapse_spaces(team.name): team for team in self.rows}
        self.position: int | None = None

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> Team | None:
        name = collapse_spaces(super().clean(value))
        if not name:
            return None
        found = self.by_name.get(name) or self.by_slug.get(name)
        if found is None:
            position = self._next_position() if self.create else 0
            found = self.create_row(name, name=name, is_published=True, position=position)
            self.by_name[name] = found
        return found

    def _next_position(self) -> int:
        if self.position is None:
            self.position = Team.objects.aggregate(last=Max("position"))["last"] or 0
        self.position += 1
        return self.position

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.name if value else ""
