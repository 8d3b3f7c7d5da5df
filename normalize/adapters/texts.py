"""The texts that a log speaks of: taken from the log itself, or from the cleaned file, or from the input file."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from normalize.adapters.formats import Settings, format_of
from normalize.adapters.log import Entry, read_log, result_of
from normalize.adapters.parts import change_of
from normalize.adapters.streams import opened, reading
from normalize.edits import apply
from normalize.errors import ReaderError
from normalize.records import Result

__all__ = ["documents", "found", "restored", "results"]


def documents(path: Path, settings: Settings) -> Iterator[tuple[int | None, str]]:
    """Row and text of each document of a file, as the log speaks of them: a page is its source, a row its field."""
    fmt = format_of(path, settings.format)
    with reading(path), opened(path) as stream:
        for part in fmt.open(stream, settings).parts():
            if part.text is not None:
                yield part.row, part.text if fmt.rows else part.raw


def found(name: str | None, log: Path) -> Path | None:
    """A path of a log: as it stands there, or from the folder of the log."""
    if name is None:
        return None
    return next((p for p in (Path(name), log.parent / name) if p.is_file()), None)


def restored(entry: Entry, text: str) -> Result:
    """The result of an entry from the text *before* the edits; refuses another text."""
    for e in entry.edits:
        if text[e.start : e.end] != e.original:
            raise ReaderError(
                f"{entry.id}: at {e.start} the log has {e.original!r}, the file {text[e.start : e.end]!r}; it was changed"
            )
    new, edits = apply(text, [change_of(e, e.start, e.end, e.replacement) for e in entry.edits])
    return Result(text, new, edits, entry.refusals, entry.target, entry.source, entry.signature, entry.id)


def _by_file(entries: list[Entry], log: Path) -> Iterator[tuple[Entry, Result | None]]:
    """Results of the entries of one file; `None` where the text is gone or was changed."""
    first = entries[0]
    clean, source = found(first.output, log), found(first.input, log)
    if first.output and first.output == first.input:
        source = None
    path, rebuild = (clean, result_of) if clean else (source, restored)
    settings = Settings(first.field or "text", first.format, first.encoding)
    try:
        texts = dict(documents(path, settings)) if path else {}
    except ReaderError:
        texts = {}
    for entry in entries:
        try:
            yield entry, rebuild(entry, texts[entry.row]) if entry.row in texts else None
        except ReaderError:
            yield entry, None


def results(log: Path) -> Iterator[tuple[Entry, Result | None]]:
    """Every entry of a log with its result, where its text can be had."""
    for (_, _, embedded), group in groupby(read_log(log), key=lambda e: (e.input, e.output, e.text is not None)):
        if embedded:
            yield from ((e, result_of(e, e.text or "")) for e in group)
        else:
            yield from _by_file(list(group), log)
