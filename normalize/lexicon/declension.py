"""Declension: the case forms of names in targets that inflect them (`lexicons/targets/<target>/declension.toml`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from normalize.errors import LexiconError
from normalize.lexicon.cache import read_toml
from normalize.lexicon.locate import locate

__all__ = ["Declension", "Inflected", "load_declension"]

_STEM = 3  # letters that a stem has at least
_CLASS = re.compile(r"\{(\w+)\}")
MAN, WOMAN, THING = "m", "f", "p"
"""Whose names a pattern declines: men's, women's; places' and organisations'."""


class Inflected(NamedTuple):
    """A word read as an oblique form: its nominative, the row of the pattern, and the number of the case (0: genitive …)."""

    lemma: str
    row: int
    case: int


class _Row(NamedTuple):
    ending: str
    whose: str
    cases: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Declension:
    """How one target declines names: rows of nominative ending, whose, and the endings of the cases."""

    rows: tuple[_Row, ...]
    uninflected: bool  # the base form stands after prepositions, too
    by_ending: dict[str, list[tuple[int, int]]]  # oblique ending → (row, case)
    longest: int

    @staticmethod
    def build(table: dict[str, Any]) -> Declension:
        """From the tables of declension.toml; the longest nominative endings first."""
        rows = [_Row(e, w, tuple(tuple(c.split("|")) for c in cases)) for p in table["patterns"] for e, w, *cases in _spread(p)]
        if len({len(row.cases) for row in rows}) > 1:
            raise ValueError("the same number of cases in every pattern")
        rows.sort(key=lambda r: -len(r.ending))
        found: dict[str, list[tuple[int, int]]] = {}
        for n, row in enumerate(rows):
            for case, forms in enumerate(row.cases):
                for form in forms:
                    if form != row.ending:
                        found.setdefault(form, []).append((n, case))
        return Declension(tuple(rows), bool(table["uninflected"]), found, max(map(len, found), default=0))

    def read(self, word: str) -> Iterator[Inflected]:
        """What the lower-case `word` may be an oblique form of, the longest endings first; with its marks, which tell cases apart."""
        for size in range(min(self.longest, len(word) - _STEM), 0, -1):
            for row, case in self.by_ending.get(word[-size:], ()):
                yield Inflected(word[:-size] + self.rows[row].ending, row, case)

    def decline(self, name: str, like: Inflected, whose: str, word: str) -> str | None:
        """The `name` in the case of `word`, read as `like`; `None` where that is not sure.

        A name that no row declines stays as it is. Where both follow one row, the word's own ending is kept.
        """
        fits = [n for n, r in enumerate(self.rows) if r.whose in ("", whose) and name.endswith(r.ending)]
        if not fits:
            return name
        ending = word[len(like.lemma) - len(self.rows[like.row].ending) :]
        made = set()
        for n in fits:
            row = self.rows[n]
            if len(row.ending) == len(self.rows[fits[0]].ending):
                forms = row.cases[like.case]
                own = ending if n == like.row and ending in forms else forms[0]
                made.add(name[: len(name) - len(row.ending)] + own)
        return made.pop() if len(made) == 1 else None

    def stays(self, name: str, whose: str) -> bool:
        """Whether no row declines `name`."""
        return not any(r.whose in ("", whose) and name.endswith(r.ending) for r in self.rows)

    def fits(self, like: Inflected, whose: str) -> bool:
        """Whether the row that `like` was read by declines names of this kind."""
        return self.rows[like.row].whose in ("", whose)


def _spread(pattern: list[str]) -> Iterator[list[str]]:
    """The pattern for every letter of a class: `{бв}а` is `ба` and `ва`, and so in every case."""
    letters = _CLASS.search(pattern[0])
    for letter in letters[1] if letters else ("",):
        yield [_CLASS.sub(letter, cell).replace("{}", letter) for cell in pattern]


@cache
def load_declension(target: str) -> Declension | None:
    """The declension of `target`; `None` for a target that does not decline names. Raises `LexiconError` for a wrong file."""
    path = locate() / "targets" / target / "declension.toml"
    if not path.is_file():
        return None
    try:
        return Declension.build(read_toml(path))
    except (KeyError, ValueError, TypeError, AttributeError) as e:
        raise LexiconError(f"{path}: {e} is missing or wrong; compare with targets/ru/declension.toml") from e
