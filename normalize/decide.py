"""The one place that accepts or refuses: options and evidence in, changes and refusals out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from normalize.edits import Change
from normalize.records import LEVELS, Candidate, Level, Option, Refusal
from normalize.view import View
from normalize.weights import confidence_of, level_of

__all__ = ["Objection", "Verdict", "decide"]

Objection = Callable[[Candidate, Option], str]
"""Returns why a candidate must not be edited whatever its score, or an empty string."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided for one document: accepted changes and refusals, both in order."""

    changes: tuple[Change, ...]
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class _Scored:
    candidate: Candidate
    option: Option
    confidence: float
    level: Level | None


def _score(c: Candidate) -> _Scored | None:
    if not c.options:
        return None
    best = min(c.options, key=lambda o: (-o.score, o.replacement))
    confidence = round(confidence_of(best.score), 4)
    level = level_of(confidence, c.rule)
    if level and LEVELS.index(best.cap) > LEVELS.index(level):
        level = best.cap
    return _Scored(c, best, confidence, level)


def _order(s: _Scored) -> tuple[float, int, int, str, str]:
    return (-s.confidence, -(s.candidate.end - s.candidate.start), s.candidate.start, s.candidate.rule, s.option.replacement)


def decide(view: View, candidates: Iterable[Candidate], level: Level, objection: Objection) -> Verdict:
    """Choose among all candidates of a document; the order in which they were proposed does not matter."""
    scored = sorted((s for c in set(candidates) if (s := _score(c))), key=_order)
    changes: list[Change] = []
    refusals: list[Refusal] = []
    taken = _Taken()
    for s in scored:
        c = s.candidate
        if view.text[c.start : c.end] == s.option.replacement:
            continue
        reason = _refuse(view, s, level, objection) or taken.clash(c)
        if reason:
            if s.level or s.confidence >= 0.05:
                refusals.append(_refusal(view, s, reason))
            continue
        taken.add(c)
        changes.append(
            (
                c.start,
                c.end,
                s.option.replacement,
                c.rule,
                c.category,
                s.level or "safe",
                s.confidence,
                s.option.entity,
                s.option.evidence,
            )
        )
    return Verdict(tuple(sorted(changes, key=lambda x: x[:2])), tuple(sorted(refusals, key=lambda r: (r.start, r.end, r.rule))))


def _refuse(view: View, s: _Scored, level: Level, objection: Objection) -> str:
    """Why the option is not applied, the cheapest question first."""
    if s.level == "hint":
        return "hints are only reported"
    if s.level is None or LEVELS.index(s.level) > LEVELS.index(level):
        return f"confidence {s.confidence:.2f} is below the level {level!r}"
    if view.is_protected(s.candidate.start, s.candidate.end):
        return "protected span (address, code, markup, handle or file name)"
    return objection(s.candidate, s.option)


def _refusal(view: View, s: _Scored, reason: str) -> Refusal:
    c = s.candidate
    return Refusal(
        c.start, c.end, view.text[c.start : c.end], s.option.replacement, c.rule, c.category, s.level, s.confidence, reason,
        s.option.entity, s.option.evidence,
    )  # fmt: skip


class _Taken:
    """Spans that an accepted change has taken. Touching spans are allowed, sharing a code point or an insertion point is not."""

    def __init__(self) -> None:
        self._at: dict[int, tuple[int, int]] = {}
        self._blocks: dict[int, list[tuple[int, int]]] = {}

    def _near(self, c: Candidate) -> Iterable[tuple[int, int]]:
        for block in range(c.start >> 8, (c.end >> 8) + 1):
            yield from self._blocks.get(block, ())

    def clash(self, c: Candidate) -> str:
        """Why `c` cannot stand beside what is accepted already, or an empty string."""
        for s, e in self._near(c):
            if c.start < e and s < c.end or c.start == s or c.end == e and (s == e or c.start == c.end):
                return "another edit took this span"
        return ""

    def add(self, c: Candidate) -> None:
        """Take the span of `c`."""
        for block in range(c.start >> 8, (c.end >> 8) + 1):
            self._blocks.setdefault(block, []).append((c.start, c.end))
