"""What stands before a surname: a given name, or what may be one."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from normalize.fold import fold, romanize
from normalize.lexicon.index import Known
from normalize.lexicon.names import load_name_words

__all__ = ["NOBLE", "PARTICLES", "Before", "GivenBefore", "is_given"]

PARTICLES = frozenset(
    "el al ul ur bin ben ibn abu de del della di da do dos das du la le van von der den ter ten zu af av y e".split()
)
NOBLE = frozenset("van von der den ter ten zu di da du del della dos ibn bin ben".split())  # between given name and surname

_NAME = 0.9  # share of its uses as a name from which a word before a surname is a given name


def is_given(word: str) -> bool:
    """Whether a word is nearly always a name."""
    if not word.replace("-", "").isalpha():
        return False
    names = load_name_words()
    return max(names.get(fold(word))[1], names.get(romanize(word))[1]) >= _NAME


class Before(NamedTuple):
    """What stands before a mention: the folded text, the last capitalised word of it, and what that is where it is nobody's given name."""

    text: str
    word: str
    otherwise: str


class GivenBefore(NamedTuple):
    """A quick question for the many bearers of one surname: first letters of the word before it, given names it is a known rendering of.

    `garbled`: the word is in use nowhere, and may begin with any letter.
    """

    initials: frozenset[str]
    rendered: Collection[str]
    garbled: bool = False

    def may_be(self, k: Known) -> bool:
        """Whether `Witness.given_before` can say `right`, `initial` or `near` for the person `k`."""
        return self.garbled or not self.initials.isdisjoint(k.initials) or not k.called.isdisjoint(self.rendered)
