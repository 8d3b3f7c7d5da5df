"""A source article glued to the hyphen of a list: `-E export of grain` between other lines with hyphens.

The translation read the article of the first word as an initial. The letter is removed and the word gets the capital
of its neighbours.

Safe only where the line before or after is a hyphen list item, too, the stray letter is a Greek article as it comes
out in Latin letters (E, H, I, O, T) and equals the first letter of the word; else `likely`. Left alone on purpose:
letters that are words of the target, element symbols (`- O oxygen`), short items, and vitamins or grades (`- E
numbers`, where the item is short).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from normalize.records import Candidate
from normalize.rules import Example, Rule
from normalize.rules._shared import around, lowered, words
from normalize.view import View

RULE = Rule("leading-hyphen", "residue", "article left over after a list hyphen", 0.96)
_ALONE = lowered(RULE, "likely", 0.8)

_ITEM = re.compile(r"\n[-–—•] ?([EHIOT]) (?=[a-z][^\W\d_]{2,} \S+ \S+ )")
_NEIGHBOUR = re.compile(r"[-–—•] ?[^\W\d_]{2}")
_KEYS = 3  # such lines in one document: a list of keys, "E exports …", "H hides …"
_ELEMENTS = words("oxygen hydrogen iodine tritium einsteinium holmium")


def _in_list(view: View, i: int) -> bool:
    """Whether a line beside the one at `i` is a list item, too."""
    start, end = around(view.text, i)
    before = around(view.text, start - 1)[0] if start else start
    return (start > 0 and _NEIGHBOUR.match(view.text, before) is not None) or _NEIGHBOUR.match(view.text, end + 1) is not None


def find(view: View) -> Iterator[Candidate]:
    """Propose the word without the letter, capitalised."""
    text = view.text
    found = list(_ITEM.finditer(text))
    for m in found if len(found) < _KEYS else ():
        word = text[m.end() : text.find(" ", m.end())]
        if m[1].lower() in view.profile.function or word in _ELEMENTS or word[0] != m[1].lower():
            continue
        rule = RULE if _in_list(view, m.start(1)) else _ALONE
        yield rule.candidate(m.start(1), m.end() + 1, m[1])


FIXES = (
    Example("We ask for:\n-E export of all grain\n-Open the roads", "We ask for:\n-Export of all grain\n-Open the roads"),
    Example("- Stop trade\n- O office for victims of war", "- Stop trade\n- Office for victims of war"),
    Example("– Keine Waffen\n– E export von mehr Korn", "– Keine Waffen\n– Export von mehr Korn", "de"),
    Example("-Close it\n-T trade must stop right now\n-Go home", "-Close it\n-Trade must stop right now\n-Go home"),
)
LEAVES = (
    Example("Then:\n-E export of all grain"),
    Example("- O oxygen is a gas\n- H hydrogen is a gas too"),
    Example("- E numbers\n- E stations"),
    Example("- A attack on the town\n- B plan"),
    Example("- I think so too, really\n- You do"),
    Example("- E mail them all today\n- Call them"),
    Example("- O que ele disse ontem\n- Nada", target="pt"),
    Example("- E ela foi embora ontem\n- Sim", target="pt"),
    Example("- O orzeł leci nad lasem\n- Tak jest", target="pl"),
    Example("- E era già tardi per noi\n- Sì", target="it"),
)
FAILS: tuple[Example, ...] = ()
