"""Spaces inside a pair of quotation marks: `the show " The Legend " , a series`, `called “ Blue Sky ” by all`.

Systems that tokenise their text leave both inner spaces. Both sides of both marks must be spaced, so that the pair is
certain. It is `likely` with straight marks, of which every one of the line must belong to such a pair, and where the document shows
no traces of a machine: some people write so.

Left alone on purpose: French and its spaces, « » everywhere, inches (`5 " x 7 "`), lines with an odd number of marks,
marks with a space on one side only (wrong-way-quote judges those), single marks, code and tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from normalize.records import Candidate
from normalize.rules import Example, Hint, Rule
from normalize.rules._shared import around, lowered, shows_traces
from normalize.view import View

RULE = Rule("spaced-quote", "quotes", "spaces inside quotation marks", 0.97)
HINT = Hint('“”"', r"""(?:(?<=“)(?=\s)|(?<=\s”)|(?<=\s\")(?=\s)|(?<=\A\")(?=\s))""")
_TYPING = lowered(RULE, "likely", 0.85)

_CURLY = re.compile(r"“ ([^\W_][^“”„\n]{0,160}[^\s“”„]) ”(?=[\s.,;:!?)]|$)")
_STRAIGHT = re.compile(r'" ([^\W_][^"\n]{0,160}[^\s"]) "(?=[\s.,;:!?)]|$)')
_BETWEEN = frozenset("and or und oder et ou y o e i of en och eller ve".split())
_CODE = re.compile(r"[|\t{}=\\^*+<>]|  |\d \"")


def _all_straight_paired(view: View, i: int) -> bool:
    line = view.text[slice(*around(view.text, i))]
    return line.count('"') == 2 * len(_STRAIGHT.findall(line)) and not _CODE.search(line)


def find(view: View) -> Iterator[Candidate]:
    """Propose to remove both inner spaces."""
    text = view.text
    if view.target == "fr":
        return
    found = list(_CURLY.finditer(text)) if "“ " in text and " ”" in text else []
    if ' " ' in text or '\n" ' in text or text.startswith('" '):
        found += [m for m in _STRAIGHT.finditer(text) if _all_straight_paired(view, m.start())]
    for m in found:
        if m.start() and text[m.start() - 1] not in " \t\n\r(":
            continue
        if m[1] in _BETWEEN:
            continue  # the marks are spoken of: between “ and ” there is no space
        rule = RULE if m.group()[0] == "“" and shows_traces(view) else _TYPING
        yield rule.candidate(m.start() + 1, m.start(1), "")
        yield rule.candidate(m.end(1), m.end() - 1, "")


FIXES = (
    Example("THE choir sang in “ The Legend ” in May.", "THE choir sang in “The Legend” in May."),
    Example("The plan called “ Blue Sky ” of Kim .", "The plan called “Blue Sky” of Kim ."),
    Example("THE man said “ yes ” and she said “ no ”.", "THE man said “yes” and she said “no”."),
    Example("El plan “ Cielo Azul ” es de Kim .", "El plan “Cielo Azul” es de Kim .", "es"),
)
LEAVES = (
    Example('A photo of 5 " x 7 " in size.'),
    Example('He said " yes and left.'),
    Example('She read "The Legend" and " left.'),
    Example("Le plan “ Ciel bleu ” a échoué.", target="fr"),
    Example("Il a dit « oui » et « non ».", target="fr"),
    Example('x = " a " + " b "'),
    Example("Er rief „ Halt “ und ging.", target="de"),
    Example('"We" and "they" differ.'),
    Example("The signs ' a ' and ' b ' differ."),
)
FAILS = (
    Example("They sang in “ The Legend ” in May.", "They sang in “The Legend” in May."),
    Example('They sang " The Legend " in May.', 'They sang "The Legend" in May.'),
)
