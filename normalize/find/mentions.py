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


def _longest(view: View, classifier: Classifier, piece: Piece) -> tuple[int, str, Reads] | None:
    """The longest form of more than one word that starts at `piece` and ends at a word boundary."""
    window = view.folded[piece.start : piece.start + _LONGEST]
    for form in classifier.index.prefixes(window):
        after = window[len(form) : len(form) + 1]
        if len(form) > len(piece.info.key) and not after.isalnum():
            return piece.start + len(form), form, classifier.index.reads(form)
    return None


def find_mentions(view: View, classifier: Classifier, pieces: list[Piece]) -> list[Mention]:
    """Join pieces to mentions, the longest form first, left to right."""
    out: list[Mention] = []
    done, folded = 0, view.folded
    for n, p in enumerate(pieces):
        if p.start < done:
            continue
        info = p.info
        goes_on = info.goes_on and (folded[p.end : p.end + 6] in info.goes_on or folded[p.end : p.end + 3] in info.goes_on)
        if goes_on and (found := _longest(view, classifier, p)):
            end, key, reads = found
            last = n
            while last + 1 < len(pieces) and pieces[last + 1].start < end:
                last += 1
            out.append(Mention(p.start, end, key, reads, p.info, n, last))
            done = end
        elif info.reads.hits:
            out.append(Mention(p.start, p.end, info.key, info.reads, info, n, n))
            done = p.end
    return out
