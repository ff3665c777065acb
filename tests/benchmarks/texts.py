"""Titles and texts of invented postings, drawn from the vocabulary."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import TypeVar

from teams.texts.cleaning import sanitize

from .vocabulary import LANGUAGES, WORD, Language

# For each language: number of paragraphs and lists, of texts made from them, and of texts with WORD.
BLOCKS, BODIES, WORD_BODIES = 80, 150, 20
Item = TypeVar("Item")


@cache
def skewed_weights(number: int) -> list[float]:
    """Return cumulative weights for `number` items. The nth is drawn 1/n as often as the first."""
    return list(accumulate(1 / rank for rank in range(1, number + 1)))


def draw(items: Sequence[Item], rng: random.Random) -> Item:
    """Draw one of the items, earlier ones more often."""
    return rng.choices(items, cum_weights=skewed_weights(len(items)))[0]


@dataclass(frozen=True)
class Writer:
    """Writes in one language. Texts are drawn from a stock that is sanitised once, because sanitising is slow."""

    language: Language
    bodies: list[str]
    word_bodies: list[str]

    @classmethod
    def create(cls, language: Language, rng: random.Random) -> "Writer":
        blocks = [_block(language, rng) for _ in range(BLOCKS)]
        bodies = ["".join(rng.sample(blocks, rng.randint(2, 4))) for _ in range(BODIES)]
        with_word = [_block(language, rng, f"{WORD}: ") + rng.choice(bodies) for _ in range(WORD_BODIES)]
        return cls(language, bodies, with_word)

    def title(self, rng: random.Random, with_word: bool) -> str:
        language = self.language
        title = draw(language.ranks, rng).format(role=draw(language.roles, rng))
        if with_word:
            return f"{title}, {WORD}"
        # A third also names an area, so that titles repeat often but not always, as on real sites.
        return f"{title}, {draw(language.areas, rng)}" if rng.random() < 0.33 else title

    def sections(self, rng: random.Random, with_word: bool) -> list[tuple[str, str]]:
        """Return one to three headings, each with 80 to 250 words of HTML."""
        headings = rng.sample(self.language.headings, rng.randint(1, 3))
        bodies = rng.choices(self.bodies, k=len(headings))
        if with_word:
            bodies[-1] = rng.choice(self.word_bodies)
        return list(zip(headings, bodies, strict=True))


def create_writers(rng: random.Random) -> tuple[list[Writer], list[int]]:
    """Create a writer for each language. Returns them with the cumulative weights of the languages."""
    shares = list(accumulate(language.share for language in LANGUAGES))
    return [Writer.create(language, rng) for language in LANGUAGES], shares


def _block(language: Language, rng: random.Random, opening: str = "") -> str:
    sentences = [
        sentence.format(area=rng.choice(language.areas), number=rng.randint(2, 60))
        for sentence in rng.sample(language.sentences, 3 if opening else 4)
    ]
    sentences[0] = opening + sentences[0]
    as_list = not opening and rng.random() < 0.25
    inner = "".join(f"<li><p>{sentence}</p></li>" for sentence in sentences) if as_list else " ".join(sentences)
    return sanitize(f"<ul>{inner}</ul>" if as_list else f"<p>{inner}</p>")
