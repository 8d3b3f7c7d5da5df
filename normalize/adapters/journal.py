"""The journal of a folder run: what is done, so that a run killed anywhere can be taken up again.

Finished files lie under their temporary names, and their log lines are on the disk; then their journal lines are written; then
they are renamed: a group of files at a time, because waiting for the disk is what takes long. Whoever resumes renames the files
of the last group where that was not done yet, cuts the log at the last line's mark, and goes on. A file that was changed since
it was finished is done again, and its new lines follow in the log: of two lines with one id the later counts.

Of a large file of rows (JSON Lines, CSV) a line says now and then how much of it lies in the temporary file and in the log: a
run that is taken up reads the file from its beginning, which is quick, and normalizes from there. A Parquet file begins anew.
"""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import blake2b
from pathlib import Path
from typing import Any

from normalize.adapters.files import LogFile, Saved, Summary, Task
from normalize.adapters.streams import AtomicFile, sync_path
from normalize.adapters.workers import undisturbed
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


class Journal:
    """`resume`: continue what the journal says; else begin anew. `options`: what must be equal to continue.

    `log(keep, mark)` opens the log and cuts it to `keep` bytes, those after `mark` being of an unfinished file: `unfinished`, which
    has to be done first.
    """

    GROUP = 64

    def __init__(
        self, path: Path, options: dict[str, Any], *, resume: bool, log: Callable[[int, int], LogFile] | None = None
    ) -> None:
        self.path = path
        self.before = Summary()
        self._group: list[tuple[Task, AtomicFile, Summary, int]] = []
        self._done: set[int] = set()
        self._log_end = 0
        self._part: dict[str, Any] = {}
        self._to_rename: deque[dict[str, Any]] = deque(maxlen=self.GROUP)
        path.parent.mkdir(parents=True, exist_ok=True)
        good = self._load(options) if resume and path.exists() else 0
        self._file = path.open("r+b" if good else "wb")
        self._file.truncate(good)
        self._file.seek(good)
        if not good:
            self._write([{"journal": 1, "options": options}])
        self._rename()
        self.unfinished = self._task()
        self.log = log(self._part["log"] if self.unfinished else self._log_end, self._log_end) if log else None

    def _load(self, options: dict[str, Any]) -> int:
        """Read the journal; return the length of its good part (a line cut short by a kill is dropped)."""
        good = 0
        with self.path.open("rb") as lines:
            for n, line in enumerate(lines):
                if not line.endswith(b"\n"):
                    break
                entry = json.loads(line)
                if n == 0:
                    self._compare(entry["options"], options)
                else:
                    self._take(entry)
                good += len(line)
        return good

    def _rename(self) -> None:
        """Give the last group its names, and say so: one of its files may be begun anew under its temporary name."""
        for entry in self._to_rename:
            if os.path.exists(entry["temp"]):
                os.replace(entry["temp"], entry["out"])
        if self._to_rename:
            self._write([{"renamed": len(self._to_rename)}])

    def _compare(self, old: dict[str, Any], new: dict[str, Any]) -> None:
        changed = [k for k in sorted({*old, *new}) if old.get(k) != new.get(k)]
        if changed:
            k = changed[0]
            raise OptionError(
                f"the run to resume had {k} = {old.get(k)!r}, this one has {new.get(k)!r}; use the same, or leave out --resume"
            )

    def _take(self, entry: dict[str, Any]) -> None:
        if "renamed" in entry:
            self._to_rename.clear()
        elif "parts" in entry:
            self._part = entry
        else:
            self._to_rename.append(entry)
            self._done.add(_key(entry["file"], entry["stamp"]))
            self._log_end, self._part = entry["log"], {}
            self.before.add(Summary.of(entry["counts"]))

    def _task(self) -> Task | None:
        """The file that was done in part, if it and what was written of it are still there."""
        if not self._part:
            return None
        part, src, temp = self._part, Path(self._part["src"]), Path(self._part["temp"])
        if not src.exists() or _stamp(src) != part["stamp"] or not temp.exists() or temp.stat().st_size < part["size"]:
            return None
        saved = Saved(part["parts"], part["size"], Summary.of(part["counts"]))
        return Task(part["file"], src, Path(part["out"]), src.stat().st_size, saved)

    def is_done(self, task: Task) -> bool:
        """Whether this file, in its present state, was finished earlier, or is `unfinished`, which comes first."""
        if self.unfinished and self.unfinished.name == task.name:
            return True
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

    def save(self, task: Task, file: AtomicFile, counts: Summary, parts: int) -> None:
        """Note that `parts` parts of a file are done; what was finished before it goes first."""
        assert task.src is not None
        self.flush()
        with undisturbed():
            size = file.save()
            where = {"file": task.name, "stamp": _stamp(task.src), "log": self.log.save() if self.log else 0, "parts": parts}
            paths = {"src": str(task.src), "temp": str(file.temp), "out": str(task.out)}
            self._write([where | paths | {"size": size, "counts": counts.counts()}])

    def flush(self) -> None:
        """Give the group its names; safe against a kill at every point."""
        group, self._group = [g for g in self._group if g[1].temp.exists()], []
        if not group:
            return
        with undisturbed(), ThreadPoolExecutor(16) as threads:
            list(threads.map(lambda g: g[1].sync(), group))
            if self.log:
                self.log.save()
            self._write([_entry(*g) for g in group])
            for _, file, _, _ in group:
                file.rename()
            list(threads.map(sync_path, {file.path.parent for _, file, _, _ in group}))

    def close(self) -> None:
        self.flush()
        self._file.close()
        if self.log:
            self.log.close()
