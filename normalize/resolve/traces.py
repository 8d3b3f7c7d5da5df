"""Traces: a document with garbled names is machine-translated, so its other faults are the machine's and not a writer's habit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from normalize.records import Candidate, Option
from normalize.weights import evidence

__all__ = ["with_traces"]

_CREDIBLE = 2.19  # log-odds of a confidence of 0.9: below, a surface finding stays what its rule says


def _doubted(o: Option) -> bool:
    return o.cap == "likely" and o.score >= _CREDIBLE


def _raised(o: Option) -> Option:
    if not _doubted(o):
        return o
    return replace(
        o, cap="safe", evidence=(*o.evidence, evidence("traces", "the document has garbled names: it is machine-translated"))
    )


def with_traces(candidates: Sequence[Candidate], repaired: Callable[[Sequence[Candidate]], bool]) -> Sequence[Candidate]:
    """The candidates, those of the surface raised to `safe` where a rule doubts only whether a person wrote so and names show a machine.

    `repaired`: whether any of some candidates for names is so sure that it is repaired.
    """
    surface = [c for c in candidates if not c.category.startswith(("name", "style")) and any(map(_doubted, c.options))]
    if not surface or not repaired([c for c in candidates if c.category.startswith("name")]):
        return candidates
    return [replace(c, options=tuple(map(_raised, c.options))) if c in surface else c for c in candidates]
