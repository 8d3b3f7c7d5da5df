"""A language code left in a name: `Brownzh` where `Brown` stands, too; `Tomczglak` beside `Tomczak`; `Urumqizh`.

Some translators leave the code of the source language in the text, run together with a name or within it. It is taken away where
nothing knows the whole, the rest stands as a name elsewhere in the document (or, for codes that few names end with, in the lexicon), and the
rest is by its letters the likelier name: the more so, the more names have such letters. Outside English only codes that hardly any name ends
with. Within a name that only the lexicon knows it is `likely`.

Left alone on purpose: codes within a word that names often have (`Katerina`), a word that stands there three times or more (somebody's
coinage), short names, brands, addresses and file names (`kuleba.pl`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from normalize.fold import fold
from normalize.lexicon.letters import load_letters
from normalize.records import Candidate
from normalize.rules import Example, Rule
from normalize.rules._shared import CAPITALISED, lowered, odd_words, words
from normalize.view import View

RULE = Rule("language-code", "residue", "code of a language left in a name", 0.97)
UNKNOWN = True
_WITHIN = lowered(RULE, "likely", 0.9)

_RARE = words("bg bn fr gl hr kn lv mk ml mr mt nl pl pt sl sq sr sv sw tr zh")  # at most 21 of 122,836 known names end so
_SELDOM = words("af bs cs cy fa fi gu hu hy ig lt ms my tl uz vi zu")  # at most 120 of them
_OFTEN = words("az ga he hi ja ru th uk ur")  # those of more names that make no names of names (Kievka, Hodonínsk, Abbasid)
_TIER = {code: tier for tier, codes in enumerate((_RARE, _SELDOM, _OFTEN)) for code in codes}
_LEAST = {  # (how often names end with the code, where the rest stands, whether the code ends the word) -> least gain in likeness
    (0, "document", True): 0.0, (0, "document", False): 0.4, (1, "document", True): 0.2, (1, "document", False): 0.4, (2, "document", True): 0.4,
    (0, "lexicon", True): 0.0, (1, "lexicon", True): 0.6, (0, "lexicon", False): 0.4,
}  # fmt: skip
_GOES_ON = re.compile(r"[@/]|\.\w")
_COINED = 3  # a word that stands there so often is no accident
_LONG = 5  # letters of a name within which a code is looked for, or that only the lexicon knows


class _Code(NamedTuple):
    """A code at `at` in a word (code points from its beginning), `rest`: the name without it; where it stands, and whether the code ends the word."""

    at: int
    rest: str
    where: str
    ends: bool


def _codes(view: View, word: str) -> Iterator[_Code]:
    """The codes that a word may have in it, the last first."""
    like, folded = load_letters().likeness, fold(word)
    for at in range(len(word) - 2, 0, -1):
        tier, ends = _TIER.get(word[at : at + 2]), at == len(word) - 2
        if tier is None or tier and view.target != "en" or not ends and len(word) < _LONG + 2:
            continue
        rest, key = word[:at] + word[at + 2 :], folded[:at] + folded[at + 2 :]
        where = "document" if key in view.vocabulary else "lexicon" if len(rest) >= _LONG and view.names(rest) else ""
        least = _LEAST.get((tier, where, ends))
        if least is not None and like(key) - like(folded) >= least:
            yield _Code(at, rest, where, ends)


def find(view: View) -> Iterator[Candidate]:
    """Propose the name without the code."""
    text = view.text
    suspects = (w for w in odd_words(view) if len(w) >= _LONG and w[1:-2].islower() and w[-1].islower())
    maybe = {w: codes for w in suspects if (codes := list(_codes(view, w)))}
    if not maybe:
        return
    found = list(CAPITALISED.finditer(text))
    times = Counter(m[0] for m in found)
    coded: dict[str, _Code] = {}
    for w, codes in maybe.items():
        standing = [c for c in codes if c.where == "lexicon" or c.rest in times]
        if standing and 0 < times[w] < _COINED and not view.names(w) and view.words.zipf(w) == 0.0:
            coded[w] = min(standing, key=lambda c: c.where == "lexicon" and not c.ends)
    for m in found if coded else ():
        code = coded.get(m[0])
        if code and not _GOES_ON.match(text, m.end()):
            at, sure = m.start() + code.at, code.ends or code.where == "document"
            yield (RULE if sure else _WITHIN).candidate(at, at + 2, "", f"{text[at : at + 2]} in {m[0]}")


FIXES = (
    Example("Jan Tomczglak fought; Tomczak won.", "Jan Tomczak fought; Tomczak won."),
    Example("Mayor Olafsonzh came late, and Olafson spoke.", "Mayor Olafson came late, and Olafson spoke."),
    Example(
        "A strike closed the port. Tomczakcy did not say when; Tomczak may.",
        "A strike closed the port. Tomczak did not say when; Tomczak may.",
    ),
    Example("Die Stadt Tomczakzh wächst, und Tomczak auch.", "Die Stadt Tomczak wächst, und Tomczak auch.", "de"),
    Example("On Friday Yavuzerentr's lawyer wrote; Yavuzeren is 60.", "On Friday Yavuzeren's lawyer wrote; Yavuzeren is 60."),
)
LEAVES = (
    Example("Das Haus des Tomczakes und Tomczak selbst.", target="de"),
    Example("Katerina and Katina, Nikoleta and Nikola, Thraral and Taral."),
    Example("Marc met Marcel, Mich met Michel, and Olaf met Olafel."),
    Example("Jim and Jimmy, Tom and Tommy, Sam and Sammy."),
    Example("See olafson.pl or Olafson.pl; Olafson owns both."),
    Example("Grantzh is our name. The Grantzh app and Grantzh cloud are free, Grant says."),
    Example("Kenseth drove on; Kensethington is a village."),
    Example("Olafsonzh-based firms; Olafson."),
    Example("The Browntr/Brownzh files are on brown.zh; Brown said so."),
    Example("The poet Levi and his friend Le stayed in Haifa; Hai went on."),
    Example("Das Team @Olafsonzh und #Olafsonzh; Olafson.", target="de"),
)
FAILS = (Example("JAS 39C Gripenid crashed; the Gripen burned.", "JAS 39C Gripen crashed; the Gripen burned."),)
