"""A space just inside a round bracket: `the bank ( founded in 1901) said`, `(Applause ) Thank you`.

Systems that tokenise their text leave these spaces now and then. Only round brackets that open and close within 120
characters of one line are touched, and only where the outer side is spaced as in running text.

People who write web pages leave them as often: the edit is `likely` unless the document shows traces of a machine.

Left alone on purpose: both sides spaced (`( x )` is how some people write), formulas and calls (`f( x)`), emoticons,
code, empty brackets, list marks (`a )`), square brackets, tables and checkboxes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from normalize.records import Candidate
from normalize.rules import Example, Hint, Rule
from normalize.rules._shared import around, lowered, shows_traces
from normalize.view import View

RULE = Rule("space-inside-brackets", "spacing", "space inside a bracket", 0.97)
HINT = Hint("()", r"(?:(?<=\()(?= )|(?<= \)))")
_TYPING = lowered(RULE, "likely", 0.93)

_OPEN = re.compile(r"\( (?=[^\W_]{2}[^()\n]{1,120}(\))(?=[\s.,;:!?]|$))")
_CLOSE = re.compile(r" \)(?=[\s.,;:!?]|$)")
_CODE = re.compile(r"[|\t{}=\\^*+<>]|  ")


def _outside_ok(text: str, i: int) -> bool:
    """Whether a bracket at `i` stands after a word and one space, or begins its line."""
    return i == 0 or text[i - 1] == "\n" or (text[i - 1] == " " and i > 1 and (text[i - 2].isalnum() or text[i - 2] in ',.”"’'))


def find(view: View) -> Iterator[Candidate]:
    """Propose to remove the space inside one side of a bracket whose other side is right."""
    text = view.text
    if "( " not in text and " )" not in text:
        return
    rule = RULE if shows_traces(view) else _TYPING
    if "( " in text:
        for m in _OPEN.finditer(text):
            if (
                text[m.start(1) - 1] != " "
                and _outside_ok(text, m.start())
                and not _CODE.search(text[slice(*around(text, m.start()))])
            ):
                yield rule.candidate(m.start() + 1, m.start() + 2, "")
    if " )" in text:
        yield from _closing(view, rule)


def _closing(view: View, rule: Rule) -> Iterator[Candidate]:
    text = view.text
    for m in _CLOSE.finditer(text):
        opened = text.rfind("(", around(text, m.start(), 120)[0], m.start())
        inside = text[opened + 1 : m.start()]
        if opened < 0 or ")" in inside or len(inside) < 3 or inside[0] == " " or not inside[-1].isalnum():
            continue
        if _outside_ok(text, opened) and not _CODE.search(text[slice(*around(text, opened))]):
            yield rule.candidate(m.start(), m.start() + 1, "")


FIXES = (
    Example("THE bank ( founded in 1901) closed.", "THE bank (founded in 1901) closed."),
    Example("(Applause ) Thank you all, Kim .", "(Applause) Thank you all, Kim ."),
    Example("Die Stadt ( 40.000 Einwohner) liegt bei Kim .", "Die Stadt (40.000 Einwohner) liegt bei Kim .", "de"),
    Example("Le maire (élu en 2014 ) a vu Kim .", "Le maire (élu en 2014) a vu Kim .", "fr"),
)
LEAVES = (
    Example("We write f( x) for the value."),
    Example("The set ( a, b ) is spaced on both sides."),
    Example("I am sad :( but it will pass :) soon."),
    Example("Choose: a ) one b ) two"),
    Example("An empty pair ( ) stays."),
    Example("[ ] buy milk and [ x] call Kim"),
    Example("if ( done) { stop(); }"),
    Example("| Lyon ( Rhône) | 3 |"),
    Example("Der Wert ( x ) bleibt.", target="de"),
    Example("El valor ( y) = 3 es alto.", target="es"),
)
FAILS = (Example("The bank ( founded in 1901) closed.", "The bank (founded in 1901) closed."),)
