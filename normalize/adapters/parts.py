"""What a file is cut into: parts, some of which hold a document.

A reader yields parts; joined, their `raw` is the file again. A part's document may be spelled differently in the file (JSON
escapes, HTML character references, doubled quotes of CSV); `runs` say where each code point of it lies, so an edit changes
the bytes of its own span and no other.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from normalize.edits import Change, apply
from normalize.records import Edit, Refusal, Result

__all__ = ["Part", "Run", "change_of", "locate", "splice", "to_raw", "whole"]


class Run(NamedTuple):
    """Code points `[start, end)` of the document and where they lie in the raw text.

    Equal lengths: one to one. Otherwise an escape, which is taken or left as a whole; a run without raw text is a separator
    that only the document has.
    """

    start: int
    end: int
    raw_start: int
    raw_end: int


def _same(text: str) -> str:
    return text


def _spliced(part: Part, result: Result) -> tuple[Result, str]:
    return result, splice(part, result.edits)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a file. `text` is the document in it (`None`: nothing to normalize, it passes through)."""

    raw: str
    text: str | None = None
    row: int | None = None
    record: str | int | None = None
    runs: tuple[Run, ...] = ()
    escape: Callable[[str], str] = _same
    finish: Callable[[Part, Result], tuple[Result, str]] = _spliced


def whole(raw: str) -> Part:
    """A part that is one document from end to end, spelled as it is."""
    return Part(raw, raw, finish=lambda part, result: (result, result.text))


def _run_at(part: Part, i: int) -> Run:
    return part.runs[bisect_right(part.runs, i, key=lambda r: r.start) - 1]


def _raw_edges(part: Part, start: int, end: int) -> tuple[int, int]:
    """Raw bounds of the code points `[start, end)`, start < end; escapes count whole."""
    first, last = _run_at(part, start), _run_at(part, end - 1)
    a = first.raw_start + (start - first.start if _even(first) else 0)
    b = last.raw_start + (end - last.start) if _even(last) else last.raw_end
    return a, b


def _even(run: Run) -> bool:
    return run.end - run.start == run.raw_end - run.raw_start


def _insertion(part: Part, i: int) -> tuple[int, int] | None:
    """Where an insertion before code point `i` goes in the raw text."""
    if not part.runs:
        return None
    if i >= part.runs[-1].end:
        return part.runs[-1].raw_end, part.runs[-1].raw_end
    run = _run_at(part, i)
    if not _even(run) and i != run.start:
        return None
    at = run.raw_start + (i - run.start)
    return at, at


def locate(part: Part, start: int, end: int) -> tuple[int, int] | None:
    """Raw span of `[start, end)` of the document; `None` where markup lies inside it or an escape would be cut."""
    if start == end:
        return _insertion(part, start)
    a = bisect_right(part.runs, start, key=lambda r: r.start) - 1
    b = bisect_right(part.runs, end - 1, key=lambda r: r.start)
    runs = part.runs[a:b]
    if any(r.raw_start == r.raw_end for r in runs) or any(x.raw_end != y.raw_start for x, y in pairwise(runs)):
        return None
    if (not _even(runs[0]) and start != runs[0].start) or (not _even(runs[-1]) and end != runs[-1].end):
        return None
    return _raw_edges(part, start, end)


def splice(part: Part, edits: Iterable[Edit]) -> str:
    """Write the edits into the raw text; every byte outside their spans stays."""
    parts, last = [], 0
    for e in edits:
        span = locate(part, e.start, e.end)
        assert span is not None, f"edit {e.start}..{e.end} has no place in the file"
        parts += [part.raw[last : span[0]], part.escape(e.replacement)]
        last = span[1]
    return "".join(parts) + part.raw[last:]


def change_of(e: Edit, start: int, end: int, replacement: str) -> Change:
    """The change that makes edit `e` again at another place."""
    return (start, end, replacement, e.rule, e.category, e.level, e.confidence, e.entity, e.evidence)


def _refused(e: Edit, span: tuple[int, int], raw: str, reason: str) -> Refusal:
    return Refusal(
        *span, raw[slice(*span)], e.replacement, e.rule, e.category, e.level, e.confidence, reason, e.entity, e.evidence
    )


def to_raw(part: Part, result: Result) -> tuple[Result, str]:
    """Restate a result about the visible text as one about the raw text: its log then speaks of the file.

    An edit with markup inside its span ("Bou<b>tsa</b>") is refused: which side the markup belongs to cannot be known.
    """
    changes: list[Change] = []
    refusals: list[Refusal] = []
    for e in result.edits:
        if span := locate(part, e.start, e.end):
            changes.append(change_of(e, *span, part.escape(e.replacement)))
        else:
            around = _raw_edges(part, e.start, max(e.end, e.start + 1)) if part.runs else (0, 0)
            refusals.append(_refused(e, around, part.raw, "there is markup inside the span"))
    for r in result.refusals:
        a, b = _raw_edges(part, r.start, r.end) if r.end > r.start else (0, 0)
        refusals.append(replace(r, start=a, end=b, original=part.raw[a:b]))
    text, edits = apply(part.raw, changes)
    refusals.sort(key=lambda r: (r.start, r.end))
    return replace(result, original=part.raw, text=text, edits=edits, refusals=tuple(refusals)), text
