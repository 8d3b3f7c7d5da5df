"""Names of the world that are in no entity table: name words with their frequency, and the gazetteer (`lexicons/generated/`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

import marisa_trie

from normalize.lexicon.locate import locate

__all__ = ["Gazetteer", "NameWords", "famous", "load_gazetteer", "load_name_words"]


def famous(rows: Iterable[tuple[str, tuple[int, int]]]) -> Iterator[str]:
    """Those of the rows of `names.en` (folded word, (Zipf frequency * 20, nameness 0-100)) that are frequent and likely names."""
    return (w for w, (z, n) in rows if z >= 20 and n >= 40 and len(w) >= 4 and w.isalpha())


class NameWords:
    """Words that are names: Zipf frequency in English and how likely the word is a name (0..1)."""

    def __init__(self) -> None:
        path = locate() / "generated" / "names.en.marisa"
        self._trie = marisa_trie.RecordTrie("<BB").mmap(str(path)) if path.is_file() else None

    def get(self, key: str) -> tuple[float, float]:
        """(Zipf frequency, probability of being a name) of a folded word; (0, 0) if it is unknown."""
        found = self._trie.get(key) if self._trie is not None else None
        return (found[0][0] / 20, found[0][1] / 100) if found else (0.0, 0.0)

    def famous(self) -> Iterator[str]:
        """Folded name words that are frequent and likely names: what an unknown word may be a garble of."""
        if self._trie is not None:
            yield from famous(self._trie.iteritems())


class Gazetteer:
    """Places of the world under their main name (GeoNames, CC-BY 4.0)."""

    def __init__(self) -> None:
        path = locate() / "generated" / "gazetteer.marisa"
        self._trie = marisa_trie.BytesTrie().mmap(str(path)) if path.is_file() else None

    @lru_cache(maxsize=20_000)  # noqa: B019 - one instance per process
    def get(self, key: str) -> tuple[tuple[str, str, int], ...]:
        """(display name, ISO country, decimal logarithm of the population) of every place of this folded name."""
        found = self._trie.get(key) if self._trie is not None else None
        return tuple(sorted(_place(v) for v in found or ()))


def _place(value: bytes) -> tuple[str, str, int]:
    name, country, size = value.decode().split("|")
    return name, country, int(size)


@cache
def load_name_words() -> NameWords:
    """The name words, loaded once a process."""
    return NameWords()


@cache
def load_gazetteer() -> Gazetteer:
    """The gazetteer, loaded once a process."""
    return Gazetteer()
