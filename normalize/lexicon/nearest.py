"""The nearest known names of an unknown word: retrieval by consonant skeleton, ranking by sound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import marisa_trie
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from normalize.lexicon.phonetic import respell, skeleton, skeleton_keys

__all__ = ["Near", "NearestNames", "build_nearest", "similarity"]

_MARK = "|"
_MOST = 400


class Near(NamedTuple):
    """A known name near a word: folded name, similarity by sound (0..1)."""

    name: str
    similarity: float


@lru_cache(maxsize=65_536)
def similarity(a: str, b: str) -> float:
    """How alike two folded names sound and look, 0..1: the mean of edit similarity by sound, by letters, and Jaro-Winkler.

    >>> similarity("boutsa", "bucha") > similarity("boutsa", "bhutan") - 0.2
    True
    """
    x, y = respell(a), respell(b)
    return (
        2 * DamerauLevenshtein.normalized_similarity(x, y)
        + DamerauLevenshtein.normalized_similarity(a, b)
        + JaroWinkler.normalized_similarity(x, y)
    ) / 4


def build_nearest(names: Iterable[str], path: Path) -> None:
    """Write the index of folded `names` to `path`."""
    keys = {f"{s}{_MARK}{n}" for n in names for s in skeleton_keys(n)}
    marisa_trie.Trie(keys).save(str(path))


class NearestNames:
    """Known names by skeleton; memory-mapped."""

    def __init__(self, path: Path) -> None:
        self._trie = marisa_trie.Trie().mmap(str(path))

    def _retrieve(self, key: str) -> Iterator[str]:
        for s in skeleton_keys(key):
            yield from (k.rsplit(_MARK, 1)[1] for k in self._trie.keys(s + _MARK)[:_MOST])

    def find(self, key: str, limit: int = 12, least: float = 0.6) -> list[Near]:
        """Up to `limit` known names nearest to the folded word `key`, the best first; the word itself is left out."""
        if len(skeleton(key)) < 2:
            return []
        scored = {n: similarity(key, n) for n in self._retrieve(key) if n != key and abs(len(n) - len(key)) <= 4}
        best = sorted(scored.items(), key=lambda x: (-x[1], x[0]))[:limit]
        return [Near(n, s) for n, s in best if s >= least]
