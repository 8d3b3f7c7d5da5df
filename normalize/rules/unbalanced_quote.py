"""A closing quotation mark that closes nothing: `They left the camp.” The residents stayed. “We go,” he said.`

Only reported: which mark is missing cannot be known without the source, and human texts have as many of them.

Left alone on purpose: quotations that began in the paragraph before, documents with ” on both sides, targets in which
“ closes, straight marks, inches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from normalize.records import Candidate
from normalize.rules import Example, Rule
from normalize.view import View

RULE = Rule("unbalanced-quote", "quotes", "quotation mark without its partner", 0.4, level="hint")

_MARK = re.compile("[“”\n]")
_ENDS = re.compile(r"”(?<=[^\W\d_][.,!?]”)(?= [A-Z])")


def find(view: View) -> Iterator[Candidate]:
    """Report the first closing mark of a line that has opened nothing, as long as the document is balanced."""
    text, pairs = view.text, view.profile.double_quotes
    if "”" not in text or "“" not in text or "„" in text or ("“", "”") not in pairs or pairs[0][1] == "“":
        return
    balance, fresh = 0, True
    for m in _MARK.finditer(text):
        mark = m.group()
        if mark == "”" and fresh and balance == 0 and _ENDS.match(text, m.start()):
            yield RULE.candidate(*m.span(), "")
        fresh = mark == "\n"
        balance += {"“": 1, "”": -1, "\n": 0}[mark]


FIXES: tuple[Example, ...] = ()
LEAVES = (
    Example("“We go,” he said. They left the camp.” Then “they” came."),
    Example("They left the camp.” The residents stayed. “We go,” he said."),
    Example("“One paragraph.\n“And the next.” Then they left."),
    Example("„So“, sagte er.” Dann ging er.", target="de"),
    Example("A 5” nail. “Yes,” he said."),
    Example("Dijo “sí”. Y luego.” Fin.", target="es"),
    Example("Ha detto “sì”. Poi basta.” Fine.", target="it"),
    Example("He called it ”it.” And so on."),
)
FAILS: tuple[Example, ...] = ()
