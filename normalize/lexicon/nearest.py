"""The nearest known names of an unknown word: retrieval by consonant skeleton, ranking by sound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

import marisa_trie
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler, Levenshtein

from normalize.lexicon.phonetic import respell, skeleton, skeleton_keys

__all__ = ["Near", "NearestNames", "build_nearest", "similarity"]

_LEAST = 0.4  # similarity by sound below which a name is not looked at
_LEAST_CLASSES = 2  # consonant classes below which a skeleton is shared by too many
_SHORT = 4  # sounds up to which all must agree
_KEPT = 40  # names that are compared in full, the nearest by sound


def _keys(name: str) -> Iterator[str]:
    """Keys that two near names share: consonants of one skeleton (but for one), or sounds that differ in one place."""
    if len(skeleton(name)) >= _LEAST_CLASSES:
        yield from skeleton_keys(name)
    sounds = "~" + respell(name)
    yield sounds
    if len(sounds) > _SHORT:
        yield from {sounds[:i] + sounds[i + 1 :] for i in range(1, len(sounds))}


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


def build_nearest(names: Iterable[str], folder: Path) -> None:
    """Write the index of folded `names` to `folder`: the names, how they sound, and which share a skeleton key."""
    rows = sorted(names)
    (folder / "nearest.names").write_text("\n".join(rows), encoding="utf-8")
    (folder / "nearest.sounds").write_text("\n".join(map(respell, rows)), encoding="utf-8")
    keys = ((key, (i,)) for i, name in enumerate(rows) for key in _keys(name))
    marisa_trie.RecordTrie("<I", keys).save(str(folder / "nearest.marisa"))


class NearestNames:
    """Known names by skeleton; read when first asked."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.own: dict[str, str] = {}

    def extend(self, names: Iterable[str]) -> None:
        """Add the folded names of a user's lexicon; they are few, so every word is compared with all of them."""
        self.own |= {name: respell(name) for name in names}

    @cached_property
    def _table(self) -> tuple[list[str], list[str], marisa_trie.RecordTrie]:
        names, sounds = (
            (self._folder / f"nearest.{part}").read_text(encoding="utf-8").split("\n") for part in ("names", "sounds")
        )
        return names, sounds, marisa_trie.RecordTrie("<I").mmap(str(self._folder / "nearest.marisa"))

    def find(self, key: str, limit: int = 12, least: float = 0.6) -> list[Near]:
        """Up to `limit` known names nearest to the folded word `key`, the best first; the word itself is left out."""
        names, sounds, keys = self._table
        ids = sorted({i for s in _keys(key) for (i,) in keys.get(s) or ()})
        choices = list(map(sounds.__getitem__, ids))
        near = process.extract(
            respell(key), choices, scorer=Levenshtein.normalized_similarity, limit=_KEPT, score_cutoff=_LEAST
        )
        found = {names[ids[at]] for _, _, at in near}
        if self.own:
            sound, cut = respell(key), _LEAST
            ours = process.extract(sound, self.own, scorer=Levenshtein.normalized_similarity, limit=_KEPT, score_cutoff=cut)
            found.update(name for _, _, name in ours)
        scored = [(similarity(key, name), name) for name in found if name != key]
        return [Near(n, s) for s, n in sorted(scored, key=lambda x: (-x[0], x[1]))[:limit] if s >= least]
