"""Two full stops with a space between them: `the loss was 15 tons. .`

A system closes the sentence and then renders the source's own full stop. The second one is removed.

Left alone on purpose: spaced ellipses (`. . .`), dots before a letter or digit (`. .mp3`), lines made of dots (tables
of contents), and stops glued together (`..`), which people also type on purpose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from normalize.records import Candidate
from normalize.rules import Example, Rule
from normalize.view import View

RULE = Rule("doubled-stop", "repetition", "two full stops in a row", 0.985)

_DOUBLED = re.compile(r"\. \.(?=[\"”’»)]?(?:\s|$))(?! \.)")
_BEFORE = re.compile(r"[^\W_]{2,}[)\]\"”’»%]?\Z")


def find(view: View) -> Iterator[Candidate]:
    """Propose to remove the second stop with its space."""
    text = view.text
    if ". ." not in text:
        return
    for m in _DOUBLED.finditer(text):
        if _BEFORE.search(text[max(0, m.start() - 24) : m.start()]):
            yield RULE.candidate(m.start() + 1, m.end(), "")


FIXES = (
    Example("The load was 15 tons. .", "The load was 15 tons."),
    Example("He left the city. .\nShe stayed.", "He left the city.\nShe stayed."),
    Example("“We will see what comes. .”", "“We will see what comes.”"),
    Example("Nadie lo vio. . La policía llegó tarde.", "Nadie lo vio. La policía llegó tarde.", "es"),
)
LEAVES = (
    Example("And then . . . nothing."),
    Example("He waited. . . and left."),
    Example("Chapter one . . . . . . 12"),
    Example("The files end in . .mp3 or so."),
    Example("He said so.. and left."),
    Example("Press . . to repeat."),
    Example("Er wartete . . . und ging.", target="de"),
    Example("Il attendit. . . puis partit.", target="fr"),
    Example("A. . B. . C. ."),
)
FAILS: tuple[Example, ...] = ()
