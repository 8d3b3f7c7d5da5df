"""What the command shows, as strings: colours, the progress line, summaries, explanations. Only cli.py prints them."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from normalize.records import Candidate, Evidence, Option, Result

if TYPE_CHECKING:
    from normalize.adapters.files import Summary
    from normalize.catalogue import NameRule
    from normalize.rules import Example, LoadedRule

__all__ = ["Paint", "Progress", "diff_lines", "explanation", "rule_lines", "rule_table", "summary_lines"]

_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}


class Paint:
    """Colours, if wanted.

    >>> Paint(False)("Bucha", "green"), Paint(True)("Bucha", "green")
    ('Bucha', '\\x1b[32mBucha\\x1b[0m')
    """

    def __init__(self, wanted: bool) -> None:
        self.wanted = wanted

    def __call__(self, text: str, colour: str) -> str:
        return f"\x1b[{_CODES[colour]}m{text}\x1b[0m" if self.wanted else text


def _size(n: float) -> str:
    for unit in ("B", "kB", "MB", "GB"):
        if n < 1000 or unit == "GB":
            return f"{n:.0f} {unit}" if unit == "B" else f"{n:.1f} {unit}"
        n /= 1000
    return ""


def _clock(seconds: float) -> str:
    """Time left.

    >>> _clock(7), _clock(75), _clock(7300)
    ('7 s', '1:15 min', '2:01 h')
    """
    s = int(seconds)
    if s < 60:
        return f"{s} s"
    return f"{s // 60}:{s % 60:02} min" if s < 3600 else f"{s // 3600}:{s % 3600 // 60:02} h"


class Progress:
    """The progress line of a run; `line` gives a new one at most ten times a second, else `None`."""

    def __init__(self, start: Summary | None = None) -> None:
        self._begin = self._last = time.monotonic()
        self._first: int | None = start.bytes if start else None

    def line(self, s: Summary) -> str | None:
        now = time.monotonic()
        if self._first is None:
            self._first = s.bytes + s.here_bytes
        if now - self._last < 0.1:
            return None
        self._last = now
        return self._text(s, now - self._begin)

    def _text(self, s: Summary, seconds: float) -> str:
        done = s.files + len(s.failed)
        bytes_done, edits = s.bytes + s.here_bytes, s.edits + s.here_edits
        rate = (bytes_done - (self._first or 0)) / max(seconds, 1e-9)
        of = f"/{s.total_files:,}" if s.total_files else ""
        parts = [f"{done:,}{of} files", f"{edits:,} edits", f"{_size(rate)}/s"]
        if s.failed:
            parts.append(f"{len(s.failed)} failed")
        if s.total_bytes and rate:
            parts.append(f"{_clock((s.total_bytes - bytes_done) / rate)} left")
        width = shutil.get_terminal_size().columns - 1
        return (_bar(s, 24 if width > 100 else 10) + "  ".join(parts))[:width]


def _bar(s: Summary, width: int) -> str:
    if not s.total_bytes:
        return ""
    done = s.bytes + s.here_bytes
    full = min(width, width * done // s.total_bytes)
    return f"[{'=' * full}{' ' * (width - full)}] {min(100, 100 * done // s.total_bytes):3}%  "


def _top(counts: Counter[str], n: int = 8) -> str:
    rest = len(counts) - n
    shown = ", ".join(f"{name} {k:,}" for name, k in sorted(counts.items(), key=lambda i: (-i[1], i[0]))[:n])
    return shown + (f", and {rest} more" if rest > 0 else "")


def plural(n: int, word: str) -> str:
    """A number with its noun.

    >>> plural(1, "file"), plural(2000, "edit")
    ('1 file', '2,000 edits')
    """
    return f"{n:,} {word}{'' if n == 1 else 's'}"


def summary_lines(s: Summary, seconds: float, paint: Paint, *, dry: bool = False) -> Iterator[str]:
    """The end of a run: counts by rule and entity, and what failed."""
    for name, why in s.failed:
        yield f"{paint('failed', 'red')}  {name}: {why}"
    verb = "would change" if dry else "changed"
    found = f"{plural(s.edits, 'edit')} in {plural(s.documents, 'document')}"
    yield f"{plural(s.files, 'file')} read, {s.changed:,} {verb}; {found}; {seconds:.1f} s"
    if s.rules:
        yield f"  rules     {_top(s.rules)}"
    if s.entities:
        yield f"  entities  {_top(s.entities)}"
    if s.skipped:
        reasons = Counter(why for _, why in s.skipped)
        yield f"  skipped   {_top(reasons)}"
    if s.failed:
        yield f"  failed    {plural(len(s.failed), 'file')}, named above"


def diff_lines(diff: str, paint: Paint) -> str:
    """A unified diff, coloured."""
    if not paint.wanted:
        return diff
    colours = {"+": "green", "-": "red", "@": "cyan"}
    lines = diff.split("\n")
    return "\n".join(paint(x, colours[x[0]]) if x[:1] in colours else x for x in lines)


def _proof(e: Evidence) -> str:
    return f"      {e.weight:+6.2f}  {e.name}" + (f": {e.detail}" if e.detail else "")


def _option(o: Option, paint: Paint) -> Iterator[str]:
    entity = f"  [{o.entity}]" if o.entity else ""
    yield f"    -> {paint(repr(o.replacement), 'green')}  score {o.score:+.2f}, at best {o.cap}{entity}"
    yield from (_proof(e) for e in sorted(o.evidence, key=lambda e: -abs(e.weight)))


def _verdict(c: Candidate, result: Result) -> str:
    for e in result.edits:
        if e.start < c.end and c.start < e.end:
            return f"applied: {e.replacement!r} ({e.level}, confidence {e.confidence:.2f})"
    for r in result.refusals:
        if r.start < c.end and c.start < r.end:
            return f"left alone: {r.reason} (confidence {r.confidence:.2f})"
    return "left alone"


def explanation(text: str, candidates: Iterable[Candidate], result: Result, paint: Paint) -> Iterator[str]:
    """Every candidate of a text with its options, their evidence, and what was decided."""
    source = f", source {result.source} (inferred)" if result.source else ""
    yield f"target {result.target or 'unknown'}{source}"
    none = True
    for c in candidates:
        none = False
        yield ""
        yield f"  {c.start}..{c.end}  {paint(repr(text[c.start : c.end]), 'bold')}  {c.rule} ({c.category})"
        for o in sorted(c.options, key=lambda o: -o.score):
            yield from _option(o, paint)
        yield f"    {paint(_verdict(c, result), 'yellow')}"
    yield "nothing suspicious was found" if none else f"\n{result.text}"


def rule_table(rules: Iterable[LoadedRule | NameRule]) -> Iterator[str]:
    """All rules, one a line."""
    rows = [(r.code, r.category, r.level, r.summary) for r in map(_row, rules)]
    widths = [max((len(r[i]) for r in rows), default=0) for i in range(3)]
    for row in rows:
        yield "  ".join([*(c.ljust(w) for c, w in zip(row[:3], widths, strict=True)), row[3]])


def _example(x: Example) -> str:
    return f"  [{x.target}] {x.before!r}" + (f"\n    -> {x.after!r}" if x.after is not None else "")


def _row(r: LoadedRule | NameRule) -> Any:
    """What has code, category, level and summary."""
    return getattr(r, "rule", r)


def _head(r: LoadedRule | NameRule) -> Iterator[str]:
    rule = _row(r)
    yield f"{rule.code}: {rule.summary}"
    sure = f"confidence {rule.confidence:.2f}, " if hasattr(rule, "confidence") else "confidence of each candidate its own, "
    targets = ", ".join(sorted(rule.targets)) if rule.targets else "all"
    yield f"category {rule.category}, level {rule.level}, {sure}targets {targets}"


def rule_lines(r: LoadedRule | NameRule) -> Iterator[str]:
    """One rule in full, with its tested examples."""
    yield from _head(r)
    yield "\n" + r.doc.strip()
    for title, examples in (
        ("It mends", r.fixes),
        ("It leaves alone", r.leaves),
        ("It gets wrong today", getattr(r, "fails", ())),
    ):
        if examples:
            yield f"\n{title}:"
            yield from map(_example, examples)
