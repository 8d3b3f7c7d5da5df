"""The journal of a folder run: what is done, so that a run killed anywhere can be taken up again.

A finished file lies under its temporary name, its log lines are on the disk; then its journal line is written; then it is
renamed. Whoever resumes renames the file of the last line if that was not done yet, cuts the log at that line's mark, and goes
on. A file that was changed since it was finished is done again, and its new lines follow in the log: of two lines with one id the
later counts.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import Any

from normalize.adapters.files import LogFile, Summary, Task
from normalize.adapters.streams import AtomicFile
from normalize.errors import OptionError

__all__ = ["JOURNAL", "Journal"]

JOURNAL = ".normalize-journal.jsonl"


def _stamp(path: Path) -> list[int]:
    stat = path.stat()
    return [stat.st_size, stat.st_mtime_ns]


def _key(name: str, stamp: list[int]) -> int:
    """64 bits of a file's name and state: a million of them fit into memory."""
    return int.from_bytes(blake2b(f"{name}\0{stamp}".encode("utf-8", "surrogateescape"), digest_size=8).digest(), "big")


class Journal:
    """`resume`: continue what the journal says; else begin anew. `options`: what must be equal to continue.

    `log(size)` opens the log and cuts it to that size.
    """

    def __init__(
        self, path: Path, options: dict[str, Any], *, resume: bool, log: Callable[[int], LogFile] | None = None
    ) -> None:
        self.path = path
        self.before = Summary()
        self._done: set[int] = set()
        self._log_end = 0
        path.parent.mkdir(parents=True, exist_ok=True)
        good = self._load(options) if resume and path.exists() else 0
        self._file = path.open("r+b" if good else "wb")
        self._file.truncate(good)
        self._file.seek(good)
        if not good:
            self._line({"journal": 1, "options": options})
        self.log = log(self._log_end) if log else None

    def _load(self, options: dict[str, Any]) -> int:
        """Read the journal; return the length of its good part (a line cut short by a kill is dropped)."""
        good = 0
        last: dict[str, Any] | None = None
        with self.path.open("rb") as lines:
            for n, line in enumerate(lines):
                if not line.endswith(b"\n"):
                    break
                entry = json.loads(line)
                if n == 0:
                    self._compare(entry["options"], options)
                else:
                    self._take(entry)
                    last = entry
                good += len(line)
        if last and last["temp"] and os.path.exists(last["temp"]):
            os.replace(last["temp"], last["out"])
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

    def _line(self, entry: dict[str, Any]) -> None:
        self._file.write(json.dumps(entry, separators=(",", ":")).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def commit(self, task: Task, file: AtomicFile, counts: Summary) -> None:
        """Finish one file; safe against a kill at every point."""
        file.finish()
        end = self.log.keep(sync=True) if self.log else 0
        assert task.src is not None
        stamp = _stamp(file.temp if file.path == task.src.resolve() else task.src)
        entry = {"file": task.name, "stamp": stamp, "log": end, "temp": str(file.temp), "out": str(file.path)}
        self._line(entry | {"counts": counts.counts()})
        file.rename()

    def close(self) -> None:
        self._file.close()
        if self.log:
            self.log.close()
