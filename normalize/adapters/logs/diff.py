"""The log as a unified diff that `patch` applies, made from the edits themselves: exact, and linear in the text's length."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from normalize.adapters.logs import Writer
from normalize.errors import ReaderError
from normalize.records import Result

__all__ = ["WRITER", "patch", "unified"]

_HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_CONTEXT = 2
_NO_END = "\n\\ No newline at end of file\n"
Block = tuple[int, int, str]
"""First line, line after the last, and what stands there afterwards."""


def _lines(text: str) -> list[str]:
    """Lines with their ends; only LF ends a line, as for `patch`."""
    return re.findall(r"[^\n]*\n|[^\n]+\Z", text)


class _Text:
    """A text by lines, with the output's side of every line range."""

    def __init__(self, result: Result) -> None:
        self.lines = _lines(result.original)
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line))
        self._result = result
        self._edges = [e.end for e in result.edits]

    def line_of(self, i: int) -> int:
        return min(bisect_right(self.starts, i) - 1, max(len(self.lines) - 1, 0))

    def _out(self, i: int) -> int:
        """Where a position between edits is in the output."""
        k = bisect_right(self._edges, i)
        return i if k == 0 else i - self._edges[k - 1] + self._result.edits[k - 1].out_end

    def out(self, first: int, after: int) -> str:
        """What lines `[first, after)` became; insertions at their beginning belong to them."""
        inserted = [e for e in self._result.edits if e.start == e.end == self.starts[first]]
        begin = inserted[0].out_start if inserted else self._out(self.starts[first])
        at_end = after == len(self.lines)
        inserted = [] if at_end else [e for e in self._result.edits if e.start == e.end == self.starts[after]]
        end = len(self._result.text) if at_end else inserted[0].out_start if inserted else self._out(self.starts[after])
        return self._result.text[begin:end]


def _blocks(text: _Text, result: Result) -> Iterator[Block]:
    """The changed line ranges, merged where they touch."""
    first = after = -1
    for e in result.edits:
        a, b = text.line_of(e.start), text.line_of(max(e.start, e.end - 1)) + 1
        if first >= 0 and a > after:
            yield first, after, text.out(first, after)
            first = -1
        first, after = (a if first < 0 else first), max(b, after)
        while after < len(text.lines) and not text.out(first, after).endswith("\n"):
            after += 1
    if first >= 0:
        yield first, min(after, len(text.lines)), text.out(first, min(after, len(text.lines)))


def _mark(sign: str, lines: list[str]) -> str:
    return "".join(sign + (x if x.endswith("\n") else x + _NO_END) for x in lines)


def _hunk(text: _Text, blocks: list[Block], shift: int) -> tuple[str, int]:
    first, after = max(blocks[0][0] - _CONTEXT, 0), min(blocks[-1][1] + _CONTEXT, len(text.lines))
    body, at, size = [], first, 0
    for a, b, new in blocks:
        fresh = _lines(new)
        body += [_mark(" ", text.lines[at:a]), _mark("-", text.lines[a:b]), _mark("+", fresh)]
        size += len(fresh) - (b - a)
        at = b
    body.append(_mark(" ", text.lines[at:after]))
    old, new_count = after - first, after - first + size
    head = f"@@ -{_range(first, old)} +{_range(first + shift, new_count)} @@\n"
    return head + "".join(body), shift + size


def _range(first: int, count: int) -> str:
    return f"{first + 1 if count else first},{count}"


def unified(result: Result) -> str:
    """The unified diff of a result; empty if nothing was edited."""
    if not result.edits:
        return ""
    text, name = _Text(result), re.sub(r"\s", " ", result.id or "document")
    out, shift, group = [f"--- {name}\n+++ {name}\n"], 0, list[Block]()
    for block in _blocks(text, result):
        if group and block[0] - group[-1][1] > 2 * _CONTEXT:
            hunk, shift = _hunk(text, group, shift)
            out.append(hunk)
            group = []
        group.append(block)
    return "".join([*out, _hunk(text, group, shift)[0]])


def _body(lines: list[str], i: int) -> tuple[str, str, int]:
    """Sign and text of a line of a hunk, and where the next one is."""
    text = lines[i][1:]
    if i + 1 < len(lines) and lines[i + 1].startswith("\\"):
        return lines[i][0], text[:-1], i + 2
    return lines[i][0], text, i + 1


def patch(original: str, diff: str) -> str:
    """Apply a diff that `unified` made; a `ReaderError` where it does not fit the text."""
    old, new, out, at, i = _lines(original), _lines(diff), list[str](), 0, 2
    while i < len(new):
        if head := _HUNK.match(new[i]):
            start = int(head[1]) - (head[2] != "0")
            out += old[at:start]
            at, i = start, i + 1
            continue
        sign, text, i = _body(new, i)
        if sign not in " -+" or (sign != "+" and old[at : at + 1] != [text]):
            raise ReaderError(
                f"line {i} of the diff does not fit the text; give what the format diff wrote, and the text before it"
            )
        at += sign in " -"
        out += [] if sign == "-" else [text]
    return "".join(out + old[at:])


WRITER = Writer("diff", unified)
