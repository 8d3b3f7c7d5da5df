"""Remembered answers: by key and bounded, or one for each object."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Generic, TypeVar

__all__ = ["Memo", "lazy", "split"]

K = TypeVar("K")
V = TypeVar("V")
_LONG = 100_000  # code points from which sharing words is worth its time

if sys.version_info >= (3, 12):
    from functools import cached_property as lazy
else:

    class lazy(Generic[V]):  # noqa: N801 - it stands for the standard one
        """`functools.cached_property` as it is from Python 3.12 on: without the lock that older ones take at every first access."""

        def __init__(self, make: Callable[[Any], V]) -> None:
            self._make = make
            self.__doc__ = make.__doc__

        def __set_name__(self, owner: type, name: str) -> None:
            self._name = name

        def __get__(self, thing: Any, owner: type | None = None) -> V:
            value = thing.__dict__[self._name] = self._make(thing)
            return value


class Memo(dict[K, V], Generic[K, V]):
    """Answers by key: `memo[key]` computes a new one once. At `most` answers it starts afresh.

    >>> squares = Memo(lambda n: n * n, most=2)
    >>> squares[3], squares[4], squares[5], len(squares)
    (9, 16, 25, 1)
    """

    def __init__(self, make: Callable[[K], V], most: int = 50_000) -> None:
        super().__init__()
        self._make, self._most = make, most

    def __missing__(self, key: K) -> V:
        if len(self) >= self._most:
            self.clear()
        value = self[key] = self._make(key)
        return value


def split(text: str) -> list[str]:
    """`text.split()`; of a long text each word is kept once, which takes a tenth of the memory.

    >>> split("a  b a")
    ['a', 'b', 'a']
    """
    if len(text) < _LONG:
        return text.split()
    known: dict[str, str] = {}
    return [known.setdefault(word, word) for line in text.split("\n") for word in line.split()]
