"""What several rules need: words beside a position, starts of sentences, a rule at a lower level."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from normalize.fold import fold
from normalize.lexicon.names import load_gazetteer, load_name_words
from normalize.memo import split
from normalize.records import Level
from normalize.rules import Rule

if TYPE_CHECKING:
    from normalize.view import View

__all__ = [
    "CAPITALISED",
    "around",
    "has_greek_or_cyrillic",
    "lowered",
    "odd_words",
    "shows_traces",
    "starts_sentence",
    "tokens",
    "unlisted",
    "word_after",
    "word_before",
    "words",
]

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
    return (not bare and len(before) < 16) or bare[-1:] in "\n.!?…:" or before[-1:] in '“„«"'


def around(text: str, i: int, reach: int = 600) -> tuple[int, int]:
    """Start and end of the line that holds `i`, cut at `reach` code points to each side, so that huge lines cost no more.

    >>> around("ab\\ncd ef", 4), around("abcdef", 3, 1)
    ((3, 8), (2, 4))
    """
    start = text.rfind("\n", max(0, i - reach), i) + 1 or max(0, i - reach)
    end = text.find("\n", i, i + reach)
    return start, min(len(text), i + reach) if end < 0 else end


@lru_cache(maxsize=2)
def tokens(text: str) -> list[str]:
    """The lower-case words of `text` with their punctuation; for reading only."""
    return split(text.lower())


@lru_cache(maxsize=2)
def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def has_greek_or_cyrillic(text: str) -> bool:
    """Whether `text` has any letter of U+0340 to U+04FF, told by UTF-8 lead bytes (a hundred times faster than a pattern).

    >>> has_greek_or_cyrillic("Łódź, “ação”"), has_greek_or_cyrillic("К")
    (False, True)
    """
    return not text.isascii() and any(lead in _utf8(text) for lead in _LEADS)


_LEADS = tuple(bytes([lead]) for lead in range(0xCD, 0xD4))


def words(text: str) -> frozenset[str]:
    """The words of `text`, for tables that a person reads."""
    return frozenset(text.split())


_TRACES = re.compile(
    r"""(?:\A|\n|[.!?]\ )THE\ (?:[A-Z][A-Z.]*\ )?[A-Z]?[a-z]{2}    # THE for an article
    |[a-z]\ “[.,](?!\.)|(?:\A|\n)”\ [A-Z]                          # quotation marks on the wrong side
    |[A-Z][a-z]+\ \.(?:\n|\Z|\ [A-Z])                              # a stop apart from its name
    """,
    re.VERBOSE,
)


def shows_traces(view: View) -> bool:
    """Whether the document shows traces of web translation (see the pattern)."""
    return _TRACES.search(view.text) is not None


CAPITALISED = re.compile(r"(?<![\w'’.@#/-])[A-ZÀ-ÖØ-ÞĀ-Ž][^\W\d_]{2,40}(?![\w-])")  # a word that may be a name


def odd_words(view: View) -> frozenset[str]:
    """The capitalised words that no list knows; all of them where they have not been looked for."""
    return frozenset(CAPITALISED.findall(view.text)) if view.odd is None else view.odd


def unlisted(view: View, word: str) -> bool:
    """Whether no list knows the word: word list, names, gazetteer, the lexicon's right names."""
    key = fold(word)
    return not (view.words.zipf_folded(key) or load_name_words().get(key)[1] or load_gazetteer().get(key) or view.names(word))
