"""The edit log as JSON Lines: one line a document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from normalize.adapters.streams import opened, reading
from normalize.errors import ReaderError
from normalize.records import Edit, Evidence, Refusal, Result

__all__ = ["Entry", "entry_of", "line_of", "parse", "read_log", "result_of"]

_EDIT = ("start", "end", "original", "replacement", "out_start", "out_end", "rule", "category", "level", "confidence", "entity")
_REFUSAL = ("start", "end", "original", "best", "rule", "category", "level", "confidence", "reason", "entity")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a log.

    `input` and `output` are paths as the run saw them; `row` counts the documents of a file from 1, `record` is the `id` that
    the row itself has; `field`, `format` and `encoding` say how the file was read.
    """

    id: str | None
    target: str | None
    source: str | None
    signature: str
    edits: tuple[Edit, ...]
    refusals: tuple[Refusal, ...]
    input: str | None = None
    output: str | None = None
    row: int | None = None
    record: str | int | None = None
    field: str | None = None
    format: str | None = None
    encoding: str | None = None
    text: str | None = None


def _plain(record: Edit | Refusal, names: tuple[str, ...]) -> dict[str, Any]:
    d = {n: getattr(record, n) for n in names}
    d["confidence"] = round(record.confidence, 4)
    d["evidence"] = [{"name": e.name, "weight": round(e.weight, 4), "detail": e.detail} for e in record.evidence]
    return d


def entry_of(result: Result, **where: Any) -> dict[str, Any]:
    """The log entry of a result as JSON-ready values; `where`: input, output, row, record, text."""
    return {
        "id": result.id,
        **{k: v for k, v in where.items() if v is not None},
        "target": result.target,
        "source": result.source,
        "signature": result.signature,
        "edits": [_plain(e, _EDIT) for e in result.edits],
        "refusals": [_plain(r, _REFUSAL) for r in result.refusals],
    }


def line_of(entry: dict[str, Any]) -> bytes:
    """The line, with its end. Lone surrogates, which UTF-8 cannot hold, are written as JSON escapes."""
    text = json.dumps(entry, ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(entry, separators=(",", ":")).encode() + b"\n"


_NUMBERS = {"start": (int,), "end": (int,), "out_start": (int,), "out_end": (int,), "confidence": (int, float)}
_MAYBE = frozenset({"entity", "best", "level"})


def _values(d: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """The values of an edit or a refusal, each of the type that `--log` writes."""
    for n in names:
        if not isinstance(d[n], _NUMBERS.get(n, (str,))) and not (d[n] is None and n in _MAYBE):
            raise TypeError(f"{n} is {d[n]!r}")
    return {n: d[n] for n in names}


def _evidence(d: dict[str, Any]) -> tuple[Evidence, ...]:
    return tuple(Evidence(str(e["name"]), float(e["weight"]), str(e.get("detail", ""))) for e in d.get("evidence", ()))


def _edit(d: dict[str, Any]) -> Edit:
    return Edit(**_values(d, _EDIT), evidence=_evidence(d))


def _refusal(d: dict[str, Any]) -> Refusal:
    return Refusal(**_values(d, _REFUSAL), evidence=_evidence(d))


def parse(line: str | bytes) -> Entry:
    """Read one line; a `ReaderError` where it is no entry or its edits cannot be those of one text."""
    try:
        entry = _entry(json.loads(line))
        _check(entry)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as e:
        raise ReaderError(f"this is not an entry of an edit log ({e}); give the file that --log wrote") from e
    return entry


def _check(entry: Entry) -> None:
    """Refuse values that `--log` never writes."""
    for name in ("id", "target", "source", "input", "output", "field", "format", "encoding", "text"):
        if not isinstance(getattr(entry, name), str | None):
            raise TypeError(f"{name} is not a string")
    if not isinstance(entry.row, int | None) or not isinstance(entry.signature, str):
        raise TypeError("row or signature is of another type")
    at = out_at = 0
    for e in entry.edits:
        if len(e.original) != e.end - e.start or len(e.replacement) != e.out_end - e.out_start:
            raise ValueError(f"the edit at {e.start} does not span what it replaces")
        if e.start < at or e.start - at != e.out_start - out_at:
            raise ValueError(f"the edit at {e.start} does not follow the one before it")
        at, out_at = e.end, e.out_end


def _entry(d: dict[str, Any]) -> Entry:
    edits, refusals = tuple(map(_edit, d["edits"])), tuple(map(_refusal, d.get("refusals", ())))
    where = {n: d.get(n) for n in ("input", "output", "row", "record", "field", "format", "encoding", "text")}
    return Entry(d.get("id"), d.get("target"), d.get("source"), d.get("signature", ""), edits, refusals, **where)


def read_log(path: Path) -> Iterator[Entry]:
    """Read a log that `--log` wrote, line by line."""
    with reading(path), opened(path) as lines:
        for n, line in enumerate(lines, 1):
            try:
                yield parse(line)
            except ReaderError as e:
                raise ReaderError(f"line {n}: {e}") from e


def result_of(entry: Entry, text: str) -> Result:
    """Put an entry and its cleaned text together again; refuses a text that was changed since."""
    for e in entry.edits:
        if text[e.out_start : e.out_end] != e.replacement:
            found = text[e.out_start : e.out_end]
            raise ReaderError(f"{entry.id}: at {e.out_start} the log has {e.replacement!r} but the text has {found!r}; "
                              "the file was changed after the run")  # fmt: skip
    half = Result("", text, entry.edits, entry.refusals, entry.target, entry.source, entry.signature, entry.id)
    return Result(half.revert(), text, *(half.edits, half.refusals, half.target, half.source, half.signature, half.id))
