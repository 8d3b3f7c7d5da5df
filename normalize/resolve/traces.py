"""Traces: a document with garbled names is machine-translated, so its other faults are the machine's and not a writer's habit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from normalize.records import Candidate, Option
from normalize.resolve.discussion import Discussion
from normalize.resolve.witness import Witness
from normalize.weights import confidence_of, evidence, level_of

__all__ = ["with_traces"]

_CREDIBLE = 2.19  # log-odds of a confidence of 0.9: below, a surface finding stays what its rule says


def _garbled(talk: Discussion, c: Candidate) -> bool:
    best = max((o.score for o in c.options), default=-9.0)
    return level_of(confidence_of(best), c.rule) == "safe" and not talk.why(c.start, c.end)


def _raised(o: Option) -> Option:
    if o.cap != "likely" or o.score < _CREDIBLE:
        return o
    return replace(
        o, cap="safe", evidence=(*o.evidence, evidence("traces", "the document has garbled names: it is machine-translated"))
    )


def with_traces(w: Witness, names: Sequence[Candidate], surface: Sequence[Candidate]) -> Iterator[Candidate]:
    """The surface candidates, raised to `safe` where a rule doubts only whether a person wrote so and `names` show a machine."""
    talk = Discussion(w)
    if not surface or not any(_garbled(talk, c) for c in names):
        return iter(surface)
    return (replace(c, options=tuple(map(_raised, c.options))) for c in surface)
