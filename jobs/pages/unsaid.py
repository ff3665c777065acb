"""What the rows of a list do not say: the page, the title or nearly every other row says it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from jobs.finding.selection import Selection
from jobs.finding.words.tokens import split_written
from jobs.models import Posting

# A value that so many of ten positions have tells nobody anything.
NEARLY_ALL = 9
# Words of titles that say a level by another name.
LEVELS = {"entry": ("junior", "graduate", "trainee"), "lead": ("head", "principal")}


@dataclass(frozen=True)
class Unsaid:
    """What rows leave out.

    `team`: whether it is the page of a team; `location`: the slug of the place whose page it is. `common`: facet and
    value of what nearly all positions of the page share.
    """

    team: bool = False
    location: str = ""
    common: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def on_page(cls, frame: dict[str, str], positions: Selection) -> Self:
        """Return what to leave out in a frame, such as `{"team": slug}`, with these open positions."""
        common = frozenset(
            (facet, value)
            for facet in ("type", "level", "tag")
            for value, ordinals in positions.index.values[facet].items()
            if "team" in frame
            and 10 * positions.ordinals.intersection_cardinality(ordinals) >= NEARLY_ALL * len(positions)
        )
        return cls("team" in frame, frame.get("location", ""), common)

    def find_label(self, posting: Posting) -> str:
        """Return the first of employment types, level and labels that says something new; "" if none does."""
        return next(self._find_labels(posting), "")

    def _find_labels(self, posting: Posting) -> Iterator[str]:
        types = posting.employment_type_labels
        if any(self._is_news(posting, "type", *type_) for type_ in zip(posting.employment_types, types, strict=False)):
            yield " or ".join([types[0], *map(str.lower, types[1:])])
        if self._is_news(posting, "level", posting.level, posting.get_level_display(), LEVELS.get(posting.level, ())):
            yield f"{posting.get_level_display()} level"
        for tag in posting.tag_list:
            if self._is_news(posting, "tag", tag.slug, tag.name):
                yield tag.name

    def _is_news(self, posting: Posting, facet: str, value: str, label: str, other_names: tuple[str, ...] = ()) -> bool:
        """Return whether neither nearly all positions have a value nor the title says its label."""
        if not value or (facet, value) in self.common:
            return False
        said = split_written(posting.title)
        is_said = all(any(_is_same(word, other) for other in said) for word in split_written(label))
        return not (is_said or any(name in said for name in other_names))


def _is_same(word: str, other: str) -> bool:
    """Return whether two words are alike: "internship" and "intern", "leads" and "lead"."""
    shorter, longer = sorted((word, other), key=len)
    return longer.startswith(shorter) and (len(shorter) > 3 or shorter == longer)
