"""Mentions: the pieces that the lexicon knows, joined to the longest form ("Chasiv Yar", "Bank of Russia")."""

from __future__ import annotations

from typing import NamedTuple

from normalize.find.pieces import Classifier, Piece, WordInfo
from normalize.lexicon.index import Hit, Reads
from normalize.view import View

__all__ = ["Mention", "find_mentions"]

_LONGEST = 80  # code points of the longest form looked for


class Mention(NamedTuple):
    """A form of the lexicon at `[start, end)`; `first` and `last` number its pieces."""

    start: int
    end: int
    key: str
    reads: Reads
    info: WordInfo
    first: int
    last: int

    @property
    def right(self) -> tuple[Hit, ...]:
        """The readings under which the form is right as it stands."""
        return self.reads.right

    @property
    def wrong(self) -> tuple[Hit, ...]:
        """The readings under which the form is a variant."""
        return self.reads.wrong


def _longest(view: View, classifier: Classifier, start: int, info: WordInfo) -> tuple[int, str, Reads] | None:
    """The longest form of more than one word that starts with the piece at `start` and ends at a word boundary."""
    window = view.folded[start : start + _LONGEST]
    for form in classifier.index.prefixes(window):
        after = window[len(form) : len(form) + 1]
        if len(form) > len(info.key) and not after.isalnum():
            return start + len(form), form, classifier.index.reads(form)
    return None


def find_mentions(view: View, classifier: Classifier, pieces: list[Piece]) -> list[Mention]:
    """Join pieces to mentions, the longest form first, left to right."""
    out: list[Mention] = []
    done, folded = 0, view.folded
    new = tuple.__new__  # `Mention(…)` takes twice the time
    for n, (start, end, _, info) in enumerate(pieces):
        if start < done:
            continue
        on, reads = info.goes_on, info.reads
        if (
            on
            and (folded[end : end + 6] in on or folded[end : end + 3] in on)
            and (found := _longest(view, classifier, start, info))
        ):
            done, key, reads = found
            last = n
            while last + 1 < len(pieces) and pieces[last + 1].start < done:
                last += 1
            out.append(Mention(start, done, key, reads, info, n, last))
        elif reads.hits:
            out.append(new(Mention, (start, end, info.key, reads, info, n, n)))
            done = end
    return out
