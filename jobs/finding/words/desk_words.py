"""The words of the public search for the lists of the desk: plural and singular are one, and synonyms are found too."""

from collections.abc import Sequence

from jobs.models import Synonym

from .forms import normalize
from .tokens import split_words

# A list searches for at most so many variants of one search.
MAX_VARIANTS = 8
# A shorter normal form is part of too many words.
SHORTEST = 4


def make_variants(words: Sequence[str]) -> list[list[tuple[str, ...]]]:
    """Return the words with their normal forms, then once for each synonym of a phrase among them. One query.

    `words`: folded. A row matches if it has one form of each word of a variant.
    """
    variants = [list(map(_get_forms, words))]
    normal = [" ".join(split_words(word)) for word in words]
    for typed, found in Synonym.objects.pairs():
        phrase, others = split_words(typed), split_words(found)
        for start in range(len(words) - len(phrase) + 1) if phrase and others else ():
            if normal[start : start + len(phrase)] == list(phrase):
                rest = [*words[:start], None, *words[start + len(phrase) :]]
                variant = [
                    form for word in rest for form in (map(_get_forms, others) if word is None else [_get_forms(word)])
                ]
                if variant not in variants:
                    variants.append(variant)
    return variants[:MAX_VARIANTS]


def _get_forms(word: str) -> tuple[str, ...]:
    normal = normalize(word)
    return (word, normal) if len(normal) >= SHORTEST and normal != word else (word,)
