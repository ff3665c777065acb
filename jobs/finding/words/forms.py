"""One form for the plural, singular, feminine and masculine of a word: "developers" and "developer" match.

The rules are the same for every language, because a query does not say which language it is in. They change
endings only. A rule that joins two unrelated words is worse than a form that is not found, so each rule names
the fewest letters that must stand before the ending. Words are folded: see `teams.models.folding`.
"""

import unicodedata
from functools import lru_cache
from itertools import takewhile

from teams.models.folding import fold

Rule = tuple[str, str, int]

PLURALS: tuple[Rule, ...] = (
    ("sses", "ss", 2),
    ("shes", "sh", 2),
    # Coaches and coach, recherches and recherche.
    ("ches", "ch", 2),
    ("che", "ch", 3),
    # Employée, employees and employé.
    ("ees", "e", 4),
    ("ee", "e", 4),
    ("xes", "x", 2),
    # Companies and company, cookies and cookie, Strategie and strategy.
    ("ies", "y", 3),
    ("ie", "y", 3),
    ("yses", "ysis", 3),
    ("wives", "wife", 3),
    *((f"{vowel}dores", f"{vowel}dor", 2) for vowel in "aei"),
    ("ctores", "ctor", 2),
    ("sores", "sor", 3),
    ("iones", "ion", 3),
    ("ionales", "ional", 2),
    ("eure", "eur", 3),
    ("euren", "eur", 3),
    ("oren", "or", 4),
    ("isten", "ist", 3),
    ("enten", "ent", 4),
    ("anten", "ant", 4),
    ("ogen", "oge", 4),
    ("anden", "and", 4),
    ("paden", "pade", 2),
    ("experten", "expert", 0),
    ("kundigen", "kundige", 3),
)
GERMAN: tuple[Rule, ...] = (
    *(
        (stem + ending, stem, least)
        for stem, least in (
            *(("er", 3), ("eur", 3), ("tor", 3), ("sor", 3), ("ist", 3), ("ent", 4), ("ant", 4), ("and", 4)),
            *(("idat", 3), ("okat", 2), ("arzt", 0), ("ar", 3), ("expert", 0)),
        )
        for ending in ("in", "innen")
    ),
    *(("og" + ending, "oge", 4) for ending in ("in", "innen")),
    *(("pad" + ending, "pade", 2) for ending in ("in", "innen")),
    # What is left of Psycholog*in, Pädagog*in and Logopäd*in.
    ("ycholog", "ychologe", 0),
    ("iolog", "iologe", 0),
    ("agog", "agoge", 2),
    ("gopad", "gopade", 0),
    ("experte", "expert", 0),
    ("arzte", "arzt", 0),
    ("arzten", "arzt", 0),
    ("frau", "mann", 4),
    ("frauen", "mann", 4),
    ("leute", "mann", 4),
)
ROMANCE: tuple[Rule, ...] = (
    *(
        (feminine + plural, masculine, least)
        for feminine, masculine, least in (
            # French: vendeuse, directrice, technicienne, infirmière, conseillère, assistante.
            *(("euse", "eur", 4), ("trice", "teur", 3), ("ienne", "ien", 3), ("iere", "ier", 3), ("llere", "ller", 3)),
            *(
                ("gere", "ger", 4),
                ("ciale", "cial", 3),
                ("entie", "enti", 3),
                ("ative", "atif", 4),
                ("cheffe", "chef", 0),
            ),
            *(("ante", "ant", 4), ("ente", "ent", 4), ("ointe", "oint", 3), ("ocate", "ocat", 2)),
            # Spanish and Portuguese: desarrolladora, directora, profesora, ingeniera, enfermera, engenheira.
            *(
                ("adora", "ador", 2),
                ("edora", "edor", 2),
                ("idora", "idor", 2),
                ("ctora", "ctor", 2),
                ("sora", "sor", 3),
            ),
            *(
                ("rera", "rero", 3),
                ("jera", "jero", 2),
                ("ultora", "ultor", 3),
                ("gada", "gado", 3),
                ("iada", "iado", 3),
            ),
            *(("eada", "eado", 3), ("ativa", "ativo", 4), ("ologa", "ologo", 2), ("ecnica", "ecnico", 0)),
            *(("niera", "niero", 2), ("fermera", "fermero", 2), ("cinera", "cinero", 2)),
            *(("heira", "heiro", 3), ("meira", "meiro", 3)),
        )
        for plural in ("", "s")
    ),
    # Italian: sviluppatore and sviluppatrice, direttori.
    *((f"{letter}tor{ending}", f"{letter}teur", 2) for letter in "ait" for ending in "ei"),
)
OTHERS: tuple[Rule, ...] = (
    *(("werkster", "werker", 2), ("istka", "ista", 3), ("niczka", "nik", 3), ("entka", "ent", 4), ("iarka", "iarz", 4)),
    *(("entis", "enti", 3), ("ciaux", "cial", 3), ("ultores", "ultor", 3)),
)
# The longest ending decides.
RULES = sorted((*PLURALS, *GERMAN, *ROMANCE, *OTHERS), key=lambda rule: -len(rule[0]))
EXCEPTIONS = {
    "news": "news",
    "apis": "api",
    "taxis": "taxi",
    "emplois": "emploi",
    "macos": "macos",
    **dict.fromkeys(("kochin", "kochinnen", "koche"), "koch"),
    "agentin": "agent",
    "autorin": "autor",
    **{word: word for word in ("customs", "canvas", "leeds", "corps", "cours", "pays")},
}
# These end no plural: business, campus, analysis, nodejs.
NOT_PLURAL = ("ss", "us", "is", "js")
SHORTEST_SINGULAR = 3

# What people write for letters with umlauts, and the letters without them.
WRITTEN_OUT = {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"}


@lru_cache(maxsize=50_000)
def normalize(word: str) -> str:
    """Return the form of a folded word that is stored and searched for."""
    if word in EXCEPTIONS:
        return EXCEPTIONS[word]
    for ending, replacement, least in RULES:
        if word.endswith(ending) and len(word) - len(ending) >= least:
            return word.removesuffix(ending) + replacement
    if word.endswith("s") and not word.endswith(NOT_PLURAL) and len(word) > SHORTEST_SINGULAR:
        return word[:-1]
    return word


@lru_cache(maxsize=5_000)
def cut_ending(word: str) -> str:
    """Return the letters that every written form of a word in normal form begins with: "kauf" for "kaufmann"."""
    cuts = (len(new) - _count_common(old, new) for old, new, _least in RULES if word.endswith(new))
    return word[: len(word) - max(cuts, default=0)]


def get_beginnings(word: str) -> list[str]:
    """Return the beginnings that words in normal form have if `word` is the beginning of a typed word.

    The first is the word itself. Others allow for an ending that is only half typed: "entwickleri" also begins
    "entwickler", the normal form of "entwicklerin".
    """
    others = [
        word[:-length] + replacement
        for ending, replacement, least in RULES
        for length in range(_count_common(ending, replacement) + 1, len(ending))
        if word.endswith(ending[:length]) and len(word) - length >= max(least, SHORTEST_SINGULAR)
    ]
    return list(dict.fromkeys([word, *others]))


def get_spellings(typed: str, folded: str) -> list[str]:
    """Return other spellings of a word with umlauts: "mueller" for "müller", and "muller" for "mueller".

    `typed`: the word in lower case. `folded`: the same without accents.
    """
    composed = unicodedata.normalize("NFC", typed)
    if WRITTEN_OUT.keys() & set(composed):
        return [fold("".join(WRITTEN_OUT.get(letter, letter) for letter in composed))]
    short = folded
    for letters in ("ae", "oe", "ue"):
        short = short.replace(letters, letters[0])
    # Not “ful” for “fuel”.
    return [short] if short != folded and len(short) > SHORTEST_SINGULAR else []


def _count_common(one: str, other: str) -> int:
    """Return with how many equal letters two texts begin."""
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


# The most letters of a normal form that the written word does not have.
LONGEST_ENDING = max(len(new) - _count_common(old, new) for old, new, _least in RULES)
