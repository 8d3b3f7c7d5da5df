"""Files through the engine: read, normalize, write, log. Folder runs and the command line are both built on `clean`."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import IO, Any, BinaryIO

from normalize.adapters.formats import Format, Settings, Sink, Table, format_of
from normalize.adapters.log import entry_of, line_of
from normalize.adapters.parts import Part
from normalize.adapters.streams import AtomicFile, opened, reading, temp_of
from normalize.adapters.workers import Broken, Engine, Outcome, map_chunks
from normalize.errors import ReaderError
from normalize.records import Result

__all__ = ["SAVE_EVERY", "Clean", "LogFile", "Observer", "Saved", "Summary", "Task", "clean"]

WHOLE_LIMIT = 100_000_000
SAVE_EVERY = 8_000_000
"""Characters of a file of rows after which what is done of it is saved; the same in every run, so that the bytes are the same."""
_DOCUMENTS, _CHARACTERS, _EVENTS = 32, 300_000, 2_000
_FIRST = 2  # documents of the first group where there are workers: they wait for it, so that the lexicon is compiled once


@dataclass(slots=True)
class Summary:
    """What a run did, to be shown at its end; counts add up over files. `here_…`: of the file under way, for the progress bar."""

    files: int = 0
    changed: int = 0
    documents: int = 0
    edits: int = 0
    refusals: int = 0
    bytes: int = 0
    rules: Counter[str] = field(default_factory=Counter)
    entities: Counter[str] = field(default_factory=Counter)
    failed: list[tuple[str, str]] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    total_files: int | None = None
    total_bytes: int | None = None
    here_bytes: int = 0
    here_edits: int = 0

    def count(self, result: Result) -> None:
        """Add one document."""
        self.documents += 1
        self.edits += len(result.edits)
        self.refusals += len(result.refusals)
        self.rules.update(e.rule for e in result.edits)
        self.entities.update(e.entity for e in result.edits if e.entity)

    def add(self, other: Summary) -> None:
        """Add the counts of one file."""
        for name in ("files", "changed", "documents", "edits", "refusals", "bytes"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.rules.update(other.rules)
        self.entities.update(other.entities)

    def counts(self) -> dict[str, Any]:
        """The counts as JSON-ready values."""
        numbers = {n: getattr(self, n) for n in ("files", "changed", "documents", "edits", "refusals", "bytes")}
        return numbers | {"rules": dict(self.rules), "entities": dict(self.entities)}

    @classmethod
    def of(cls, counts: dict[str, Any]) -> Summary:
        """The inverse of `counts`."""
        return cls(**{**counts, "rules": Counter(counts["rules"]), "entities": Counter(counts["entities"])})


@dataclass(frozen=True, slots=True)
class Saved:
    """What an earlier run did of a file: `parts` of it lie in `size` bytes of its temporary file."""

    parts: int
    size: int
    counts: Summary


@dataclass(frozen=True, slots=True)
class Task:
    """A file to clean. `name` is its id in logs and messages, `src` `None` means standard input, `out` `None`: not written."""

    name: str
    src: Path | None
    out: Path | None = None
    size: int = 0
    after: Saved | None = None


class LogFile:
    """An edit log being written. A file's lines are taken back if the file fails.

    `keep`: bytes of an earlier run that stay; those after `mark` belong to a file that is not finished.
    """

    def __init__(
        self, path: Path, *, keep: int = 0, mark: int | None = None, texts: bool = False, settings: Settings | None = None
    ) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path, self._texts, self._settings = path, texts, settings or Settings()
        if keep and (not path.exists() or path.stat().st_size < keep):
            raise ReaderError(f"{path}: the log is shorter than the journal of that run says; leave out --resume to begin anew")
        self._file = path.open("r+b" if keep else "wb")
        self._file.truncate(keep)
        self._file.seek(keep)
        self._mark, self._saved = keep if mark is None else mark, keep

    def write(self, task: Task, part: Part, result: Result) -> None:
        s, text = self._settings, result.text if self._texts else None
        where = {"input": str(task.src) if task.src else None, "output": str(task.out) if task.out else None}
        read = {"field": s.field if part.row else None, "format": s.format, "encoding": s.encoding}
        self._file.write(line_of(entry_of(result, **where, row=part.row, record=part.record, **read, text=text)))

    @property
    def mark(self) -> int:
        """Where the lines of the present file begin."""
        return self._mark

    def keep(self) -> int:
        """The lines so far are good; return the length of the log."""
        self._file.flush()
        self._mark = self._file.tell()
        return self._mark

    def save(self) -> int:
        """Make the lines so far last on the disk; return the length of the log."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._saved = self._file.tell()
        return self._saved

    def take_back(self, *, saved: bool = False) -> None:
        """Drop the lines since the last `keep`, or only those since the last `save`."""
        self._saved = max(self._mark, self._saved) if saved else self._mark
        self._file.seek(self._saved)
        self._file.truncate()

    def close(self) -> None:
        self._file.close()


Observer = Callable[[Task, Part, Result], None]


@dataclass(frozen=True, slots=True)
class _Begin:
    task: Task
    fmt: Format | None = None
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class _End:
    error: str | None = None


_Event = _Begin | Part | _End


def _source(task: Task) -> IO[bytes]:
    return opened(task.src) if task.src else sys.stdin.buffer


def _check_size(task: Task, fmt: Format, settings: Settings) -> None:
    limit = settings.max_file_size or (None if fmt.rows else WHOLE_LIMIT)
    if limit and task.size > limit:
        raise ReaderError(f"it has {task.size:,} bytes, the limit is {limit:,}; raise it with --max-file-size")


def _read(task: Task, settings: Settings) -> Iterator[_Event]:
    fmt = format_of(task.src or Path(task.name), settings.format or (None if task.src else "text"))
    _check_size(task, fmt, settings)
    with _source(task) as stream:
        table = fmt.open(stream, settings)
        yield _Begin(task, fmt, table)
        yield from islice(table.parts(), task.after.parts if task.after else 0, None)


def _events(tasks: Iterable[Task], settings: Settings) -> Iterator[_Event]:
    for task in tasks:
        error, begun = None, False
        try:
            with reading(task.name):
                for event in _read(task, settings):
                    begun = True
                    yield event
        except ReaderError as e:
            error = str(e)
        if not begun:
            yield _Begin(task)
        yield _End(error)


Chunk = tuple[list[_Event], list[tuple[str, str]]]


def _chunks(events: Iterable[_Event], most: int = _DOCUMENTS) -> Iterator[Chunk]:
    """Group events so that each group has a bounded number of documents (the first `most`) and characters."""
    group, documents, size, name = list[_Event](), list[tuple[str, str]](), 0, ""
    for event in events:
        group.append(event)
        if isinstance(event, _Begin):
            name = event.task.name
        elif isinstance(event, Part):
            size += len(event.raw)
            if event.text is not None:
                documents.append((name if event.row is None else f"{name}#{event.row}", event.text))
                size += len(event.text)
        if len(documents) >= most or size >= _CHARACTERS or len(group) >= _EVENTS:
            yield group, documents
            group, documents, size, most = [], [], 0, _DOCUMENTS
    if group:
        yield group, documents


class Clean:
    """Takes the events of a run with their results and writes files, logs and counts.

    `stdout` takes the text of tasks without `out` (`None`: they are not written); `commit` renames a finished file (a journal
    puts its own line before that); `save` notes how far a large file has come (its parts so far).
    """

    def __init__(
        self,
        *,
        logs: Iterable[LogFile] = (),
        observe: Observer | None = None,
        stdout: BinaryIO | None = None,
        commit: Callable[[Task, AtomicFile, Summary], None] | None = None,
        save: Callable[[Task, AtomicFile, Summary, int], None] | None = None,
        progress: Callable[[Summary], None] | None = None,
    ) -> None:
        self.summary = Summary()
        self._logs, self._observe, self._stdout = tuple(logs), observe, stdout
        self._commit = commit or (lambda task, file, counts: file.commit())
        self._save = save
        self._progress = progress
        self._begin: _Begin | None = None
        self._file: AtomicFile | None = None
        self._sink: Sink | None = None
        self._error: str | None = None
        self._done = self._saved = False
        self._parts = self._since = self._read = 0
        self._counts = Summary()

    @property
    def _task(self) -> Task:
        assert self._begin is not None
        return self._begin.task

    def take(self, events: list[_Event], outcomes: list[Outcome]) -> None:
        """One chunk."""
        results = iter(outcomes)
        for event in events:
            if isinstance(event, _Begin):
                self._start(event)
            elif isinstance(event, _End):
                self._end(event.error or self._error)
            else:
                self._guarded(self._part, event, next(results) if event.text is not None else None)
        if self._progress:
            self.summary.here_bytes, self.summary.here_edits = self._here()
            self._progress(self.summary)

    def _here(self) -> tuple[int, int]:
        """About how many bytes, and how many edits, of the file under way are done."""
        return (0, 0) if self._begin is None else (min(self._read, self._begin.task.size), self._counts.edits)

    def _guarded(self, action: Callable[..., None], *args: Any) -> None:
        """Do something for the current file; what goes wrong is that file's error."""
        if self._error is None:
            try:
                with reading(self._task.name):
                    action(*args)
            except ReaderError as e:
                self._error = str(e)

    def _start(self, begin: _Begin) -> None:
        self._begin, self._error, self._file, self._sink, self._done = begin, None, None, None, False
        after = begin.task.after
        self._parts, self._since, self._saved = after.parts if after else 0, 0, after is not None
        self._read = after.size if after else 0
        self._counts = Summary.of(after.counts.counts()) if after else Summary(files=1, bytes=begin.task.size)

    def _open(self) -> None:
        """Open the output; only now is the encoding of the input known."""
        assert self._begin and self._begin.table
        after = self._task.after
        if self._task.out:
            self._file = AtomicFile(self._task.out, like=self._task.src, keep=after.size if after else 0)
        stream = self._file.stream if self._file else self._stdout
        if stream:
            self._sink = self._begin.table.sink(stream, begun=after is not None)

    def _part(self, part: Part, outcome: Outcome | None) -> None:
        if self._sink is None:
            self._open()
        new = part.raw
        if isinstance(outcome, Broken):
            raise ReaderError(f"{outcome.id}: {outcome.message}")
        if outcome is not None:
            result, new = part.finish(part, outcome)
            self._counts.count(result)
            for log in self._logs:
                log.write(self._task, part, result)
            if self._observe:
                self._observe(self._task, part, result)
        if self._sink:
            self._sink.write(part, new)
        self._count(part)

    def _count(self, part: Part) -> None:
        """Save what is done of a large file, at places that depend on the file alone."""
        assert self._begin and self._begin.table and self._begin.fmt
        self._parts, self._since, self._read = self._parts + 1, self._since + len(part.raw), self._read + len(part.raw)
        if self._since < SAVE_EVERY or not self._file or not self._begin.fmt.appends:
            return
        if self._save:
            self._save(self._task, self._file, self._counts, self._parts)
            self._saved = True
        else:
            self._file.save()
        self._since, self._sink = 0, self._begin.table.sink(self._file.stream, begun=True)

    def _end(self, error: str | None) -> None:
        self._error = error
        self._guarded(self._close)
        if self._error is None:
            self.summary.add(self._counts)
        else:
            self.summary.failed.append((self._task.name, self._error.removeprefix(f"{self._task.name}: ")))
            self._discard()
        self._begin, self._file, self._saved, self._counts = None, None, False, Summary()

    def _discard(self) -> None:
        """Leave no trace of the file: first of its text, so that what was saved of it does not count when its log lines go."""
        if self._file:
            self._file.discard()
        elif self._task.out and self._task.after:
            temp_of(self._task.out).unlink(missing_ok=True)
        for log in self._logs:
            log.take_back()

    def _close(self) -> None:
        if self._sink is None:
            self._open()
        if self._sink:
            self._sink.close()
        self._counts.changed = int(self._counts.edits > 0)
        if self._file:
            self._commit(self._task, self._file, self._counts)
            self._file, self._done = None, True
        for log in self._logs:
            log.keep()

    def stop(self) -> None:
        """The run ends early: leave nothing half done, wherever it was, but what was saved of a large file."""
        if self._saved and not self._done:
            if self._file:
                self._file.leave()
        elif self._file:
            self._file.discard()
        elif self._begin and self._task.out and not self._done:
            temp_of(self._task.out).unlink(missing_ok=True)
        for log in self._logs:
            log.take_back(saved=self._saved and not self._done)


def clean(engine: Engine, tasks: Iterable[Task], to: Clean, settings: Settings, jobs: int = 1) -> Summary:
    """Run the tasks in their order; a file that fails is named in the summary and the rest is done."""
    try:
        for events, outcomes in map_chunks(engine, _chunks(_events(tasks, settings), _FIRST if jobs > 1 else _DOCUMENTS), jobs):
            to.take(events, outcomes)
    except BaseException:
        to.stop()
        raise
    return replace(to.summary)
