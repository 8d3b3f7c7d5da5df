"""A space beside an apostrophe inside a word: `the driver ' s phone`, `don 't`, `l' homme`, `un po 'di pane`.

Tokenisers split clitics off and some systems do not join them again. The list of clitics of each target is closed.

Before `s` both sides must be spaced; ` 's` is `likely`, for it may be a suffix that is spoken of or another
language's clitic (`the Dutch say 's avonds`).

Left alone on purpose: texts about apostrophes and suffixes, `s` after a function word, quoted letters (`the letter ' s '`), decades (`the early '70s`), `rock 'n' roll`, Dutch `'s
morgens`, an apostrophe after a digit (60 ' s may be seconds), an elided article before a consonant (`L' PSG` may be
anything), Italian final accents written with an apostrophe (`e' vero`). A space on one side only is `likely` in
French and Italian: people type it too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from normalize.records import Candidate
from normalize.rules import Example, Rule
from normalize.rules._shared import lowered, words
from normalize.view import View

RULE = Rule(
    "split-apostrophe", "spacing", "space beside an apostrophe inside a word", 0.985, targets=frozenset({"en", "fr", "it"})
)
_ONE_SIDE = lowered(RULE, "likely", 0.94)

_MARK = r"(?:['’]|&apos;|&#39;)"
_CLITIC = r"(s|t|re|ve|ll|d|m)(?=[\s.,;:!?)]|$)(?! ['’\"])"
_ENGLISH = (re.compile(rf" ({_MARK}) ?{_CLITIC}"), re.compile(rf"(['’]) {_CLITIC}"), re.compile(rf"(&apos;|&#39;) {_CLITIC}"))
_AFTER = {
    "t": words("don doesn didn isn aren wasn weren won can couldn wouldn shouldn hasn haven hadn mustn needn ain"),
    "re": words("you we they who what there"),
    "ve": words("i you we they would could should might must who"),
    "ll": words("i you he she it we they that there who what"),
    "d": words("i you he she it we they who there"),
    "m": frozenset(("i",)),
}
_VOWEL = "(?=[aeiouhyàâéèêëîïôûùœæAEIOUHYÀÂÉÈÊËÎÏÔÛÙŒ][^\\W\\d_])"
_ELIDED = {
    "fr": re.compile(
        rf"(?<![\w'’‘-])((?:[ldjmtsncLDJMTSNC]|[Qq]u|[Jj]usqu|[Ll]orsqu|[Pp]uisqu|[Qq]uoiqu|[Pp]resqu|[Qq]uelqu))"
        rf"(?: ({_MARK}) ?|({_MARK}) ){_VOWEL}"
    ),
    "it": re.compile(
        rf"(?<![\w'’‘-])((?:[LlCcDd]|[Uu]n|[Dd]ell|[Aa]ll|[Dd]all|[Nn]ell|[Ss]ull|[Qq]uell|[Cc]om|[Dd]ov|[Aa]nch|[Nn]essun|[Tt]utt|[Mm]ezz))"
        rf"(?: ({_MARK}) ?|({_MARK}) ){_VOWEL}"
    ),
}
_HINTS = (" '", "' ", " ’", "’ ", "&")
_LETTERS = re.compile(r"[^\W\d_]+\Z")
_PO = re.compile(rf"\b([Uu]n po) ?({_MARK}) ?(?=di\b|d['’])")


_ABOUT = re.compile(r"\b(?:possessive|apostrophe|suffix|clitic|genitive|plural|contraction|Dutch|Flemish)", re.IGNORECASE)
_PRONOUNS = words("it he she that there what who where how here let one everyone someone nobody")


def _english(view: View) -> Iterator[tuple[int, int, str]]:
    text = view.text
    about: bool | None = None
    for pattern in _ENGLISH:
        for m in pattern.finditer(text):
            word = _LETTERS.search(text[max(0, m.start() - 24) : m.start()])
            if word and m[2] == "s":
                about = _ABOUT.search(text) is not None if about is None else about
                if about or word[0].lower() in view.profile.function - _PRONOUNS:
                    continue
            if word and (m[2] == "s" or word[0].lower() in _AFTER[m[2]]):
                yield m.start(), m.end(), m[1] + m[2]


def _elided(text: str, target: str) -> Iterator[tuple[int, int, str]]:
    for m in _ELIDED[target].finditer(text):
        yield m.start(), m.end(), m[1] + (m[2] or m[3])
    if target == "it":
        for m in _PO.finditer(text):
            if m.group() != f"{m[1]}{m[2]} ":
                yield m.start(), m.end(), f"{m[1]}{m[2]} "


def find(view: View) -> Iterator[Candidate]:
    """Propose the joined word."""
    text = view.text
    if not any(hint in text for hint in _HINTS):
        return
    for start, end, new in _english(view) if view.target == "en" else _elided(text, view.target):
        if text[start:end] != new:
            both = end - start - len(new) > 1 or (view.target == "en" and new[-1] != "s")
            yield (RULE if both else _ONE_SIDE).candidate(start, end, new)


FIXES = (
    Example("They took the driver ' s phone.", "They took the driver's phone."),
    Example("It was China ’ s first bid.", "It was China’s first bid."),
    Example("We don 't know, and they can ' t tell.", "We don't know, and they can't tell."),
    Example("Singapore &apos; s port grew.", "Singapore&apos;s port grew."),
    Example("On parle de l ' homme et d ’ autres choses.", "On parle de l'homme et d’autres choses.", "fr"),
    Example("Ha vissuto nell ' isola con un ' amica.", "Ha vissuto nell'isola con un'amica.", "it"),
)
LEAVES = (
    Example("The ending 's marks the owner, and few mind it."),
    Example("The genitive ' s is added to the noun ' s stem."),
    Example("In Ghent they say 's morgens and mean the early hours; 's-Gravenhage is a town."),
    Example("The plural takes the letter ' s ' here."),
    Example("It came out in the late '60s, early '70s."),
    Example("They love rock 'n' roll and guns 'n' roses."),
    Example("The students' summer was long; James' sister left."),
    Example("He rose at 60 ' s notice."),
    Example("The sign said 'd' for door."),
    Example("Om zes uur 's morgens ging hij weg.", target="nl"),
    Example("La lettre ‘l’ est muette.", target="fr"),
    Example("C'est l'un des plus grands.", target="fr"),
    Example("E' vero, c'è un po' di tempo.", target="it"),
    Example("Er sagte, so geht ' s nicht.", target="de"),
)
FAILS = (
    Example("They write ' s on the wall."),
    Example("Vuole un po 'di pane.", "Vuole un po' di pane.", "it"),
    Example("On parle de l' homme.", "On parle de l'homme.", "fr"),
    Example("In the 1960 ’ s they left.", "In the 1960’s they left."),
)
