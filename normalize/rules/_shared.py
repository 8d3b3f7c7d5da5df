"""What several rules need: words beside a position, starts of sentences, a rule at a lower level."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from normalize.records import Level
from normalize.rules import Rule

if TYPE_CHECKING:
    from normalize.view import View

__all__ = ["lowered", "one_line", "shows_traces", "starts_sentence", "word_after", "word_before"]

_BEFORE = re.compile(r"([^\W_]+(?:['’.\-][^\W_]+)*\.?)[ \u00a0]*\Z")
_AFTER = re.compile(r"[ \u00a0]*([^\W_]+(?:['’\-][^\W_]+)*)")
_OPENERS = " \u00a0\"“„«‘'(["


def lowered(rule: Rule, level: Level, confidence: float) -> Rule:
    """The same rule for a weaker finding."""
    return replace(rule, level=level, confidence=confidence)


def word_before(text: str, i: int) -> str:
    """The word that ends at `i` or before the spaces at `i`, on the same line; empty if there is none.

    >>> word_before("the U.S. troops", 9), word_before("(a", 1)
    ('U.S.', '')
    """
    m = _BEFORE.search(text[max(0, i - 48) : i])
    return m[1] if m else ""


def word_after(text: str, i: int) -> str:
    """The word that begins at `i` or after the spaces at `i`, on the same line; empty if there is none.

    >>> word_after("a so-called truce", 1), word_after("a, b", 1)
    ('so-called', '')
    """
    m = _AFTER.match(text, i)
    return m[1] if m else ""


def starts_sentence(text: str, i: int) -> bool:
    """Whether a sentence, line or quotation begins at `i`.

    >>> [starts_sentence(t, len(t)) for t in ("", "It ended. ", "said: “", "in ", "a\\n")]
    [True, True, True, False, True]
    """
    before = text[max(0, i - 16) : i]
    bare = before.rstrip(_OPENERS)
    return not bare and len(before) < 16 or bare[-1:] in "\n.!?…:" or before[-1:] in "“„«\""


def one_line(text: str, start: int, end: int) -> bool:
    """Whether `[start, end)` holds no line break.

    >>> one_line("a b", 0, 3), one_line("a\\nb", 0, 3)
    (True, False)
    """
    return "\n" not in text[start:end] and "\r" not in text[start:end]


_TRACES = re.compile(r"(?:\A|\n|[.!?] )THE (?:[A-Z][A-Z.]* )?[A-Z]?[a-z]{2}|[a-z] “[.,](?!\.)|(?:\A|\n)” [A-Z]|[A-Z][a-z]+ [.](?:\n|\Z| [A-Z])")


def shows_traces(view: View) -> bool:
    """Whether the document shows traces of web translation: THE for an article, wrong-way quotes, a stop apart from its name."""
    return _TRACES.search(view.text) is not None
