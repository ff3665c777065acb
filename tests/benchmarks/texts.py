"""Titles and texts of invented postings, drawn from the vocabulary."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import TypeVar

from teams.models.fields import sanitize

from .vocabulary import LANGUAGES, WORD, Language

# Different paragraphs and lists of each language, different texts made of them, and of these with WORD.
BLOCKS, BODIES, WORD_BODIES = 80, 150, 20
Thing = TypeVar("Thing")


@cache
def skewed(number: int) -> list[float]:
    """Cumulative weights of `number` things of which the nth is drawn a nth as often as the first."""
    return list(accumulate(1 / rank for rank in range(1, number + 1)))


def draw(things: Sequence[Thing], chance: random.Random) -> Thing:
    """One of the things, the earlier ones more often."""
    return chance.choices(things, cum_weights=skewed(len(things)))[0]


@dataclass(frozen=True)
class Writer:
    """Writes in one language. Texts are chosen among some that were sanitised once, because that takes long."""

    language: Language
    bodies: list[str]
    word_bodies: list[str]

    @classmethod
    def of(cls, language: Language, chance: random.Random) -> "Writer":
        blocks = [_block(language, chance) for _ in range(BLOCKS)]
        bodies = ["".join(chance.sample(blocks, chance.randint(2, 4))) for _ in range(BODIES)]
        with_word = [_block(language, chance, f"{WORD}: ") + chance.choice(bodies) for _ in range(WORD_BODIES)]
        return cls(language, bodies, with_word)

    def title(self, chance: random.Random, with_word: bool) -> str:
        language = self.language
        title = draw(language.ranks, chance).format(role=draw(language.roles, chance))
        if with_word:
            return f"{title}, {WORD}"
        # A third names an area too, so that titles repeat as they do in life: often, but not always.
        return f"{title}, {draw(language.areas, chance)}" if chance.random() < 0.33 else title

    def sections(self, chance: random.Random, with_word: bool) -> list[tuple[str, str]]:
        """One to three headings, each with 80 to 250 words of HTML."""
        headings = chance.sample(self.language.headings, chance.randint(1, 3))
        bodies = chance.choices(self.bodies, k=len(headings))
        if with_word:
            bodies[-1] = chance.choice(self.word_bodies)
        return list(zip(headings, bodies, strict=True))


def writers(chance: random.Random) -> tuple[list[Writer], list[int]]:
    """A writer for each language, and cumulative weights to draw one by."""
    shares = list(accumulate(language.share for language in LANGUAGES))
    return [Writer.of(language, chance) for language in LANGUAGES], shares


def _block(language: Language, chance: random.Random, opening: str = "") -> str:
    sentences = [
        sentence.format(area=chance.choice(language.areas), number=chance.randint(2, 60))
        for sentence in chance.sample(language.sentences, 3 if opening else 4)
    ]
    sentences[0] = opening + sentences[0]
    as_list = not opening and chance.random() < 0.25
    inner = "".join(f"<li><p>{one}</p></li>" for one in sentences) if as_list else " ".join(sentences)
    return sanitize(f"<ul>{inner}</ul>" if as_list else f"<p>{inner}</p>")
