"""The nearest known names of an unknown word: retrieval by consonant skeleton, ranking by sound."""

from __future__ import annotations

import mmap
from array import array
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import marisa_trie
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler, Levenshtein

from normalize.lexicon.phonetic import respell, skeleton, skeleton_keys
from normalize.memo import lazy

__all__ = ["Near", "NearestNames", "build_nearest", "similarity"]

_LEAST = 0.4  # similarity by sound below which a name is not looked at
_LEAST_CLASSES = 2  # consonant classes below which a skeleton is shared by too many
_SHORT = 4  # sounds up to which all must agree
_KEPT = 40  # names that are compared in full, the nearest by sound


def _keys(name: str) -> Iterator[str]:
    """Keys that two near names share: consonants of one skeleton (but for one), or sounds that differ in one place."""
    sounds = respell(name)
    bones = skeleton(sounds)
    if len(bones) >= _LEAST_CLASSES:
        yield from skeleton_keys(sounds, bones)
    sounds = "~" + sounds
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
    return _alike(a, b, respell(a), respell(b))


def _alike(a: str, b: str, x: str, y: str) -> float:
    """`similarity` of two names of which it is known how they sound."""
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
    sharing: dict[str, list[int]] = {}
    for i, name in enumerate(rows):
        for key in _keys(name):
            sharing.setdefault(key, []).append(i)
    keys = marisa_trie.Trie(sharing)
    keys.save(str(folder / "nearest.marisa"))
    ends, ids = array("I", [0]), array("I")
    for at in range(len(keys)):
        ids.extend(sharing[keys.restore_key(at)])
        ends.append(len(ids))
    (folder / "nearest.ends").write_bytes(ends.tobytes())
    (folder / "nearest.ids").write_bytes(ids.tobytes())


class _Names:
    """What `build_nearest` wrote, the rows of numbers memory-mapped."""

    def __init__(self, folder: Path) -> None:
        self.names, self.sounds = (
            (folder / f"nearest.{part}").read_text(encoding="utf-8").split("\n") for part in ("names", "sounds")
        )
        self._keys = marisa_trie.Trie().mmap(str(folder / "nearest.marisa"))
        self._ends, self._ids = (_numbers(folder / f"nearest.{part}") for part in ("ends", "ids"))

    def sharing(self, key: str) -> list[int]:
        """The numbers of the names that share a key with the folded `key`, in order."""
        found: set[int] = set()
        for k in _keys(key):
            if (at := self._keys.get(k)) is not None:
                found.update(self._ids[self._ends[at] : self._ends[at + 1]])
        return sorted(found)


def _numbers(path: Path) -> memoryview:
    with path.open("rb") as f:
        return memoryview(mmap.mmap(f.fileno(), 0, access=mmap.ACCESS_READ)).cast("I")


class NearestNames:
    """Known names by skeleton; read when first asked."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.own: dict[str, str] = {}

    def extend(self, names: Iterable[str]) -> None:
        """Add the folded names of a user's lexicon; they are few, so every word is compared with all of them."""
        self.own |= {name: respell(name) for name in names}

    @lazy
    def listed(self) -> _Names:
        """The names of the compiled lexicon."""
        return _Names(self._folder)

    def find(self, key: str, limit: int = 12, least: float = 0.6) -> list[Near]:
        """Up to `limit` known names nearest to the folded word `key`, the best first; the word itself is left out."""
        names, sounds, sound = self.listed.names, self.listed.sounds, respell(key)
        ids = self.listed.sharing(key)
        choices = list(map(sounds.__getitem__, ids))
        near = process.extract(sound, choices, scorer=Levenshtein.normalized_similarity, limit=_KEPT, score_cutoff=_LEAST)
        found = {names[ids[at]]: heard for heard, _, at in near}
        if self.own:
            ours = process.extract(sound, self.own, scorer=Levenshtein.normalized_similarity, limit=_KEPT, score_cutoff=_LEAST)
            found.update((name, heard) for heard, _, name in ours)
        found.pop(key, None)
        scored = [(_alike(key, name, sound, heard), name) for name, heard in found.items()]
        return [Near(n, s) for s, n in sorted(scored, key=lambda x: (-x[0], x[1]))[:limit] if s >= least]
