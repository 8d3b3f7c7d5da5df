"""JSON Lines: one document a line, in one field; every other byte of the line stays as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

from normalize.adapters.formats import Format, Reader, Settings
from normalize.adapters.parts import Part, Run
from normalize.errors import ReaderError

__all__ = ["FORMAT"]

_BLANK = re.compile(r"[ \t\r\n]*")
_ESCAPE = re.compile(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)", re.DOTALL)
_DECODER = json.JSONDecoder(strict=False)


def _skip(line: str, i: int) -> int:
    match = _BLANK.match(line, i)
    return match.end() if match else i


def _members(line: str, i: int) -> Iterator[tuple[str, int, int, Any]]:
    """Key, start, end and value of each member of the object that begins at `i`."""
    i = _skip(line, i + 1)
    while line[i : i + 1] != "}":
        if line[i : i + 1] != '"':
            raise json.JSONDecodeError("a key in double quotes is expected", line, i)
        key, i = scanstring(line, i + 1, False)
        i = _skip(line, i)
        if line[i : i + 1] != ":":
            raise json.JSONDecodeError("':' is expected", line, i)
        start = _skip(line, i + 1)
        value, end = _DECODER.raw_decode(line, start)
        yield key, start, end, value
        i = _skip(line, end)
        if line[i : i + 1] == ",":
            i = _skip(line, i + 1)
        elif line[i : i + 1] != "}":
            raise json.JSONDecodeError("',' or '}' is expected", line, i)


def _find(line: str, i: int, path: list[str]) -> tuple[int, int, Any, dict[str, Any]] | None:
    """Span and value of the field; of repeated keys the last counts, as everywhere in JSON."""
    found, top = None, {}
    for key, start, end, value in _members(line, i):
        top[key] = value
        if key == path[0]:
            found = (start, end, value, top)
    if found and len(path) > 1:
        return _find(line, found[0], path[1:]) if isinstance(found[2], dict) else None
    return found


def _runs(line: str, start: int, end: int) -> tuple[Run, ...]:
    """Where each character of the string token `line[start:end]` (without its quotes) lies."""
    if line.find("\\", start, end) < 0:
        return (Run(0, end - start, start, end),)
    runs, at, last = [], 0, start
    for m in _ESCAPE.finditer(line, start, end):
        if m.start() > last:
            runs.append(Run(at, at + m.start() - last, last, m.start()))
            at += m.start() - last
        runs.append(Run(at, at + 1, m.start(), m.end()))
        at, last = at + 1, m.end()
    return (*runs, Run(at, at + end - last, last, end)) if last < end else tuple(runs)


def _escape_ascii(text: str) -> str:
    return json.dumps(text)[1:-1]


def _escape(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _record(members: dict[str, Any]) -> str | int | None:
    value = members.get("id")
    return value if isinstance(value, (str, int)) and not isinstance(value, bool) else None


def _part(line: str, row: int, path: list[str]) -> Part:
    i = _skip(line, 0)
    if i == len(line):
        return Part(line)
    if line[i] != "{":
        raise ReaderError(f"line {row} is not a JSON object; use a file with one object a line")
    try:
        found = _find(line, i, path)
    except (ValueError, RecursionError) as e:
        raise ReaderError(f"line {row} is not JSON ({e}); mend or delete the line") from e
    if found is None or found[2] is None:
        return Part(line)
    start, end, value, members = found
    if not isinstance(value, str):
        raise ReaderError(f"line {row}: the field {'.'.join(path)!r} is not a string; choose another with --field")
    ascii_only = line.isascii() and "\\u" in line
    runs = _runs(line, start + 1, end - 1)
    return Part(line, value, row, _record(members), runs, _escape_ascii if ascii_only else _escape)


def _keys(line: str) -> str:
    try:
        value = json.loads(line)
    except ValueError:
        return "none"
    return ", ".join(map(str, value)) if isinstance(value, dict) else "none"


def _parts(reader: Reader, settings: Settings) -> Iterator[Part]:
    path, some, first = settings.field.split("."), False, ""
    for row, line in enumerate(reader.lines(), 1):
        part = _part(line, row, path)
        some = some or part.text is not None
        first = first or line.strip()
        yield part
    if first and not some:
        raise ReaderError(f"no line has the field {settings.field!r}; the first line has: {_keys(first)}; choose with --field")


FORMAT = Format("jsonl", (".jsonl", ".ndjson", ".jsonlines"), rows=True, parts=_parts)
