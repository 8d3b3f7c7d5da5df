"""The command `normalize`. The only module that prints; heavy imports stand inside functions, so that it starts at once."""

from __future__ import annotations

import argparse
import os
import re
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from normalize.errors import NormalizeError, OptionError
from normalize.lexicon import on_build

if TYPE_CHECKING:
    from normalize.adapters.files import Summary
    from normalize.adapters.runs import Plan

__all__ = ["main"]

DONE, FOUND, USAGE, FAILED, STOPPED = 0, 1, 2, 3, 130

_ABOUT = """Repair machine-translated text: garbled names and other traces of translation.

  normalize article.txt                        cleaned text to standard output
  normalize articles -o cleaned --log e.jsonl  a folder, with the edit log
  normalize articles --check                   write nothing; exit 1 if there would be edits
  normalize explain "He spoke of Boutsa."      every candidate, option and piece of evidence

Commands: explain, rules, lexicon, report, revert, apply-review, convert-log. "normalize COMMAND --help" says more.
(A file with such a name: ./explain.)"""
_EXITS = "exit: 0 done, 1 --check found edits, 2 usage, 3 some files failed (each named, the rest done), 130 stopped"


class _Parser(argparse.ArgumentParser):
    """Errors are sentences that name the nearest option."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{**options, "allow_abbrev": False, "formatter_class": argparse.RawDescriptionHelpFormatter})

    def error(self, message: str) -> NoReturn:
        _say(f"{self.prog}: {self._better(message)}")
        _say(f'"{self.prog} --help" lists the options')
        raise SystemExit(USAGE)

    def _better(self, message: str) -> str:
        from normalize.config import nearest

        if unknown := re.match(r"unrecognized arguments: (\S+)", message):
            word = unknown[1].split("=")[0]
            return f"there is no option {word!r}; {nearest(word, sorted(self._option_string_actions))}"
        if choice := re.match(r"argument (\S+): invalid choice: '(.*?)' \(choose from (.*)\)", message):
            return f"{choice[1]} cannot be {choice[2]!r}; {nearest(choice[2], re.sub(chr(39), '', choice[3]).split(', '))}"
        return message


def _say(text: str) -> None:
    """A message for the person: to stderr."""
    print(text, file=sys.stderr, flush=True)


def _show(lines: Iterable[str]) -> None:
    """What was asked for: to stdout."""
    for line in lines:
        print(line)


def _bytes(text: str) -> int:
    from normalize.adapters.runs import byte_size

    try:
        return byte_size(text)
    except OptionError as e:
        raise argparse.ArgumentTypeError(str(e)) from e


def _engine_options(p: argparse.ArgumentParser) -> None:
    g = p.add_argument_group("what is repaired")
    g.add_argument(
        "--level", choices=("safe", "likely", "hint"), help="safe: sure edits only (default); likely: probable ones, too"
    )
    g.add_argument("--style", action="store_true", default=None, help="bring right spellings of a name to one (Kiev, Kyiv)")
    g.add_argument("--target", metavar="LANG", help="language of the text, such as en or de (default: found for each document)")
    g.add_argument("--lexicon", metavar="FILE", action="append", default=[], help="your own names (TSV, column 'canonical')")
    g.add_argument("--model", metavar="NAME", help="default, none, or the folder of a trained model")
    g.add_argument("--select", metavar="RULE", action="append", default=[], help="only this rule or category")
    g.add_argument("--ignore", metavar="RULE", action="append", default=[], help="not this rule or category")
    g.add_argument(
        "--keep", metavar="WORDS", action="append", default=[], help="never edit these words (each of these four: repeatable)"
    )
    g.add_argument(
        "--config", metavar="FILE", type=Path, help="options file (default: the nearest normalize.toml, pyproject.toml)"
    )
    g.add_argument("--no-config", action="store_true", help="use no options file")
    p.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="colours (auto respects NO_COLOR)")


def _run_parser() -> _Parser:
    p = _Parser("normalize", description=_ABOUT, epilog=_EXITS, usage="normalize PATH... [-o OUT] [options]")
    p.add_argument("paths", nargs="*", metavar="PATH", help="files, folders, or - for standard input")
    p.add_argument("--version", action="store_true", help="show the version")
    g = p.add_argument_group("where it goes")
    g.add_argument("-o", "--out", metavar="OUT", help="file or folder for the cleaned text")
    g.add_argument("--in-place", action="store_true", help="write over the input files")
    g.add_argument("--check", action="store_true", help="write nothing; exit 1 if there would be edits")
    g.add_argument("--diff", action="store_true", help="show what would change; nothing is written without -o or --in-place")
    g.add_argument("--log", metavar="FILE", type=Path, help="edit log, JSON Lines, one line a document")
    g.add_argument("--log-texts", action="store_true", help="put the cleaned text into the log, too")
    g.add_argument("--report", metavar="FILE", type=Path, help="page to look at the edits (one HTML file)")
    g.add_argument(
        "--resume", action="store_true", help="go on with a folder run that was stopped or killed, also inside a large file"
    )
    g = p.add_argument_group("how files are read")
    g.add_argument("--field", metavar="NAME", help="JSON key, CSV or Parquet column with the text (default: text)")
    g.add_argument("--format", metavar="NAME", help="text, html, jsonl, csv or parquet (default: by the file's name)")
    g.add_argument("--encoding", metavar="NAME", help="encoding of the files (default: found)")
    g.add_argument("--max-file-size", metavar="SIZE", type=_bytes, help="larger files are refused (200MB, 2GB)")
    g.add_argument("-j", "--jobs", metavar="N", type=int, help="processes (default: 1; 0: one for each core)")
    g.add_argument("-q", "--quiet", action="store_true", help="no progress and no summary; errors are still named")
    _engine_options(p)
    return p


def _paint(args: argparse.Namespace, stream: Any) -> Any:
    from normalize.terminal import Paint

    auto = stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Paint({"always": True, "never": False}.get(args.color, auto))


class _Screen:
    """Progress and summary on stderr."""

    def __init__(self, args: argparse.Namespace, plan: Plan) -> None:
        from normalize.terminal import Progress

        self._paint, self._quiet, self._dry = _paint(args, sys.stderr), args.quiet, plan.dry
        self._begin, self._progress = time.monotonic(), Progress()
        self._live = sys.stderr.isatty() and not args.quiet and plan.many
        self._end = not args.quiet and (plan.writes or plan.dry or sys.stderr.isatty())

    def progress(self) -> Callable[[Summary], None] | None:
        return self._update if self._live else None

    def _update(self, summary: Summary) -> None:
        if line := self._progress.line(summary):
            print(f"\r\x1b[2K{line}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        if self._live:
            print("\r\x1b[2K", end="", file=sys.stderr, flush=True)

    def finish(self, summary: Summary) -> None:
        from normalize.terminal import summary_lines

        self.clear()
        lines = summary_lines(summary, time.monotonic() - self._begin, self._paint, dry=self._dry)
        for line in lines:
            if self._end or line.startswith(self._paint("failed", "red")):
                _say(line)


def _run(argv: list[str]) -> int:
    parser = _run_parser()
    args = parser.parse_args(argv)
    if args.version:
        from normalize.signature import version

        _show([f"normalize {version()}"])
        return DONE
    if not args.paths:
        parser.error("say what to read: a file, a folder, or - for standard input")
    from normalize.adapters.runs import make_plan, perform

    plan = make_plan(args)
    screen = _Screen(args, plan)
    paint = _paint(args, sys.stdout)
    try:
        summary = perform(plan, show=lambda diff: _show_diff(diff, paint), progress=screen.progress(), stdout=sys.stdout.buffer)
    except KeyboardInterrupt:
        screen.clear()
        _say("stopped; " + ("go on with --resume" if plan.folder and plan.writes else "nothing is half written"))
        return STOPPED
    except BaseException:
        screen.clear()
        raise
    screen.finish(summary)
    return FAILED if summary.failed else FOUND if plan.check and summary.edits else DONE


def _show_diff(diff: str, paint: Any) -> None:
    from normalize.terminal import diff_lines

    sys.stdout.buffer.write(diff_lines(diff, paint).encode("utf-8", "backslashreplace"))


def _explain(argv: list[str]) -> int:
    p = _Parser("normalize explain", description="Show every candidate of a text with options, evidence and decision.")
    p.add_argument("text", help="the text, or - for standard input")
    p.add_argument("--json", action="store_true", help="as JSON")
    _engine_options(p)
    args = p.parse_args(argv)
    from normalize.adapters.runs import make_engine
    from normalize.terminal import explanation

    text = sys.stdin.read() if args.text == "-" else args.text
    engine = make_engine(args)
    candidates = engine.explain(text)
    result = next(iter(engine.run([("text", text)])))
    if args.json:
        import json
        from dataclasses import asdict

        _show([json.dumps({"candidates": [asdict(c) for c in candidates], "result": result.to_dict()}, ensure_ascii=False)])
    else:
        _show(explanation(text, candidates, result, _paint(args, sys.stdout)))
    return DONE


def _rules(argv: list[str]) -> int:
    p = _Parser("normalize rules", description="List the rules, or show one with its tested examples.")
    p.add_argument("code", nargs="?", help="a rule")
    args = p.parse_args(argv)
    from normalize.catalogue import all_rules, code_of
    from normalize.config import nearest
    from normalize.terminal import rule_lines, rule_table

    rules = {code_of(r): r for r in all_rules()}
    if args.code and args.code not in rules:
        raise OptionError(f"there is no rule {args.code!r}; {nearest(args.code, sorted(rules))}")
    _show(rule_lines(rules[args.code]) if args.code else rule_table(rules.values()))
    return DONE


def _lexicon(argv: list[str]) -> int:
    p = _Parser("normalize lexicon", description="Check, search or extend a lexicon.")
    sub = p.add_subparsers(dest="action", required=True, metavar="check|find|add", parser_class=_Parser)
    check = sub.add_parser("check", help="lint lexicon files (default: the built-in ones)")
    check.add_argument("files", nargs="*", type=Path)
    check.add_argument("--write", action="store_true", help="sort and mend what can be mended")
    find = sub.add_parser("find", help="look a name up, in any spelling")
    find.add_argument("name")
    add = sub.add_parser("add", help="add a name to a lexicon of your own")
    add.add_argument("file", type=Path)
    add.add_argument("canonical")
    for column in ("native", "kind", "country", "origin"):
        add.add_argument(f"--{column}", default="")
    args = p.parse_args(argv)
    from normalize.lexicon import tools

    if args.action == "check":
        problems = tools.check(args.files, args.write)
        _show(problems)
        _say(f"{len(problems)} problems" if problems else "no problems")
        return FOUND if problems else DONE
    if args.action == "find":
        return _found(tools.find(args.name), args.name)
    row = {c: getattr(args, c) for c in ("canonical", "native", "kind", "country", "origin") if getattr(args, c)}
    tools.add(row, args.file)
    _say(f"added {args.canonical!r} to {args.file}; use it with --lexicon {args.file}")
    return DONE


def _cell(value: Any) -> str:
    """A value of a lexicon row: pairs as k=v, lists with a bar."""
    if isinstance(value, tuple):
        return "|".join("=".join(v) if isinstance(v, tuple) else str(v) for v in value)
    return str(value)


def _found(rows: Iterable[dict[str, Any]], name: str) -> int:
    rows = list(rows)
    _show("  ".join(f"{k}={_cell(v)}" for k, v in row.items() if v) for row in rows)
    if not rows:
        _say(f"{name!r} is in no lexicon; add it to one of your own: normalize lexicon add my.tsv {name!r}")
    return DONE if rows else FOUND


def _report(argv: list[str]) -> int:
    p = _Parser("normalize report", description="Make a page to look at the edits of a log: one HTML file, no network.")
    p.add_argument("log", type=Path)
    p.add_argument("-o", "--out", type=Path, required=True, metavar="PAGE.html")
    args = p.parse_args(argv)
    from normalize.report import write_report

    _say(f"{args.out}: {write_report(args.log, args.out)}")
    return DONE


def _revert(argv: list[str]) -> int:
    p = _Parser("normalize revert", description="Give back the text before the edits, from the cleaned files and the log.")
    p.add_argument("clean", type=Path, metavar="CLEAN", help="a cleaned file or folder")
    p.add_argument("--log", type=Path, required=True)
    p.add_argument("-o", "--out", type=Path, help="file or folder (default: standard output, for one file)")
    p.add_argument("--field", default="text")
    p.add_argument("--format")
    p.add_argument("--encoding")
    args = p.parse_args(argv)
    from normalize.adapters.formats import Settings
    from normalize.adapters.revert import revert_files

    settings = Settings(args.field, args.format, args.encoding)
    summary = revert_files(args.clean, args.log, args.out, settings, sys.stdout.buffer)
    for name, why in summary.failed:
        _say(f"failed  {name}: {why}")
    return FAILED if summary.failed else DONE


def _apply_review(argv: list[str]) -> int:
    p = _Parser("normalize apply-review", description="Apply the decisions of a report page; propose lexicon and keep rows.")
    p.add_argument("decisions", type=Path, metavar="DECISIONS.json")
    p.add_argument("-o", "--out", type=Path, help="folder for the reviewed texts (default: only propose rows)")
    p.add_argument("--lexicon", type=Path, metavar="FILE", help="append the proposed names here")
    args = p.parse_args(argv)
    from normalize.report.review import apply_review

    review = apply_review(args.decisions, args.out)
    _show(review.lines())
    if args.lexicon:
        review.add_to(args.lexicon)
    for name, why in review.failed:
        _say(f"failed  {name}: {why}")
    return FAILED if review.failed else DONE


def _convert(argv: list[str]) -> int:
    from normalize.adapters.logs import load_writers

    p = _Parser("normalize convert-log", description="Write an edit log in another format.")
    p.add_argument("log", type=Path)
    p.add_argument("--to", required=True, choices=sorted(load_writers()))
    args = p.parse_args(argv)
    from normalize.adapters.logs import convert

    for text in convert(args.log, args.to):
        sys.stdout.buffer.write(text.encode("utf-8", "surrogatepass"))
    return DONE


_COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "explain": _explain, "rules": _rules, "lexicon": _lexicon, "report": _report, "revert": _revert,
    "apply-review": _apply_review, "convert-log": _convert,
}  # fmt: skip


def _dispatch(argv: list[str]) -> int:
    command = _COMMANDS.get(argv[0]) if argv else None
    return command(argv[1:]) if command else _run(argv)


def _compiling(target: str) -> None:
    _say(f"compiling the lexicon for {target!r}, once (a quarter of a minute; the first time about a minute) …")


def main(argv: list[str] | None = None) -> int:
    """Run the command and return its exit code."""
    try:
        if _compiling not in on_build:
            on_build.append(_compiling)
        code = _dispatch(sys.argv[1:] if argv is None else argv)
        sys.stdout.flush()
        return code
    except NormalizeError as e:
        _say(f"normalize: {e}")
        return USAGE
    except KeyboardInterrupt:
        _say("stopped")
        return STOPPED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader went away; there is no more to say
        return DONE
