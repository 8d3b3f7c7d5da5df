"""What the user wants left alone: rules selected or ignored, and words to keep. `Normalizer` asks it where it decides."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from hashlib import sha256

from normalize.catalogue import selectable
from normalize.errors import OptionError
from normalize.records import Candidate

__all__ = ["Selection", "selection"]

_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Selection:
    """`select`: only these rules or categories (empty: all); `ignore`: not these; `keep`: words that no edit may touch."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()

    @property
    def stamp(self) -> str:
        """Its part of the signature; empty where nothing is chosen."""
        if not (self.select or self.ignore or self.keep):
            return ""
        kept = sha256("\0".join(self.keep).encode("utf-8", "surrogatepass")).hexdigest()[:12] if self.keep else "none"
        return f"select:{'+'.join(self.select) or 'all'}|ignore:{'+'.join(self.ignore) or 'none'}|keep:{kept}"

    def objection(self, text: str, c: Candidate) -> str:
        """Why the user does not want `c` edited in `text`, or an empty string.

        >>> c = Candidate(0, 6, "variant", "name.place")
        >>> Selection(ignore=("name",)).objection("Boutsa Street", c), Selection(keep=("Boutsa Street",)).objection("Boutsa Street", c)
        ('the rule is ignored', "kept: 'Boutsa Street' is in your keep list")
        """
        names = {c.rule, c.category, c.category.split(".")[0]}
        if self.select and names.isdisjoint(self.select):
            return "the rule is not selected"
        if not names.isdisjoint(self.ignore):
            return "the rule is ignored"
        kept = next((k for k in self.keep if _touches(text, k, c.start, c.end)), None)
        return f"kept: {kept!r} is in your keep list" if kept else ""


def _touches(text: str, phrase: str, start: int, end: int) -> bool:
    """Whether `[start, end)` lies within an occurrence of the phrase, or cuts into one that stands as words of its own."""
    return any(
        (a <= start and end <= b and start < end) or (_apart(text, a, b) and (a < end and start < b if start < end else a < start < b))
        for a, b in _places(text, phrase, max(0, start - len(phrase)), end + len(phrase))
    )  # fmt: skip


def _places(text: str, phrase: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = text.find(phrase, start, end)
    while at >= 0:
        yield at, at + len(phrase)
        at = text.find(phrase, at + 1, end)


def _apart(text: str, start: int, end: int) -> bool:
    """Whether no word goes on over the edges of `[start, end)`."""
    return not (_joined(text, start) or _joined(text, end))


def _joined(text: str, i: int) -> bool:
    return 0 < i < len(text) and bool(_WORD.match(text[i - 1]) and _WORD.match(text[i]))


def selection(select: Sequence[str] = (), ignore: Sequence[str] = (), keep: Sequence[str] = ()) -> Selection:
    """Check and put in order what the user chose; an unknown rule is an `OptionError` that names the nearest.

    >>> selection(ignore=["quotes", "quotes"]).ignore
    ('quotes',)
    """
    for name, words in (("select", select), ("ignore", ignore), ("keep", keep)):
        if isinstance(words, str):
            raise OptionError(f"{name} is a list; write {name}=[{words!r}]")
        if not all(isinstance(w, str) and w.strip() for w in words):
            raise OptionError(f"{name} is a list of words, none of them empty; it is {list(words)!r}")
    for word in (*select, *ignore):
        if word not in selectable():
            raise OptionError(f"there is no rule or category {word!r}; {_hint(word)}")
    return Selection(_sorted(select), _sorted(ignore), _sorted(keep))


def _sorted(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(set(words)))


def _hint(word: str) -> str:
    near = get_close_matches(word, selectable(), 1, 0.6)
    return f"did you mean {near[0]!r}?" if near else '"normalize rules" lists them'
