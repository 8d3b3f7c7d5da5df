"""Traces: a document with garbled names is machine-translated, so its other faults are the machine's and not a writer's habit."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from normalize.edits import Change
from normalize.records import Candidate, Option
from normalize.weights import confidence_of, evidence, level_of

__all__ = ["with_traces"]

_CREDIBLE = 2.19  # log-odds of a confidence of 0.9: below, a surface finding stays what its rule says
_NEARBY = 2000  # code points on each side of a name within which others are repaired
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


class _Repaired:
    """The names that are repaired in a document: where, and to what."""

    def __init__(self, changes: Iterable[Change]) -> None:
        self._rows = sorted((start, replacement) for start, _, replacement, *_ in changes)
        self._starts = [start for start, _ in self._rows]

    def near(self, c: Candidate) -> set[str]:
        """The names that are repaired near `c`."""
        lo, hi = bisect_left(self._starts, c.start - _NEARBY), bisect_left(self._starts, c.end + _NEARBY)
        return {replacement for _, replacement in self._rows[lo:hi]}

    def raised(self, c: Candidate, o: Option) -> Option:
        """The option in the company of repaired names: `written` is no doubt among several."""
        others = self.near(c) - {o.replacement}
        unknown = c.rule == "unknown-name"
        if len(others) < (1 if unknown else _SEVERAL):
            return o
        told = evidence(
            "beside-garbled" if unknown else "among-garbled", f"repaired nearby: {', '.join(sorted(others)[:_SEVERAL])}"
        )
        free = len(others) >= _SEVERAL and any(e.name == "written" for e in o.evidence)
        return replace(o, cap="safe" if free else o.cap, evidence=(*o.evidence, told))


def _waits(c: Candidate) -> bool:
    """Whether a name could be repaired in the company of others, and is not yet."""
    best = max((o.score for o in c.options), default=-9.0)
    free = any(o.cap == "safe" for o in c.options)
    return not (free and _safe(best, c)) and _safe(best + 2.0, c)


def _safe(score: float, c: Candidate) -> bool:
    return level_of(confidence_of(score), c.rule) == "safe"


def with_traces(
    candidates: Sequence[Candidate], repaired: Callable[[Sequence[Candidate]], Iterable[Change]]
) -> Sequence[Candidate]:
    """The candidates in the light of the names that are sure: a doubt whether a person wrote so ends where names show a machine, and names
    are likelier to be garbled beside others.

    `repaired`: the changes that are made of some candidates for names.
    """
    surface = [c for c in candidates if not c.category.startswith(("name", "style")) and any(map(_doubted, c.options))]
    waiting = [c for c in candidates if _is_name(c) and _waits(c)]
    if not (surface or waiting) or not (found := tuple(repaired([c for c in candidates if _is_name(c)]))):
        return candidates
    names = _Repaired(found)
    out = {id(c): replace(c, options=tuple(map(_raised, c.options))) for c in surface}
    out |= {id(c): replace(c, options=tuple(names.raised(c, o) for o in c.options)) for c in waiting}
    return [out.get(id(c), c) for c in candidates]
