"""Names with marked letters, found by what is left of them when the marked letters are lost (`lexicons/generated/marked.marisa`)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import combinations
from typing import NamedTuple

import marisa_trie

from normalize.fold import fold
from normalize.lexicon.locate import locate

__all__ = ["LITTLE", "Lost", "Marked", "load_marked", "rests"]

LITTLE = "*"  # after the name of a place of few people
_MOST = 4  # different marked letters of a name


def _losses(name: str) -> Iterator[tuple[frozenset[str], str]]:
    """The sets of marked letters that a name may lose, with what is left."""
    lower = name.lower()
    marked = sorted({c for c in lower if not c.isascii()})
    for n in range(1, len(marked) + 1 if len(marked) <= _MOST else 1):
        for lost in combinations(marked, n):
            yield frozenset(lost), "".join(c for c in lower if c not in lost)


def rests(name: str) -> set[str]:
    """What may be left of `name`, in lower case: one or several of its marked letters lost wherever they stand, the others kept or made plain.

    >>> sorted(rests("Litoměřice"))
    ['litomeice', 'litomice', 'litomrice', 'litoměice', 'litomřice']
    """
    return {form for _, rest in _losses(name) for form in (rest, fold(rest))}


class Lost(NamedTuple):
    """A name that lost the marked `letters` (lower case); `little`: only a place of few people is called so."""

    name: str
    letters: frozenset[str]
    little: bool


class Marked:
    """The names, memory-mapped."""

    def __init__(self) -> None:
        path = locate() / "generated" / "marked.marisa"
        self._trie = marisa_trie.BytesTrie().mmap(str(path)) if path.is_file() else None

    def get(self, rest: str) -> list[Lost]:
        """The names of which the lower-case `rest` may be left, in alphabetical order."""
        found = sorted(v.decode() for v in self._trie.get(rest) or ()) if self._trie is not None else ()
        return [Lost(name := n.rstrip(LITTLE), _lost(name, rest), n != name) for n in found]


def _lost(name: str, rest: str) -> frozenset[str]:
    """The fewest letters without which `name` is `rest`."""
    return min((lost for lost, left in _losses(name) if rest in (left, fold(left))), key=len)


@cache
def load_marked() -> Marked:
    """The names, loaded once a process."""
    return Marked()
