"""The view of a document that finders and rules read: text, folded text, sentences, protected spans, words of the target."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from normalize.fold import OTHER_SCRIPT, fold
from normalize.memo import lazy, split

if TYPE_CHECKING:
    from normalize.lexicon.profile import Profile
    from normalize.lexicon.words import Words

__all__ = ["OTHER_SCRIPT", "Sentence", "Spans", "View", "previous_word"]

_PROTECTED = re.compile(
    r"""`[^`\n]{1,300}`                                            # code
    |</?(?!(?:unk|pad|s)>)[A-Za-z][^<>\n]{0,300}>                                      # markup
    |\b(?:https?|ftp|file|mailto|tg|doi|data):[^\s<>"“”«»]+            # addresses
    |\bwww\.[^\s<>"“”«»]+
    |[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+                     # e-mail
    |(?<![\w&\#])[@\#][\w]{1,64}                                       # handles, hashtags
    |\b(?:[\w-]{1,63}\.){1,4}(?:com|org|net|edu|gov|int|info|io|eu|ua|ru|gr|de|fr|es|it|pl|nl|pt|br|uk|co|tv|me|news|cz|tr|ro|se|ch|at|be)\b(?:/[^\s<>"“”]*)?
    |(?<!\w)(?:\.{0,2}/|~/|[A-Za-z]:\\)[\w.\-/\\]{2,}                # paths
    |\b[\w-]{1,64}\.(?:py|js|ts|c|h|cpp|rs|go|java|txt|md|csv|tsv|json|jsonl|xml|html?|pdf|docx?|xlsx?|zip|gz|png|jpe?g|gif|svg|mp[34]|exe|sh|toml|ya?ml)\b
    |\b\w{1,64}=[^\s<>"“”]{1,64}                                        # values of parameters
    |\b\w*[a-z0-9]_\w+\b|\b\w+_[a-z0-9]\w*\b                          # identifiers
    """,
    re.VERBOSE,
)
_WORD = re.compile(r"\w+")
_BLANKED = bytes(c if chr(c).isalnum() or c in b"_\n" else ord(" ") for c in range(128)) + b" " * 128
_OPENING = "\"'“”‘’«»„([-–—/\n"  # what stands before a word and does not belong to it
_MARKED = re.compile(r"[`<@#_/\\=]|[.:](?<=\w[.:])(?=\S)|:(?=[^\s\w])")  # without any of these nothing of `_PROTECTED` is there
_FENCE = re.compile(r"```|<(/?)(code|pre|script|style)\b")
_SENTENCE_END = (
    re.compile(  # the last mark only: a row of marks is looked at once; one set of first letters, as that is fast to look for
        r"[.!?…。！？\n](?:(?<=\n)\n*|(?<!\n)[\"'”’»)\]]*(?=\s|$))"
    )
)


class Spans:
    """Sorted spans of code points with a fast overlap test."""

    __slots__ = ("_ends", "_starts")

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        merged: list[list[int]] = []
        for s, e in sorted(spans):
            if merged and s <= merged[-1][1]:
                merged[-1][1] = max(merged[-1][1], e)
            else:
                merged.append([s, e])
        self._starts = [s for s, _ in merged]
        self._ends = [e for _, e in merged]

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return zip(self._starts, self._ends, strict=True)

    def __len__(self) -> int:
        return len(self._starts)

    def overlaps(self, start: int, end: int) -> bool:
        """Whether any span shares a code point with `[start, end)`; an empty span counts as its position."""
        k = bisect_right(self._starts, max(end - 1, start)) - 1
        return k >= 0 and self._ends[k] > start


def _fenced(text: str) -> list[tuple[int, int]]:
    """Spans between an opening and its closing mark; one pass, an opening without a closing protects nothing."""
    spans: list[tuple[int, int]] = []
    opened: dict[str, int] = {}
    for m in _FENCE.finditer(text):
        name = m[2] or m[0]
        closes = m[1] == "/" or name == "```" and name in opened
        if closes and name in opened:
            spans.append((opened.pop(name), m.end()))
        elif not closes:
            opened.setdefault(name, m.start())
    return spans


class Sentence(NamedTuple):
    """A sentence `[start, end)`, code points of the input."""

    start: int
    end: int


def previous_word(text: str, at: int) -> str:
    """The word directly before `at`, opening marks left out; empty after anything but one space.

    >>> previous_word('said (Volodymyr Zelensky', 16), previous_word("a, Zelensky", 2)
    ('Volodymyr', '')
    """
    if text[at - 1 : at] != " ":
        return ""
    return text[text.rfind(" ", max(0, at - 40), at - 1) + 1 : at - 1].lstrip(_OPENING)


@dataclass
class View:
    """One document as the finders see it. `folded` has exactly the offsets of `text` (one code point to one)."""

    text: str
    target: str
    profile: Profile
    words: Words
    names: Callable[[str], bool] = field(default=lambda _: False)
    odd: frozenset[str] | None = None
    """Capitalised words that no list knows; `None` where they have not been looked for."""

    @lazy
    def folded(self) -> str:
        """Lower-case text without diacritics, offset for offset."""
        return fold(self.text)

    @lazy
    def tokens(self) -> list[str]:
        """The folded words in order, without punctuation, in Latin targets without words of other scripts; for looking only."""
        if self.target in OTHER_SCRIPT:
            return _WORD.findall(self.folded)
        return split(self.folded.encode("ascii", "replace").translate(_BLANKED).decode("ascii"))

    @lazy
    def vocabulary(self) -> frozenset[str]:
        """The different ones of `tokens`: a cheap question before a costly search."""
        return frozenset(self.tokens)

    @lazy
    def _fences(self) -> Spans:
        """Passages between ``` marks and inside code elements, which may run over lines."""
        return Spans(_fenced(self.text) if "```" in self.text or "</" in self.text else [])

    @lazy
    def _by_line(self) -> dict[tuple[int, int], Spans]:
        return {}

    def protected_in(self, start: int, end: int) -> Spans:
        """The protected spans of the lines that hold `[start, end)`; lines of more than 4,000 code points are cut around it."""
        lo, hi = self.line(start)[0], self.line(max(start, end - 1))[1]
        if hi - lo > 4000:
            lo, hi = max(lo, start // 1000 * 1000 - 1000), min(hi, end // 1000 * 1000 + 2000)
        found = self._by_line.get((lo, hi))
        if found is None:
            marked = _MARKED.search(self.text, lo, hi) is not None
            spans = [m.span() for m in _PROTECTED.finditer(self.text, lo, hi)] if marked else []
            found = self._by_line[lo, hi] = Spans(spans)
        return found

    @lazy
    def _newlines(self) -> list[int]:
        """Where the newlines are, with one before the text and one after it; a search for each question would be quadratic."""
        return [-1, *(m.start() for m in re.finditer("\n", self.text)), len(self.text)]

    @lazy
    def _bounds(self) -> list[int]:
        return [0, *(m.end() for m in _SENTENCE_END.finditer(self.text))]

    def sentence(self, i: int) -> Sentence:
        """The sentence (or headline, or line) that holds position `i`."""
        k = bisect_right(self._bounds, i) - 1
        end = self._bounds[k + 1] if k + 1 < len(self._bounds) else len(self.text)
        return Sentence(self._bounds[k], end)

    def line(self, i: int) -> tuple[int, int]:
        """Start and end of the line that holds position `i`, without its newline."""
        k = bisect_left(self._newlines, i, 1, len(self._newlines) - 1)
        return self._newlines[k - 1] + 1, self._newlines[k]

    def is_protected(self, start: int, end: int) -> bool:
        """Whether `[start, end)` touches an address, code, markup, handle, hashtag or file name."""
        return self._fences.overlaps(start, end) or self.protected_in(start, end).overlaps(start, end)
