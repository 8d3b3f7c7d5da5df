"""A Cyrillic or Greek letter that looks Latin, inside a Latin word: `Кyiv` with a Cyrillic К, `groβe` with a Greek β.

The word is rewritten only if it has letters of both scripts, every foreign letter has one Latin look-alike, and the
result is a known word or name of the target. A German β for ß is `likely` until garbled names show a machine: people type it (four times in a million words
of human translations, never in thirteen million of machine's). Source of the look-alikes: Unicode's confusables (UTS 39), capital and
small letters that are identical in print.

Left alone on purpose: words wholly in another script, science (`μm`, `α-helix`, `Δt`, `CО₂`), texts about letters and
phishing, and words whose Latin form the target does not know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from normalize.records import Candidate
from normalize.rules import Example, Rule
from normalize.rules._shared import has_greek_or_cyrillic, lowered, words
from normalize.view import View

_TARGETS = words("en de fr es it pl nl pt cs ro sv tr")  # written in Latin letters
RULE = Rule("homoglyph", "encoding", "look-alike letter of another script", 0.97, targets=_TARGETS)

_TYPED = lowered(RULE, "likely", 0.93)
_LOOKS = str.maketrans(
    "аеорсухіјѕАВЕКМНОРСТХІЈЅοΑΒΕΖΗΙΚΜΝΟΡΤΥΧβ",
    "aeopcyxijsABEKMHOPCTXIJSoABEZHIKMNOPTYXß",
)
_MIXED = re.compile(r"[A-Za-zÀ-ɏ][\u0370-\u03ff\u0400-\u04ff]|[\u0370-\u03ff\u0400-\u04ff][A-Za-zÀ-ɏ]")
_WORD = re.compile(r"[^\W\d_]+")
_FOREIGN = re.compile(r"[\u0370-\u03ff\u0400-\u04ff]")
_ABOUT = re.compile(
    r"homoglyph|look-?alike|phishing|spoof|Cyrillic|Greek letter|Unicode|kyrillisch|cyrillique|cirílic", re.IGNORECASE
)


def _latin(view: View, word: str) -> str:
    """`word` in Latin letters, or an empty string if that is no known word or name."""
    new = word.translate(_LOOKS)
    if _FOREIGN.search(new) or len(word) < 4 or ("β" in word and view.target != "de"):
        return ""
    known = view.words.zipf(new.replace("ß", "ss")) >= 2.5 or (new[0].isupper() and view.names(new))
    return new if known else ""


def find(view: View) -> Iterator[Candidate]:
    """Propose the word in Latin letters."""
    text = view.text
    if not has_greek_or_cyrillic(text) or not _MIXED.search(text) or _ABOUT.search(text):
        return
    done = -1
    for m in _MIXED.finditer(text):
        if m.start() < done:
            continue
        start = m.start()
        while start > 0 and text[start - 1].isalpha() and m.start() - start < 40:
            start -= 1
        word = _WORD.match(text, start)
        done = word.end() if word else m.end()
        if word and (new := _latin(view, word.group())):
            rule = _TYPED if "β" in word.group() else RULE
            yield rule.candidate(*word.span(), new, "letters of two scripts in one word")


FIXES = (
    Example("The pеople of the town left.", "The people of the town left."),
    Example("They met in Lоndon in May.", "They met in London in May."),
    Example("Die Stаdt war groß.", "Die Stadt war groß.", "de"),
    Example("El gоbierno cayó.", "El gobierno cayó.", "es"),
)
LEAVES = (
    Example("The α-helix and a Δt of 5 μm matter."),
    Example("Они жили в Киеве, in other words there."),
    Example("A homoglyph attack writes pаypal for paypal."),
    Example("The name is Янаbe in the list."),
    Example("The CО₂ level rose."),
    Example("The βeta test ran."),
    Example("Der Zμrich Verein blieb.", target="de"),
    Example("Le pH et la constante κB.", target="fr"),
    Example("Słowo „мир” znaczy pokój.", target="pl"),
)
FAILS = (
    Example("They saw Zzyхо there.", "They saw Zzyxo there."),
    Example("Die groβe Stadt und die auβerordentliche Sitzung.", "Die große Stadt und die außerordentliche Sitzung.", "de"),
)
