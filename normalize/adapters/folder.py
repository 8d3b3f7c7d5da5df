"""Folder runs: a tree of files in, the same tree cleaned out, with a log, a journal and a summary.

from normalize.adapters.folder import normalize_folder
summary = normalize_folder("articles", "cleaned", log="edits.jsonl", jobs=2, level="safe")
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from normalize.adapters.files import Clean, LogFile, Observer, Summary, Task, clean
from normalize.adapters.formats import Settings, known_suffixes
from normalize.adapters.journal import JOURNAL, Journal
from normalize.adapters.streams import COMPRESSED
from normalize.adapters.workers import Engine
from normalize.errors import OptionError, ReaderError

__all__ = ["check_apart", "normalize_folder", "walk"]

Skip = Callable[[str, str], None]


def check_apart(src: Path, out: Path) -> None:
    """Refuse an output folder that lies in the input folder or around it: a second run would then eat its own output."""
    a, b = src.resolve(), out.resolve()
    if a == b:
        raise OptionError(f"{out} is the input folder itself; choose another with -o, or say --in-place")
    if b.is_relative_to(a):
        raise OptionError(f"the output {out} lies inside the input {src}; choose a folder beside it")
    if a.is_relative_to(b):
        raise OptionError(f"the input {src} lies inside the output {out}; choose an output of its own, such as {src}-clean")


def _readable(name: str, everything: bool) -> bool:
    stem, dot = os.path.splitext(name)
    while dot.lower() in COMPRESSED:
        stem, dot = os.path.splitext(stem)
    return everything or dot.lower() in known_suffixes()


def _link_problem(path: Path, root: Path) -> str | None:
    """Why a symbolic link is not followed; `None` where it leads to a file of the tree."""
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return "a symbolic link that leads nowhere"
    if target.is_dir():
        return "a symbolic link to a folder; folders are not followed"
    return None if target.is_relative_to(root) else "a symbolic link out of the folder"


def walk(root: Path, skip: Skip | None = None, *, everything: bool = False) -> Iterator[tuple[str, Path, int]]:
    """Files that can be read, as (name with `/`, path, size), in the order of their names; hidden ones are passed over.

    Symbolic links are followed only to files inside the tree. `skip(name, why)` hears of what is left out.
    """
    yield from _walk(root.resolve(), root, "", skip or (lambda name, why: None), everything)


def _walk(root: Path, folder: Path, prefix: str, skip: Skip, everything: bool) -> Iterator[tuple[str, Path, int]]:
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda e: e.name)
    except OSError as e:
        skip(prefix or ".", f"the folder cannot be read ({(e.strerror or str(e)).lower()})")
        return
    for entry in found:
        name = prefix + entry.name
        if entry.name.startswith("."):
            continue
        if entry.is_symlink() and (why := _link_problem(Path(entry.path), root)):
            skip(name, why)
        elif entry.is_dir(follow_symlinks=False):
            yield from _walk(root, Path(entry.path), name + "/", skip, everything)
        elif entry.is_file() and _readable(entry.name, everything):
            yield name, Path(entry.path), entry.stat().st_size
        else:
            skip(name, "not a file of a known format")


def folder_tasks(root: Path, out: Path | None, *, skip: Skip | None = None, everything: bool = False) -> Iterator[Task]:
    """A task for each file of the tree; `out` has the same names."""
    for name, path, size in walk(root, skip, everything=everything):
        yield Task(name, path, out / name if out else None, size)


def _totals(root: Path, summary: Summary, everything: bool) -> None:
    sizes = [0, 0]
    for _, _, size in walk(root, everything=everything):
        sizes[0] += 1
        sizes[1] += size
    summary.total_files, summary.total_bytes = sizes[0], sizes[1]


def _engine(options: dict[str, Any]) -> Engine:
    from normalize.normalizer import Normalizer

    engine: Engine = Normalizer(**options)
    return engine


def _fingerprint(engine: Engine, settings: Settings, root: Path, log: Path | None) -> dict[str, Any]:
    """What must be the same for a run to be resumed."""
    signature = getattr(engine, "signature", None)
    return {
        "input": str(root.resolve()),
        "log": str(log.resolve()) if log else None,
        "field": settings.field,
        "format": settings.format,
        "encoding": settings.encoding,
        "signature": str(signature() if callable(signature) else signature),
    }


def _open_log(path: Path, texts: bool, settings: Settings, keep: int, mark: int) -> LogFile:
    return LogFile(path, keep=keep, mark=mark, texts=texts, settings=settings)


def normalize_folder(
    src: str | Path,
    out: str | Path | None = None,
    *,
    in_place: bool = False,
    log: str | Path | None = None,
    log_texts: bool = False,
    resume: bool = False,
    jobs: int = 1,
    settings: Settings | None = None,
    engine: Engine | None = None,
    observe: Observer | None = None,
    progress: Callable[[Summary], None] | None = None,
    extra_logs: tuple[LogFile, ...] = (),
    **options: Any,
) -> Summary:
    """Clean every readable file under `src` into the same tree under `out` and return what was done.

    `in_place` writes over the files of `src` instead. A file that cannot be read or written is named in `Summary.failed`, and
    the rest is done. `resume` continues a run that was stopped or killed, also within a large file of rows (JSON Lines, CSV; a
    Parquet file begins anew), and ends with the same bytes and log. `options` go to `Normalizer`; or give `engine`.
    """
    root, target = Path(src), Path(src if in_place else out or "")
    if not root.is_dir():
        raise ReaderError(f"{root}: this is not a folder; give a folder, or use the command for single files")
    if not in_place:
        if out is None:
            raise OptionError("no output folder; give one, or say in_place=True")
        check_apart(root, target)
    settings, engine = settings or Settings(), engine or _engine(options)
    path = Path(log) if log else None
    opener = partial(_open_log, path, log_texts, settings) if path else None
    journal = Journal(target / JOURNAL, _fingerprint(engine, settings, root, path), resume=resume, log=opener)
    logs = (*extra_logs, journal.log) if journal.log else extra_logs
    to = Clean(logs=logs, observe=observe, commit=journal.commit, save=journal.save, progress=progress)
    to.summary = journal.before
    everything = settings.format is not None
    if progress:
        _totals(root, to.summary, everything)
    tasks = folder_tasks(root, target, skip=lambda n, why: to.summary.skipped.append((n, why)), everything=everything)
    try:
        first = [journal.unfinished] if journal.unfinished else []
        clean(engine, chain(first, (t for t in tasks if not journal.is_done(t))), to, settings, jobs)
    finally:
        journal.close()
    return to.summary
