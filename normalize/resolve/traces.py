"""Traces: a document with garbled names is machine-translated, so its other faults are the machine's and not a writer's habit."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from normalize.edits import Change
from normalize.records import Candidate, Option
from normalize.weights import confidence_of, evidence, level_of

__all__ = ["Repair", "with_traces"]

_CREDIBLE = 2.19  # log-odds of a confidence of 0.9: below, a surface finding stays what its rule says
_NEARBY = 2000  # code points on each side of a name within which others are repaired
_CLOSE = 2.0  # log-odds within which another reading leaves open who is meant
_MANY = 3  # repaired names from which more of them say no more
_LEAST = 0.25  # share of their evidence that counts for any name
_MOST = 3.6  # log-odds that they say at most
_SEVERAL = 2  # repaired names from which it was the machine that wrote so


def _is_name(c: Candidate) -> bool:
    return c.category.startswith("name")


def _doubted(o: Option) -> bool:
    return o.cap == "likely" and o.score >= _CREDIBLE


def _raised(o: Option) -> Option:
    if not _doubted(o):
        return o
    return replace(
        o, cap="safe", evidence=(*o.evidence, evidence("traces", "the document has garbled names: it is machine-translated"))
    )


class Repair(NamedTuple):
    """A name that is repaired: where it begins, and from what to what."""

    start: int
    word: str
    name: str


class _Company:
    """The names that are repaired in a document."""

    def __init__(self, text: str, found: Iterable[Repair]) -> None:
        self._text, self._rows = text, sorted(found)
        self._starts = [r.start for r in self._rows]

    def near(self, c: Candidate) -> dict[str, str]:
        """The other words that are repaired near `c`, each with what it becomes."""
        lo, hi = bisect_left(self._starts, c.start - _NEARBY), bisect_left(self._starts, c.end + _NEARBY)
        own = self._text[c.start : c.end]
        return {r.word: r.name for r in self._rows[lo:hi] if r.word != own}

    def raised(self, c: Candidate, o: Option) -> Option:
        """The option in the company of repaired names: `written` is no doubt among several."""
        others = self.near(c)
        unknown = c.rule == "unknown-name"
        if len(others) < (1 if unknown else _SEVERAL):
            return o
        told = ", ".join(f"{word} → {name}" for word, name in sorted(others.items())[:_SEVERAL])
        many = max(_LEAST, o.company * math.sqrt(min(len(others), _MANY))) if unknown else 1.0
        company = evidence("beside-garbled" if unknown else "among-garbled", f"repaired nearby: {told}", many)
        free = len(others) >= _SEVERAL and any(e.name == "written" for e in o.evidence)
        return replace(o, cap="safe" if free else o.cap, evidence=(*o.evidence, company))


def _best(c: Candidate) -> float:
    return max((o.score for o in c.options), default=-9.0)


def _waiting(names: Sequence[Candidate]) -> list[Candidate]:
    """The names that could be repaired in the company of others, are not yet, and are read in one way only."""
    found: list[Candidate] = []
    for c in names:
        best = _best(c)
        if (not any(o.cap == "safe" for o in c.options) or not _safe(best, c)) and _safe(best + _MOST, c):
            found.append(c)
    if not found:
        return found
    others: dict[int, list[Candidate]] = {}
    for c in names:
        others.setdefault(c.start, []).append(c)
    return [c for c in found if not any(_other(c, d) for d in others[c.start])]


def _other(c: Candidate, d: Candidate) -> bool:
    """Whether `d` reads what begins where `c` does as another name, about as well."""
    return _best(d) > _best(c) - _CLOSE and {o.replacement for o in c.options}.isdisjoint(o.replacement for o in d.options)


def _safe(score: float, c: Candidate) -> bool:
    return level_of(confidence_of(score), c.rule) == "safe"


def with_traces(
    text: str,
    candidates: Sequence[Candidate],
    repaired: Callable[[Sequence[Candidate]], Iterable[Change]],
    before: Sequence[Repair] = (),
) -> Sequence[Candidate]:
    """The candidates of `text` in the light of the names that are sure: a doubt whether a person wrote so ends where names show a machine,
    and names are likelier to be garbled beside others.

    `repaired`: the changes that are made of some candidates for names; `before`: the names that an earlier reading repaired, where they
    stand now.
    """
    names = [c for c in candidates if _is_name(c)]
    surface = [c for c in candidates if not c.category.startswith(("name", "style")) and any(map(_doubted, c.options))]
    waiting = _waiting(names)
    if not (surface or waiting):
        return candidates

    def all_repaired(names: Sequence[Candidate]) -> list[Repair]:
        return [*before, *(Repair(start, text[start:end], name) for start, end, name, *_ in repaired(names))]

    if not (found := all_repaired(names)):
        return candidates
    out = {id(c): replace(c, options=tuple(map(_raised, c.options))) for c in surface}
    while waiting:  # each name that becomes sure may make others so
        company, known = _Company(text, found), len(found)
        out |= {id(c): replace(c, options=tuple(company.raised(c, o) for o in c.options)) for c in waiting}
        found = all_repaired([out.get(id(c), c) for c in names])
        if len(found) == known:
            break
    return [out.get(id(c), c) for c in candidates]
