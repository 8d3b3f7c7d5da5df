"""Ordinary words of a target language with their frequency, and known names (`lexicons/generated/`)."""

from __future__ import annotations

from functools import cache

import marisa_trie

from normalize.fold import fold
from normalize.lexicon.locate import locate
from normalize.memo import Memo

__all__ = ["Words", "load_words", "zipf_elsewhere"]


class Words:
    """Word frequencies of one language, memory-mapped. Frequencies are Zipf values: 3 is one in a million words, 6 one in a thousand."""

    def __init__(self, target: str) -> None:
        self._trie = _open(f"words.{target}.marisa", "<B")
        self._found = Memo(self.zipf_once, 20_000)

    def zipf(self, word: str) -> float:
        """Zipf frequency of `word` in any casing and with or without diacritics; 0.0 if it is unknown."""
        return self.zipf_folded(fold(word.replace("ß", "ss") if "ß" in word else word))  # the lists write ss

    def zipf_folded(self, key: str) -> float:
        """Like `zipf`, for a key that is folded already."""
        return self._found[key]

    def zipf_once(self, key: str) -> float:
        """Like `zipf_folded`, not remembered."""
        found = self._trie.get(key) if self._trie is not None else None
        return max(v[0] for v in found) / 20 if found else 0.0

    def is_word(self, word: str, at_least: float = 3.0) -> bool:
        """Whether `word` is in ordinary use (Zipf ≥ `at_least`)."""
        return self.zipf(word) >= at_least


@cache
def _open(name: str, fmt: str) -> marisa_trie.RecordTrie | None:
    path = locate() / "generated" / name
    if not path.is_file():
        return None
    return marisa_trie.RecordTrie(fmt).mmap(str(path))


@cache
def load_words(target: str) -> Words:
    """The words of `target`; a language without a list knows no word."""
    return Words(target)


def zipf_elsewhere(key: str, target: str) -> float:
    """The highest Zipf frequency of a folded word in the lists of all targets but `target`; 0.0 if none knows it.

    >>> zipf_elsewhere("praga", "en") > 4, zipf_elsewhere("birmiqham", "en")
    (True, 0.0)
    """
    return max(load_words(t).zipf_once(key) for t in _listed() if t != target)


@cache
def _listed() -> tuple[str, ...]:
    return tuple(sorted(p.name.split(".")[1] for p in (locate() / "generated").glob("words.*.marisa")))
