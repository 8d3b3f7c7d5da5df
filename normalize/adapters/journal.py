"""The journal of a folder run: what is done, so that a run killed anywhere can be taken up again.

Finished files lie under their temporary names, and their log lines are on the disk; then their journal lines are written; then
they are renamed: a group of files at a time, because waiting for the disk is what takes long. Whoever resumes renames the files
of the last group where that was not done yet, cuts the log at the last line's mark, and goes on. A file that was changed since
it was finished is done again, and its new lines follow in the log: of two lines with one id the later counts.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import blake2b
from pathlib import Path
from typing import Any

from normalize.adapters.files import LogFile, Summary, Task
from normalize.adapters.streams import AtomicFile, sync_path
from normalize.errors import OptionError

__all__ = ["JOURNAL", "Journal"]

JOURNAL = ".normalize-journal.jsonl"


def _stamp(path: Path) -> list[int]:
    stat = path.stat()
    return [stat.st_size, stat.st_mtime_ns]


def _key(name: str, stamp: list[int]) -> int:
    """64 bits of a file's name and state: a million of them fit into memory."""
    return int.from_bytes(blake2b(f"{name}\0{stamp}".encode("utf-8", "surrogateescape"), digest_size=8).digest(), "big")


def _entry(task: Task, file: AtomicFile, counts: Summary, log_end: int) -> dict[str, Any]:
    assert task.src is not None
    stamp = _stamp(file.temp if file.path == task.src.resolve() else task.src)
    where = {"file": task.name, "stamp": stamp, "log": log_end, "temp": str(file.temp), "out": str(file.path)}
    return where | {"counts": counts.counts()}


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold Ctrl-C back for a moment."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if came:
        raise KeyboardInterrupt


class Journal:
    """`resume`: continue what the journal says; else begin anew. `options`: what must be equal to continue.

    `log(size)` opens the log and cuts it to that size.
    """

    GROUP = 64

    def __init__(
        self, path: Path, options: dict[str, Any], *, resume: bool, log: Callable[[int], LogFile] | None = None
    ) -> None:
        self.path = path
        self.before = Summary()
        self._group: list[tuple[Task, AtomicFile, Summary, int]] = []
        self._done: set[int] = set()
        self._log_end = 0
        path.parent.mkdir(parents=True, exist_ok=True)
        good = self._load(options) if resume and path.exists() else 0
        self._file = path.open("r+b" if good else "wb")
        self._file.truncate(good)
        self._file.seek(good)
        if not good:
            self._write([{"journal": 1, "options": options}])
        self.log = log(self._log_end) if log else None

    def _load(self, options: dict[str, Any]) -> int:
        """Read the journal; return the length of its good part (a line cut short by a kill is dropped)."""
        good = 0
        last: deque[dict[str, Any]] = deque(maxlen=self.GROUP)
        with self.path.open("rb") as lines:
            for n, line in enumerate(lines):
                if not line.endswith(b"\n"):
                    break
                entry = json.loads(line)
                if n == 0:
                    self._compare(entry["options"], options)
                else:
                    self._take(entry)
                    last.append(entry)
                good += len(line)
        for entry in last:
            if os.path.exists(entry["temp"]):
                os.replace(entry["temp"], entry["out"])
        return good

    def _compare(self, old: dict[str, Any], new: dict[str, Any]) -> None:
        changed = [k for k in sorted({*old, *new}) if old.get(k) != new.get(k)]
        if changed:
            k = changed[0]
            raise OptionError(
                f"the run to resume had {k} = {old.get(k)!r}, this one has {new.get(k)!r}; use the same, or leave out --resume"
            )

    def _take(self, entry: dict[str, Any]) -> None:
        self._done.add(_key(entry["file"], entry["stamp"]))
        self._log_end = entry["log"]
        self.before.add(Summary.of(entry["counts"]))

    def is_done(self, task: Task) -> bool:
        """Whether this file, in its present state, was finished earlier."""
        return bool(self._done) and task.src is not None and _key(task.name, _stamp(task.src)) in self._done

    def _write(self, entries: list[dict[str, Any]]) -> None:
        self._file.write(b"".join(json.dumps(e, separators=(",", ":")).encode() + b"\n" for e in entries))
        self._file.flush()
        os.fsync(self._file.fileno())

    def commit(self, task: Task, file: AtomicFile, counts: Summary) -> None:
        """Take a file whose text is complete; it gets its name with its group."""
        file.finish()
        self._group.append((task, file, counts, self.log.keep() if self.log else 0))
        if len(self._group) >= self.GROUP:
            self.flush()

    def flush(self) -> None:
        """Give the group its names; safe against a kill at every point."""
        group, self._group = [g for g in self._group if g[1].temp.exists()], []
        if not group:
            return
        with _undisturbed(), ThreadPoolExecutor(16) as threads:
            list(threads.map(lambda g: g[1].sync(), group))
            if self.log:
                self.log.keep(sync=True)
            self._write([_entry(*g) for g in group])
            for _, file, _, _ in group:
                file.rename()
            list(threads.map(sync_path, {file.path.parent for _, file, _, _ in group}))

    def close(self) -> None:
        self.flush()
        self._file.close()
        if self.log:
            self.log.close()
