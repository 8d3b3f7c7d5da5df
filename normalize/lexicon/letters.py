"""How name-like a spelling is: an interpolated letter 4-gram model of the known names (`lexicons/generated/letters.marisa`)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from functools import cache

import marisa_trie

from normalize.lexicon.locate import locate
from normalize.memo import Memo

__all__ = ["Letters", "count_letters", "load_letters"]

ORDER = 4
FORMAT = "<I"
_HELD = 5  # a context seen as often as this is believed by half, its shorter part by the other half
_EVEN = 1 / 40  # probability of any letter before anything is known
_START, _END, _ANY = "^", "$", "*"


def count_letters(words: Iterable[str]) -> dict[str, int]:
    """How often every run of up to four letters, and every context of up to three (marked `*`), stands in `words`."""
    counts: Counter[str] = Counter()
    for word in words:
        text = _START * (ORDER - 1) + word + _END
        for i in range(ORDER - 1, len(text)):
            for size in range(1, ORDER + 1):
                counts[text[i - size + 1 : i + 1]] += 1
                counts[text[i - size + 1 : i] + _ANY] += 1
    return dict(counts)


class Letters:
    """Counts of letter runs in the known names, memory-mapped."""

    def __init__(self) -> None:
        path = locate() / "generated" / "letters.marisa"
        self._trie = marisa_trie.RecordTrie(FORMAT).mmap(str(path)) if path.is_file() else None
        self._counts = Memo(self._count)
        self._likenesses = Memo(self._likeness)

    def likeness(self, key: str) -> float:
        """Mean log probability (natural, 0 or less) of a letter of the folded `key` and of its end, if it is a name.

        >>> load_letters().likeness("birmingham") > load_letters().likeness("birmiqham") + 1
        True
        """
        return self._likenesses[key]

    def _likeness(self, key: str) -> float:
        text, total = _START * (ORDER - 1) + key + _END, 0.0
        for i in range(ORDER - 1, len(text)):
            p = _EVEN
            for size in range(1, ORDER + 1):
                context = self._counts[text[i - size + 1 : i] + _ANY]
                if not context:
                    break
                share = context / (context + _HELD)
                p = (1 - share) * p + share * self._counts[text[i - size + 1 : i + 1]] / context
            total += math.log(p)
        return total / (len(key) + 1)

    def _count(self, run: str) -> int:
        found = self._trie.get(run) if self._trie is not None else None
        return found[0][0] if found else 0


@cache
def load_letters() -> Letters:
    """The model, loaded once a process."""
    return Letters()
