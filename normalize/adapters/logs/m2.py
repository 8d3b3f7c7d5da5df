"""The log as M2, which scorers of grammatical error correction read.

A sentence here is a line of the text (several where an edit joins them), a token what stands between blanks. An edit inside a
token is stated for the whole token, with the rule's category as its type; edits that share a token are one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from normalize.adapters.logs import Writer
from normalize.errors import ReaderError
from normalize.records import Result

__all__ = ["WRITER", "m2", "read_m2"]

Token = tuple[int, int]
Change = tuple[int, int, str, str]
"""First token, token after the last, type, the new tokens with one blank between them."""


def _tokens(text: str) -> list[Token]:
    return [m.span() for m in re.finditer(r"\S+", text)]


def _groups(result: Result) -> Iterator[list[int]]:
    """Indices of edits that must be stated together: they touch the same tokens."""
    group, reach = list[int](), -1
    for i, e in enumerate(result.edits):
        start, end = _grown(result.original, e.start, e.end)
        if group and start > reach:
            yield group
            group = []
        group.append(i)
        reach = max(reach, end) if len(group) > 1 else end
    if group:
        yield group


def _grown(text: str, start: int, end: int) -> tuple[int, int]:
    """A span grown to the blanks around it."""
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end


def _changes(result: Result, tokens: list[Token]) -> Iterator[Change]:
    starts, ends = [a for a, _ in tokens], [b for _, b in tokens]
    for group in _groups(result):
        first, last = result.edits[group[0]], result.edits[group[-1]]
        start = _grown(result.original, first.start, first.start)[0]
        end = _grown(result.original, last.end, last.end)[1]
        new = result.text[first.out_start - (first.start - start) : last.out_end + (end - last.end)]
        a, b = bisect_right(ends, start), bisect_right(starts, max(end - 1, start - 1))
        kinds = sorted({result.edits[i].category for i in group})
        yield a, max(a, b), "+".join(kinds).upper(), " ".join(new.split())


def _sentences(result: Result, tokens: list[Token], changes: list[Change]) -> Iterator[tuple[int, int]]:
    """Token ranges: cut at line ends that no change spans."""
    crossed = {i for a, b, _, _ in changes for i in range(a + 1, b)}
    first = 0
    for i in range(1, len(tokens)):
        if i not in crossed and "\n" in result.original[tokens[i - 1][1] : tokens[i][0]]:
            yield first, i
            first = i
    if tokens or changes:
        yield first, len(tokens)


def m2(result: Result) -> str:
    """The document as M2, one block a sentence."""
    tokens = _tokens(result.original)
    changes = list(_changes(result, tokens))
    out, at = [], 0
    for first, after in _sentences(result, tokens, changes):
        out.append("S " + " ".join(result.original[a:b] for a, b in tokens[first:after]) + "\n")
        while at < len(changes) and (changes[at][1] <= after):
            a, b, kind, new = changes[at]
            if a == b == after and after < len(tokens):
                break
            out.append(f"A {a - first} {b - first}|||{kind}|||{new or '-NONE-'}|||REQUIRED|||-NONE-|||0\n")
            at += 1
        out.append("\n")
    return "".join(out)


def _correct(tokens: list[str], notes: list[str]) -> list[str]:
    for note in reversed(notes):
        span, _, rest = note[2:].split("|||", 2)
        new = rest.rsplit("|||", 3)[0]
        a, b = map(int, span.split())
        tokens[a:b] = [] if new == "-NONE-" else new.split()
    return tokens


def read_m2(text: str) -> Iterator[tuple[list[str], list[str]]]:
    """Tokens before and after the corrections, sentence by sentence; a `ReaderError` where a line is no M2."""
    for block in text.split("\n\n"):
        lines = [x for x in block.split("\n") if x]
        if lines:
            tokens = lines[0][2:].split(" ") if lines[0][2:] else []
            try:
                corrected = _correct([*tokens], lines[1:])
            except ValueError as e:
                raise ReaderError(f"the block of {lines[0][:40]!r} is not M2 ({e}); give what the format m2 wrote") from e
            yield tokens, corrected


WRITER = Writer("m2", m2)
