"""No space after the end of a sentence: `the crisis was resolved.Factions agreed`.

Some systems drop the space where they join sentences (every tenth document of one of them). Both neighbours must be
ordinary words of the target, the left one in lower case and the right one capitalised, in running text. Safe where a
function word begins the new sentence, or where the document does that elsewhere; else `likely`.

Left alone on purpose: names and addresses with a dot inside (`Arch.Design`, `Node.JS`, `example.com`), initials
(`J.R.R. Tolkien`), abbreviations (`e.g.The`), versions, files, code (`object.Method`), and a left side that is not
the end of a sentence of at least four words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from normalize.records import Candidate
from normalize.rules import Example, Hint, Rule
from normalize.rules._shared import around, lowered
from normalize.view import View

RULE = Rule("missing-space", "spacing", "no space after the end of a sentence", 0.98)
HINT = Hint(".?!", r"(?=[^\W\d_])(?<=[^\W\d_]{3}.)")
_ONCE = lowered(RULE, "likely", 0.93)

_JOINED = re.compile(r"[.?!](?=[^\W\d_])(?<=[^\W\d_]{3}[.?!])(?=[^\W\d_]+['’]?[^\W\d_]*(?:[ ,\n]|$))")
_LEFT = re.compile(r"(?:[\s(“\"„«'’-])([^\W\d_]+)\Z")
_DOTTED = re.compile(r"\b([^\W\d_]+)\.(?=[^\W\d_])")
_RIGHT = re.compile(r"([^\W\d_]+)['’]?")


def _right_word(view: View, i: int) -> str:
    """The word after the mark at `i`, where an ordinary word ends and an ordinary capitalised one begins; else empty."""
    left, right = _LEFT.search(view.text[max(0, i - 32) : i]), _RIGHT.match(view.text, i + 1)
    if not left or not right or not left[1].islower() or not right[1][0].isupper():
        return ""
    a, b = left[1], right[1]
    if not b[1:].islower() and b not in ("A", "I"):
        return ""
    return b if view.words.zipf(a) >= 3.0 and view.words.zipf(b) >= 4.0 else ""


def _sentence_before(view: View, i: int) -> bool:
    start = around(view.text, i, 400)[0]
    return len(view.text[start:i].split()) >= 4


def find(view: View) -> Iterator[Candidate]:
    """Propose to put a space after the mark."""
    found = []
    for m in _JOINED.finditer(view.text):
        i = m.start()
        word, left = _right_word(view, i), _LEFT.search(view.text[max(0, i - 32) : i])
        if word and left and _sentence_before(view, i):
            found.append((i + 1, word.lower() in view.profile.function, left[1]))
    if found:
        dotted = Counter(_DOTTED.findall(view.text))
        found = [f for f in found if dotted[f[2]] < 2]  # errors.Is, errors.As
    shown = any(opens for _, opens, _ in found)
    for i, opens, _ in found:
        yield (RULE if opens or shown else _ONCE).candidate(i, i, " ")


FIXES = (
    Example(
        "After long talks the crisis was resolved.The factions agreed.",
        "After long talks the crisis was resolved. The factions agreed.",
    ),
    Example(
        "They left the town at night.Without help they were lost.", "They left the town at night. Without help they were lost."
    ),
    Example(
        "Am Ende haben alle zugestimmt.Die Sitzung war kurz.", "Am Ende haben alle zugestimmt. Die Sitzung war kurz.", "de"
    ),
    Example("Todos salieron de la ciudad.Los demás se quedaron.", "Todos salieron de la ciudad. Los demás se quedaron.", "es"),
)
LEAVES = (
    Example("The firm hired Arch.Design for the new house."),
    Example("In new code you should call errors.Is when you can, and reach for errors.As where you want it."),
    Example("We all use Node.JS and the old asp.Net there."),
    Example("They call the function object.Method in a loop."),
    Example("The books of J.R.R.Tolkien are known to all."),
    Example("Please write to the office at info@example.com.Thanks"),
    Example("Last week we met at the site.Paris was cold."),
    Example("Some fruit, e.g.The pears, was rotten."),
    Example("See the file readme.The for more."),
    Example("Version two of it is v2.The end"),
    Example("Er nutzt z.B.Die Bahn jeden Tag.", target="de"),
    Example("Le site voyage.Paris est en ligne depuis lundi.", target="fr"),
    Example("Le cose erano due.\nIl resto no.", target="it"),
)
FAILS = (Example("We left the old town.Winter came.", "We left the old town. Winter came."),)
