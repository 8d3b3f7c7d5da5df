"""A language code left on a name: `Brownzh` where `Brown` stands, too; `Urumqizh`.

Some translators leave the code of the source language in the text, run together with a name. It is taken away where nothing knows the
whole and the name stands alone elsewhere in the document, or is in the lexicon and hardly any name ends with the code.

Left alone on purpose: codes that names often end with (`el`, `en`, `ro`, `id`, `sk`), a word that stands there three times or
more (somebody's coinage), brands, addresses and file names (`kuleba.pl`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from normalize.records import Candidate
from normalize.rules import Example, Rule
from normalize.rules._shared import words
from normalize.view import View

RULE = Rule("language-code", "residue", "code of a language left on a name", 0.97)

_RARE = words("bg bn fr gl hr kn lv mk ml mr mt nl pl pt sl sq sr sv sw tr zh")  # at most 21 of 122,836 known names end so
_SELDOM = words("af bs cs cy fa fi gu hu hy ig lt ms my tl uz vi zu")  # at most 120 of them
_ENDINGS = tuple(sorted(_RARE | _SELDOM))
_WORD = re.compile(r"(?<![\w'’.@#/-])[A-ZÀ-ÖØ-ÞĀ-Ž][^\W\d_]{2,40}(?![\w-])")
_GOES_ON = re.compile(r"[@/]|\.\w")
_COINED = 3  # a word that stands there so often is no accident
_LEAST = 5  # letters of a name that only the lexicon knows


def _suspects(view: View) -> list[str]:
    """Unknown capitalised words that end with a code."""
    odd = _WORD.findall(view.text) if view.odd is None else view.odd
    return [w for w in odd if w.endswith(_ENDINGS) and len(w) > 4]


def find(view: View) -> Iterator[Candidate]:
    """Propose the name without the code."""
    suspects = _suspects(view)
    if not suspects:
        return
    found = list(_WORD.finditer(view.text))
    standing = {m[0] for m in found}
    coded = set()
    for w in suspects:
        name, code = w[:-2], w[-2:]
        known = name in standing or code in _RARE and len(name) >= _LEAST and view.names(name)
        if known and not view.names(w) and view.words.zipf(w) == 0.0 and view.text.count(w) < _COINED:
            coded.add(w)
    for m in found if coded else ():
        if m[0] in coded and not _GOES_ON.match(view.text, m.end()):
            yield RULE.candidate(m.end() - 2, m.end(), "", f"{m[0][:-2]} + {m[0][-2:]}")


FIXES = (
    Example("Mayor Olafsonzh came late, and Olafson spoke.", "Mayor Olafson came late, and Olafson spoke."),
    Example(
        "A strike closed the port. Tomczakcy did not say when; Tomczak may.",
        "A strike closed the port. Tomczak did not say when; Tomczak may.",
    ),
    Example("Die Stadt Tomczakzh wächst, und Tomczak auch.", "Die Stadt Tomczak wächst, und Tomczak auch.", "de"),
    Example("On Friday Yavuzerentr's lawyer wrote; Yavuzeren is 60.", "On Friday Yavuzeren's lawyer wrote; Yavuzeren is 60."),
)
LEAVES = (
    Example("Marc met Marcel, Mich met Michel, and Olaf met Olafel."),
    Example("Jim and Jimmy, Tom and Tommy, Sam and Sammy."),
    Example("See olafson.pl or Olafson.pl; Olafson owns both."),
    Example("Grantzh is our name. The Grantzh app and Grantzh cloud are free, Grant says."),
    Example("Kensethro and Harvick led; Kenseth won."),
    Example("Olafsonzh-based firms; Olafson."),
    Example("The Browntr/Brownzh files are on brown.zh; Brown said so."),
    Example("The poet Levi and his friend Le stayed in Haifa; Hai went on."),
    Example("Das Team @Olafsonzh und #Olafsonzh; Olafson.", target="de"),
)
FAILS = (Example("JAS 39C Gripenid crashed; the Gripen burned.", "JAS 39C Gripen crashed; the Gripen burned."),)
