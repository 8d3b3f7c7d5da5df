"""From the options of the command to a run: what to read, where it goes, which engine."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from normalize.adapters.files import Clean, LogFile, Observer, Summary, Task, clean
from normalize.adapters.folder import check_apart, folder_tasks, normalize_folder
from normalize.adapters.formats import Settings, format_of
from normalize.adapters.logs.diff import unified
from normalize.adapters.parts import Part
from normalize.config import Config, find_config, read_config
from normalize.errors import OptionError
from normalize.records import Result

__all__ = ["Plan", "byte_size", "make_engine", "make_plan", "perform"]

_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9}


def byte_size(text: str) -> int:
    """Read a size.

    >>> byte_size("200MB"), byte_size("1.5k"), byte_size("77")
    (200000000, 1500, 77)
    """
    match = re.fullmatch(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([kmg]?)b?\s*", text.lower())
    if not match:
        raise OptionError(f"{text!r} is not a size; write it as 500kB, 200MB or 2GB")
    return int(float(match[1]) * _UNITS[match[2]])


@dataclass(frozen=True, slots=True)
class Plan:
    """A run of the command, checked. `folder`: one folder, cleaned into `out` (with a journal); else `tasks`."""

    engine: Any
    settings: Settings
    jobs: int
    tasks: tuple[Callable[[], Iterable[Task]], ...]
    folder: Path | None
    out: Path | None
    in_place: bool
    check: bool
    diff: bool
    log: Path | None
    log_texts: bool
    report: Path | None
    resume: bool
    many: bool

    @property
    def writes(self) -> bool:
        """Whether files are written."""
        return self.in_place or self.out is not None

    @property
    def dry(self) -> bool:
        """Whether the run only looks."""
        return self.check or (self.diff and not self.writes)


def _config(args: Any) -> Config:
    if args.no_config:
        return Config()
    return read_config(args.config or find_config(Path.cwd()))


def make_engine(args: Any, config: Config | None = None) -> Any:
    """The engine that the command line and the options file ask for; the command line goes first."""
    from normalize.normalizer import Normalizer

    c = config or _config(args)
    given: dict[str, Any] = {"level": args.level or c.level, "model": args.model or c.model, "target": args.target or c.target}
    style = args.style if args.style is not None else c.style
    lexicons = [*c.lexicons, *args.lexicon]
    given |= {name: (*getattr(c, name), *getattr(args, name)) or None for name in ("select", "ignore", "keep")}
    return Normalizer(style=bool(style), lexicons=lexicons, **{k: v for k, v in given.items() if v is not None})


def _settings(args: Any, c: Config) -> Settings:
    size = args.max_file_size or c.max_file_size
    return Settings(
        field=args.field or c.field or "text",
        format=args.format or c.format,
        encoding=args.encoding or c.encoding,
        max_file_size=byte_size(str(size)) if size else None,
    )


def _jobs(args: Any, c: Config) -> int:
    jobs = args.jobs if args.jobs is not None else c.jobs if c.jobs is not None else 1
    if jobs < 0:
        raise OptionError("--jobs is a number of processes, or 0 for one each core")
    return jobs or os.cpu_count() or 1


def _check_options(args: Any) -> None:
    if args.check and (args.in_place or args.out):
        raise OptionError("--check writes nothing; leave out -o and --in-place, or leave out --check")
    if args.in_place and args.out:
        raise OptionError("--in-place and -o exclude each other; choose one")
    for p in args.paths:
        if p != "-" and not os.path.exists(p):
            raise OptionError(f"{p}: there is no such file or folder; check the path")
    if args.in_place and "-" in args.paths:
        raise OptionError("standard input cannot be written in place; leave out --in-place")
    if args.resume and not (len(args.paths) == 1 and os.path.isdir(args.paths[0]) and (args.out or args.in_place)):
        raise OptionError("--resume goes on with a folder; give that folder and -o (or --in-place), as in the run that stopped")


def _out_of_file(path: Path, out: str | None, in_place: bool, many: bool, name: str) -> Path | None:
    if in_place:
        return path
    if out is None:
        return None
    target = Path(out) / name if many or out.endswith(("/", os.sep)) or Path(out).is_dir() else Path(out)
    if target.resolve() == path.resolve():
        raise OptionError(f"{target} is the input itself; choose another name with -o, or say --in-place")
    return target


def _source(path: str, args: Any, many: bool) -> Callable[[], Iterable[Task]]:
    """The tasks of one path of the command line."""
    if path == "-":
        return lambda: [Task("-", None, Path(args.out) if args.out else None)]
    p = Path(path)
    if not p.is_dir():
        name = p.name if len(p.parts) == 1 or not many else path.lstrip("./")
        out = _out_of_file(p, args.out, args.in_place, many, p.name)
        return lambda: [Task(name, p, out, p.stat().st_size)]
    if args.out:
        check_apart(p, Path(args.out))
    base = p if args.in_place else Path(args.out) / p.name if args.out else None
    everything = args.format is not None
    return lambda: (_prefixed(t, p.name) for t in folder_tasks(p, base, everything=everything))


def _prefixed(task: Task, folder: str) -> Task:
    return Task(f"{folder}/{task.name}", task.src, task.out, task.size)


def _check_stdout(args: Any, many: bool) -> None:
    """Without -o only one file can go to standard output."""
    if args.out or args.in_place or args.check or args.diff:
        return
    if many:
        raise OptionError("say where the cleaned files go: -o OUT, or --in-place; to look first: --check or --diff")
    path = Path(args.paths[0])
    if args.paths[0] != "-" and format_of(path, args.format).name == "parquet":
        raise OptionError(f"{path}: Parquet is not written to standard output; say -o FILE")


def make_plan(args: Any) -> Plan:
    """Check everything that can be checked before the first file is read."""
    _check_options(args)
    c = _config(args)
    many = len(args.paths) > 1 or os.path.isdir(args.paths[0])
    _check_stdout(args, many)
    if args.out == "-":
        args.out = None
    folder = Path(args.paths[0]) if len(args.paths) == 1 and many and (args.out or args.in_place) else None
    if folder and args.out:
        check_apart(folder, Path(args.out))
    return Plan(
        engine=make_engine(args, c), settings=_settings(args, c), jobs=_jobs(args, c), folder=folder,
        tasks=() if folder else tuple(_source(p, args, many) for p in args.paths), out=Path(args.out) if args.out else None,
        in_place=args.in_place, check=args.check, diff=args.diff, log=args.log, log_texts=args.log_texts, report=args.report,
        resume=args.resume, many=many,
    )  # fmt: skip


def _observer(plan: Plan, show: Callable[[str], None]) -> Observer | None:
    if not plan.diff:
        return None

    def observe(task: Task, part: Part, result: Result) -> None:
        show(unified(result))

    return observe


def perform(
    plan: Plan, *, show: Callable[[str], None], progress: Callable[[Summary], None] | None, stdout: BinaryIO
) -> Summary:
    """Do the run. `show` takes diffs, `stdout` the text of a file that goes there."""
    if not plan.report:
        return _go(plan, show, progress, stdout, ())
    spool = LogFile(plan.report.with_name(f".{plan.report.name}.normalize-tmp"), texts=True, settings=plan.settings)
    try:
        summary = _go(plan, show, progress, stdout, (spool,))
        spool.close()
        _report(plan, spool.path)
        return summary
    finally:
        spool.close()
        spool.path.unlink(missing_ok=True)


def _report(plan: Plan, spool: Path) -> None:
    """The page of a run; a resumed run's is made from its whole log."""
    from normalize.report import write_report

    assert plan.report is not None
    if plan.resume and plan.log:
        write_report(plan.log, plan.report)
    else:
        write_report(spool, plan.report, str(plan.log or plan.report))


def _go(plan: Plan, show: Any, progress: Any, stdout: BinaryIO, extra: tuple[LogFile, ...]) -> Summary:
    return _folder(plan, show, progress, extra) if plan.folder else _files(plan, show, progress, stdout, extra)


def _folder(plan: Plan, show: Any, progress: Any, extra: tuple[LogFile, ...]) -> Summary:
    assert plan.folder is not None
    return normalize_folder(
        plan.folder, plan.out, in_place=plan.in_place, log=plan.log, log_texts=plan.log_texts, resume=plan.resume,
        jobs=plan.jobs, settings=plan.settings, engine=plan.engine, observe=_observer(plan, show), progress=progress,
        extra_logs=extra,
    )  # fmt: skip


def _files(plan: Plan, show: Any, progress: Any, stdout: BinaryIO, extra: tuple[LogFile, ...]) -> Summary:
    logs = extra + ((LogFile(plan.log, texts=plan.log_texts, settings=plan.settings),) if plan.log else ())
    to = Clean(logs=logs, observe=_observer(plan, show), stdout=None if plan.dry or plan.writes else stdout, progress=progress)
    tasks = (t for source in plan.tasks for t in source())
    try:
        return clean(plan.engine, tasks, to, plan.settings, plan.jobs)
    finally:
        for log in logs:
            log.close()
