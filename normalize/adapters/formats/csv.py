"""CSV and TSV: one document a record, in one column; every other cell stays byte for byte."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, partial

from normalize.adapters.formats import Format, Reader, Settings
from normalize.adapters.parts import Part, Run, splice
from normalize.errors import ReaderError
from normalize.records import Result

__all__ = ["FORMAT"]

_DELIMITERS = ",;\t|"
_END = re.compile(r"\r?\n?\Z")
Cell = tuple[int, int, bool]
"""Start, end (of what stands between the quotes, if any) and whether it is quoted."""


class _Record:
    """Cuts one record, which may go over several lines; every line is looked at once, and `raw` is asked for at the end."""

    def __init__(self, delimiter: str) -> None:
        self.cells = list[Cell]()
        self._lines, self._delimiter = list[str](), delimiter
        self._base, self._open = 0, -1  # where the next line begins; where the open quoted cell began, after its quote

    @cached_property
    def raw(self) -> str:
        return "".join(self._lines)

    def feed(self, line: str) -> bool:
        """Take a line; `True` when the record is complete."""
        self._lines.append(line)
        match = _END.search(line)
        end = match.start() if match else len(line)
        at = self._quoted(line, 0, end) if self._open >= 0 else 0
        while 0 <= at <= end:
            if line[at : at + 1] == '"':
                self._open = self._base + at + 1
                at = self._quoted(line, at + 1, end)
            else:
                at = self._bare(line, at, self._base + at, end)
        self._base += len(line)
        return at >= 0

    def _bare(self, line: str, at: int, start: int, end: int) -> int:
        """A cell without quotes from `start` of the record to the first delimiter after `at`; where the next one begins."""
        stop = line.find(self._delimiter, at, end)
        stop = end if stop < 0 else stop
        self.cells.append((start, self._base + stop, False))
        self._open = -1
        return stop + 1

    def _quoted(self, line: str, at: int, end: int) -> int:
        """The rest of a quoted cell; where the next one begins, or -1 where its closing quote is still to come."""
        i = at
        while (i := line.find('"', i)) >= 0:
            if line[i + 1 : i + 2] == '"':
                i += 2
                continue
            if i + 1 < end and line[i + 1] != self._delimiter:  # no closing quote: the cell was not quoted at all
                start = self._open - 1
                return self._bare(line, start - self._base if start >= self._base else i + 1, start, end)
            self.cells.append((self._open, self._base + i, True))
            self._open = -1
            return i + 2
        return -1


def _records(lines: Iterator[str], delimiter: str) -> Iterator[_Record]:
    record = _Record(delimiter)
    for line in lines:
        if record.feed(line):
            yield record
            record = _Record(delimiter)
    if record.raw:  # lines are left
        raise ReaderError("a cell with an opening quote is never closed; mend the file")


def _runs(raw: str, start: int, end: int) -> tuple[Run, ...]:
    """Where each character of a quoted cell lies; a doubled quote is one character."""
    runs, at, last = list[Run](), 0, start
    while (i := raw.find('""', last, end)) >= 0:
        if i > last:
            runs.append(Run(at, at + i - last, last, i))
            at += i - last
        runs.append(Run(at, at + 1, i, i + 2))
        at, last = at + 1, i + 2
    return (*runs, Run(at, at + end - last, last, end)) if last < end else tuple(runs)


def _double(text: str) -> str:
    return text.replace('"', '""')


def _finish_bare(delimiter: str, part: Part, result: Result) -> tuple[Result, str]:
    """An unquoted cell gets quotes only when an edit put something into it that needs them."""
    if not any(c in e.replacement for e in result.edits for c in (delimiter, '"', "\n", "\r")):
        return result, splice(part, result.edits)
    first, last = part.runs[0], part.runs[-1]
    return result, f'{part.raw[: first.raw_start]}"{_double(result.text)}"{part.raw[last.raw_end :]}'


def _part(record: _Record, column: int, row: int, delimiter: str, id_column: int | None) -> Part:
    if column >= len(record.cells):
        return Part(record.raw)
    start, end, quoted = record.cells[column]
    if start == end:
        return Part(record.raw)
    name = _value(record, id_column) if id_column is not None and id_column < len(record.cells) else None
    if quoted:
        text = record.raw[start:end].replace('""', '"')
        return Part(record.raw, text, row, name, _runs(record.raw, start, end), _double)
    run = Run(0, end - start, start, end)
    return Part(record.raw, record.raw[start:end], row, name, (run,), finish=partial(_finish_bare, delimiter))


def _value(record: _Record, i: int) -> str:
    start, end, quoted = record.cells[i]
    return record.raw[start:end].replace('""', '"') if quoted else record.raw[start:end]


def _sniff(header: str) -> str:
    """The delimiter that stands most often in the header, outside quotes."""
    bare = re.sub(r'"[^"]*"', "", header)
    return max(_DELIMITERS, key=bare.count)


def _parts(reader: Reader, settings: Settings) -> Iterator[Part]:
    lines = reader.lines()
    header = next(lines, "")
    while header and not header.strip():  # empty lines before the header
        yield Part(header)
        header = next(lines, "")
    if not header:
        return
    delimiter = _sniff(header)
    first = _Record(delimiter)
    while not first.feed(header):
        header = next(lines, "")
        if not header:
            raise ReaderError("the header has an opening quote that is never closed; mend the file")
    names = [_value(first, i).strip() for i in range(len(first.cells))]
    if settings.field not in names:
        raise ReaderError(f"there is no column {settings.field!r}; there are: {', '.join(names)}; choose with --field")
    column, id_column = names.index(settings.field), names.index("id") if "id" in names else None
    yield Part(first.raw)
    for row, record in enumerate(_records(lines, delimiter), 1):
        yield _part(record, column, row, delimiter, id_column)


FORMAT = Format("csv", (".csv", ".tsv"), rows=True, parts=_parts)
