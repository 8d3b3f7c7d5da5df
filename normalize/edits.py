"""The one place that changes a string."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from normalize.records import Edit, Evidence, Level, Refusal

__all__ = ["Change", "apply", "compose", "in_input", "merge_check"]

Change = tuple[int, int, str, str, str, Level, float, "str | None", tuple[Evidence, ...]]
"""(start, end, replacement, rule, category, level, confidence, entity, evidence) of an accepted option."""


def merge_check(spans: Sequence[tuple[int, int]], length: int) -> None:
    """Raise `AssertionError` unless the spans are sorted, disjoint and inside `0..length` (code points)."""
    last = 0
    for start, end in spans:
        assert last <= start <= end <= length, f"span {start}..{end} overlaps or leaves the document"
        last = max(end, last)


def apply(text: str, changes: Iterable[Change]) -> tuple[str, tuple[Edit, ...]]:
    """Apply disjoint changes to `text` and return the new text and the exact log.

    >>> apply("in Boutsa", [(3, 9, "Bucha", "name", "name.place", "safe", 0.99, "bucha", ())])[0]
    'in Bucha'
    """
    todo = sorted(changes, key=lambda c: (c[0], c[1]))
    merge_check([(c[0], c[1]) for c in todo], len(text))
    parts: list[str] = []
    edits: list[Edit] = []
    last = size = 0
    for start, end, new, rule, category, level, confidence, entity, evidence in todo:
        parts += [text[last:start], new]
        size += start - last
        edits.append(
            Edit(start, end, text[start:end], new, size, size + len(new), rule, category, level, confidence, entity, evidence)
        )
        size += len(new)
        last = end
    return "".join(parts) + text[last:], tuple(edits)


def compose(text: str, first: Sequence[Edit], middle: str, second: Sequence[Edit]) -> tuple[Edit, ...]:
    """Join edits `text → middle` and `middle → end` to edits `text → end`; edits that meet are merged, edits that cancel vanish."""
    if not second:
        return tuple(first)
    changes: list[Change] = []
    shift = 0  # offset in middle minus offset in text, left of the group
    for group in _groups(first, second):
        lo, hi = min(g[0] for g in group), max(g[1] for g in group)
        before = shift
        shift += sum(len(g[3].replacement) - len(g[3].original) for g in group if g[2] == 0)
        change = _net(text, middle, (lo, hi), (lo - before, hi - shift), [(g[2], g[3]) for g in group])
        if change is not None:
            changes.append(change)
    return apply(text, changes)[1]


_Group = list[tuple[int, int, int, Edit]]


def _groups(first: Sequence[Edit], second: Sequence[Edit]) -> list[_Group]:
    """Edits of both rounds in offsets of the middle text, those that share a code point (or an insertion point) together."""
    spans = [(e.out_start, e.out_end, 0, e) for e in first] + [(e.start, e.end, 1, e) for e in second]
    groups: list[_Group] = []
    end = -1
    for s in sorted(spans, key=lambda s: s[:3]):
        touches = s[0] == end and (s[0] == s[1] or any(g[0] == g[1] for g in groups[-1]))
        if groups and (s[0] < end or touches):
            groups[-1].append(s)
        else:
            groups.append([s])
        end = max(end, s[1])
    return groups


def _net(text: str, middle: str, there: tuple[int, int], here: tuple[int, int], group: list[tuple[int, Edit]]) -> Change | None:
    """One change of `text[here]` for a group that covers `middle[there]`; `None` if nothing changes in the end."""
    parts, last = [], there[0]
    for e in (e for which, e in group if which == 1):
        parts += [middle[last : e.start], e.replacement]
        last = e.end
    new = "".join(parts) + middle[last : there[1]]
    if text[here[0] : here[1]] == new:
        return None
    lead = group[-1][1] if group[-1][0] == 1 else group[0][1]
    evidence = tuple(dict.fromkeys(x for _, e in group for x in e.evidence))
    confidence = min(e.confidence for _, e in group)
    return here[0], here[1], new, lead.rule, lead.category, lead.level, confidence, lead.entity, evidence


def in_input(text: str, edits: Sequence[Edit], refusals: Iterable[Refusal]) -> tuple[Refusal, ...]:
    """Refusals about the output of `edits`, in code points of their input `text`; what touches an edit is left out."""
    starts = [e.out_start for e in edits]
    out = []
    for r in refusals:
        k = bisect_right(starts, r.end) - 1
        e = edits[k] if k >= 0 else None
        if e is not None and e.out_end > r.start:
            continue
        shift = e.end - e.out_end if e is not None else 0
        out.append(replace(r, start=r.start + shift, end=r.end + shift))
    return tuple(out)
