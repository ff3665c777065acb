"""How people type a title: parts of it, plural and singular, other spellings, and mistakes."""

import random
import re
import string
from collections.abc import Iterator

WORD = re.compile(r"[^\W\d_]+(?:[-'’.&][^\W\d_]+)*[+#]*")
PAY = re.compile(r"\$[^a-z]*(?:/?(?:yr|hr))?")
# What follows the name of the job: a place, an addition in brackets, a second title, pay, an exclamation.
END = re.compile(r"\s*(?:[,;:|/(\[$@!?]|\.(?:\s|$)|\s[-–—]\s|\s\d)")
# Words that say nothing about the job.
EMPTY = {
    *(
        "a",
        "an",
        "and",
        "any",
        "as",
        "at",
        "by",
        "for",
        "from",
        "in",
        "is",
        "now",
        "of",
        "on",
        "or",
        "the",
        "this",
        "to",
    ),
    *("earn", "hiring", "hr", "immediate", "needed", "offering", "required", "start", "starts", "urgent", "wanted"),
    *(
        "job",
        "jobs",
        "opportunities",
        "opportunity",
        "position",
        "positions",
        "vacancies",
        "vacancy",
        "work",
        "working",
    ),
    *("people", "week", "weekly", "with", "workers", "yr", "your", "you"),
}
ROLE_ENDINGS = ("er", "or", "ist", "ant", "ian", "eer")
ROLES = {
    *("agent", "analyst", "associate", "chef", "clerk", "crew", "intern", "mechanic", "nurse", "partner", "rep"),
    *("representative", "secretary"),
}
NO_ROLES = {"center", "computer", "customer", "for", "her", "or", "other", "over", "paper", "per", "under", "your"}
SHORTEST_TO_MISTYPE = 5
# Spellings of one thing; each is replaced by each of the others.
SPELLINGS = tuple(
    tuple(row.split(", "))
    for row in (
        "front-end, front end, frontend",
        "back-end, back end, backend",
        "full-stack, full stack, fullstack",
        "e-mail, email",
        "devops, dev ops, dev-ops",
        "node.js, nodejs, node js",
        "healthcare, health care, health-care",
        "javascript, java script",
    )
)


def find_words(text: str) -> list[str]:
    """Return the words of a title in lower case, without numbers, pay and marks."""
    return WORD.findall(PAY.sub("", text.lower()))


def find_telling_words(text: str) -> list[str]:
    """Return the words that say what the job is; all words if none does."""
    words = find_words(text)
    return [word for word in words if word not in EMPTY and len(word) > 1] or words


def shorten(title: str, most: int) -> str:
    """Return the first words of a title, up to what only adds to it, without words around them that say nothing."""
    for text in (END.split(title.strip(), maxsplit=1)[0], title):
        words = find_words(text)
        while words and words[0] in EMPTY:
            del words[0]
        del words[most:]
        while words and words[-1] in EMPTY:
            del words[-1]
        if words:
            return " ".join(words)
    return " ".join(find_words(title)[:most])


def change_number(words: str) -> str:
    """Return the words with the last name of a role in the plural, or in the singular if it was one; "" without."""
    for match in reversed(list(WORD.finditer(words))):
        word = match[0]
        if is_role(word):
            changed = pluralize(word)
        elif word.endswith("s") and is_role(singularize(word)):
            changed = singularize(word)
        else:
            continue
        return words[: match.start()] + changed + words[match.end() :]
    return ""


def is_role(word: str) -> bool:
    lower = word.lower()
    return len(word) > 2 and lower not in NO_ROLES and (lower in ROLES or lower.endswith(ROLE_ENDINGS))


def pluralize(word: str) -> str:
    """Return the plural of a role, with its case. Other words stay as they are."""
    lower, upper = word.lower(), word.isupper()
    if lower == "crew" or not is_role(word):
        return word
    if lower.endswith("y"):
        return word[:-1] + ("IES" if upper else "ies")
    return word + ("S" if upper else "s")


def singularize(word: str) -> str:
    lower = word.lower()
    return word[:-3] + word[-3:-2].replace("i", "y").replace("I", "Y") if lower.endswith("ies") else word[:-1]


def respell(title: str) -> Iterator[str]:
    """Yield the title with each other spelling of the words in it that have one."""
    lower = title.lower()
    for spellings in SPELLINGS:
        for spelling in spellings:
            if match := re.search(rf"(?<!\w){re.escape(spelling)}(?!\w)", lower):
                start, end = match.span()
                yield from (title[:start] + other + title[end:] for other in spellings if other != spelling)


def mistype(title: str, rng: random.Random) -> str:
    """Return the title with one letter of a long word swapped, left out, doubled or replaced; "" without one."""
    long = [match for match in WORD.finditer(title) if len(match[0]) >= SHORTEST_TO_MISTYPE]
    if not long:
        return ""
    word = rng.choice(long)
    text = word[0]
    while text == word[0]:
        at = rng.randrange(len(text))
        letter = text[at]
        changed = rng.choice(
            [
                text[:at] + text[at + 1 : at + 2] + letter + text[at + 2 :],
                text[:at] + text[at + 1 :],
                text[:at] + letter + text[at:],
                text[:at] + rng.choice(string.ascii_lowercase) + text[at + 1 :],
            ]
        )
        text = changed if changed.lower() != text.lower() else text
    return title[: word.start()] + text + title[word.end() :]
