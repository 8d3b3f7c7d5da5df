"""Back to the text before the edits: cleaned files and their log in, the inputs out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from normalize.adapters.files import Clean, Summary, Task, clean
from normalize.adapters.folder import check_apart, walk
from normalize.adapters.formats import Settings, format_of
from normalize.adapters.log import Entry, parse, result_of
from normalize.adapters.parts import change_of
from normalize.adapters.streams import opened, reading
from normalize.adapters.workers import Text
from normalize.edits import apply
from normalize.errors import OptionError, ReaderError
from normalize.records import Result

__all__ = ["revert_files"]


class _Reverter:
    """An engine that undoes the edits of a log; only the places of the log's lines are held in memory."""

    def __init__(self, log: Path) -> None:
        self._log, self.names = log, set[str]()
        self._at: dict[str, int] = {}
        at = 0
        with reading(log), opened(log) as lines:
            for line in lines:
                name = parse(line).id or ""
                self._at[name] = at
                self.names.add(name.rpartition("#")[0] or name)
                self.names.add(name)
                at += len(line)
        self._file = opened(log)

    def _entry(self, name: str) -> Entry:
        if name not in self._at:
            raise ReaderError(f"{name} is not in {self._log}; give the log of the run that wrote this file")
        self._file.seek(self._at[name])
        return parse(self._file.readline())

    def run(self, documents: Iterable[Text], /) -> Iterator[Result]:
        for name, text in documents:
            entry = self._entry(name)
            result_of(entry, text)
            back = [change_of(e, e.out_start, e.out_end, e.original) for e in entry.edits]
            original, edits = apply(text, back)
            yield Result(text, original, edits, id=name)

    def name_of(self, path: Path) -> str:
        """The log's name of a file: the longest end of its path that the log has."""
        parts = path.resolve().parts
        ends = ("/".join(parts[i:]) for i in range(1, len(parts)))
        return next((e for e in ends if e in self.names), path.name)


def _tasks(path: Path, out: Path | None, engine: _Reverter) -> Iterator[Task]:
    if not path.is_dir():
        yield Task(engine.name_of(path), path, out, path.stat().st_size)
        return
    for name, file, size in walk(path):
        yield Task(engine.name_of(file), file, out / name if out else None, size)


def _settings(path: Path, settings: Settings) -> Settings:
    """A page was logged as its source, so it is read as plain text here."""
    if settings.format == "html" or (settings.format is None and path.is_file() and format_of(path).name == "html"):
        return Settings(settings.field, "text", settings.encoding)
    return settings


def revert_files(path: Path, log: Path, out: Path | None, settings: Settings, stdout: BinaryIO) -> Summary:
    """Undo the edits of a file or a folder; each file that does not fit the log is named in `Summary.failed`."""
    if not path.exists():
        raise OptionError(f"{path}: there is no such file or folder; check the path")
    if path.is_dir():
        if out is None:
            raise OptionError("say where the reverted files go: -o OUT")
        check_apart(path, out)
    engine = _Reverter(log)
    to = Clean(stdout=None if out else stdout)
    for task in _tasks(path, out, engine):
        assert task.src is not None
        to.summary = clean(engine, [task], to, _settings(task.src, settings))
    return to.summary
