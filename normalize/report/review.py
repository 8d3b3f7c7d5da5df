"""Apply the decisions of a review: undo rejected edits, make accepted refusals, and propose rows for the lexicon."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from normalize.adapters.files import Clean, Task, clean
from normalize.adapters.formats import Settings, format_of
from normalize.adapters.log import Entry, read_log, result_of
from normalize.adapters.parts import change_of
from normalize.adapters.streams import reading
from normalize.adapters.texts import found, restored
from normalize.adapters.workers import Text
from normalize.edits import Change, apply
from normalize.errors import OptionError, ReaderError
from normalize.records import Edit, Refusal, Result

__all__ = ["Review", "apply_review"]

Place = tuple[str, int, int, str, str | None]
"""Document, start, end, kind."""


@dataclass(slots=True)
class Review:
    """What a review asks for: rows for keep.tsv, for attested/<target>.tsv and for a lexicon of your own."""

    keep: dict[str, dict[str, str]] = field(default_factory=dict)
    attested: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    files: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """The proposed rows, each table under a line that says where it belongs."""
        for target, forms in sorted(self.keep.items()):
            yield f"# targets/{target}/keep.tsv\nform\treason"
            yield from (f"{form}\t{reason}" for form, reason in sorted(forms.items()))
        for target, rows in sorted(self.attested.items()):
            yield f"# attested/{target}.tsv\nentity\tvariant\tsource\tseen\tnote"
            yield from (f"{entity}\t{variant}\t{source}\treviewed\t" for entity, variant, source in sorted({*rows}))
        if self.names:
            yield "# a lexicon of your own\ncanonical"
            yield from sorted(self.names)

    def add_to(self, lexicon: Path) -> None:
        """Add the proposed names to a lexicon."""
        from normalize.lexicon import tools

        for name in sorted(self.names):
            tools.add({"canonical": name}, lexicon)


def _cell(text: str) -> str:
    return " ".join(text.split())


def _propose(review: Review, d: dict[str, Any]) -> None:
    """What one decision says about the lexicon; only names become rows."""
    target, original = d.get("target") or "en", _cell(d["original"])
    if not d["category"].startswith(("name", "glued")) or not original:
        return
    if d["decision"] == "reject":
        if d["kind"] == "edit":
            review.keep.setdefault(target, {})[original] = f"right as it stands, not {_cell(d['replacement'])} (review)"
    elif d["kind"] == "refusal" and d["entity"]:
        review.attested.setdefault(target, []).append((d["entity"], original, d.get("source") or ""))
    elif not d["entity"]:
        review.names[_cell(d["replacement"])] = original


def _place(d: dict[str, Any]) -> Place:
    return d["id"], d["start"], d["end"], d["kind"], d["replacement"]


class _Reviewer:
    """An engine that turns cleaned (or, `fresh`, original) documents into reviewed ones."""

    def __init__(self, entries: Iterable[Entry], decided: dict[Place, str], *, fresh: bool) -> None:
        self._entries = {e.id or "": e for e in entries}
        self._decided, self._fresh = decided, fresh

    def run(self, documents: Iterable[Text], /) -> Iterator[Result]:
        for name, text in documents:
            entry = self._entries.get(name)
            changes = self._changes(entry, text) if entry else []
            new, edits = apply(text, changes)
            yield Result(text, new, edits, id=name)

    def _decision(self, entry: Entry, x: Edit | Refusal) -> str | None:
        kind, new = ("edit", x.replacement) if isinstance(x, Edit) else ("refusal", x.best)
        return self._decided.get((entry.id or "", x.start, x.end, kind, new))

    def _changes(self, entry: Entry, text: str) -> list[Change]:
        result = restored(entry, text) if self._fresh else result_of(entry, text)
        changes = []
        for e in entry.edits:
            rejected = self._decision(entry, e) == "reject"
            if self._fresh and not rejected:
                changes.append(change_of(e, e.start, e.end, e.replacement))
            elif not self._fresh and rejected:
                changes.append(change_of(e, e.out_start, e.out_end, e.original))
        for made in self._made(entry, result):
            if not any(made[0] < b and a < made[1] for a, b, *_ in changes):
                changes.append(made)
        return changes

    def _made(self, entry: Entry, result: Result) -> Iterator[Change]:
        """The refusals that were accepted after all; the surer goes first, as of two on one span only one can be made."""
        for r in sorted(entry.refusals, key=lambda r: -r.confidence):
            if r.best is not None and self._decision(entry, r) == "accept":
                a, b = (r.start, r.end) if self._fresh else (result.map_offset(r.start), result.map_offset(r.end))
                if self._fresh or result.text[a:b] == r.original:
                    yield (a, b, r.best, r.rule, r.category, "safe", 1.0, r.entity, r.evidence)


def _file_name(entry: Entry) -> str:
    name = entry.id or "document"
    return name.rpartition("#")[0] if entry.row is not None else name


def _write(review: Review, log: Path, out: Path, decided: dict[Place, str]) -> None:
    """Write every file of the log, reviewed, under `out`."""
    for name, group in groupby(read_log(log), key=_file_name):
        entries = list(group)
        first = entries[0]
        path = found(first.output, log) or found(first.input, log)
        if path is None:
            review.failed.append((name, "its file is gone; run again, or give -o where the files are"))
            continue
        fmt = "text" if format_of(path, first.format).name == "html" else first.format
        settings = Settings(first.field or "text", fmt, first.encoding)
        engine = _Reviewer(entries, decided, fresh=first.output is None or path != found(first.output, log))
        summary = clean(engine, [Task(name, path, out / name, path.stat().st_size)], Clean(), settings)
        review.files += summary.files
        review.failed += summary.failed


def _read(path: Path) -> dict[str, Any]:
    with reading(path):
        try:
            data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            assert data["version"] == 1 and isinstance(data["decisions"], list)
        except (ValueError, KeyError, TypeError, AssertionError) as e:
            raise ReaderError("these are not the decisions of a report page; use its button 'Export decisions'") from e
    return data


def apply_review(path: Path, out: Path | None = None) -> Review:
    """Read exported decisions; propose rows, and with `out` write the reviewed texts there."""
    data, review = _read(path), Review()
    for d in data["decisions"]:
        _propose(review, d)
    if out is not None:
        log = next((p for p in (Path(data["log"]), path.parent / data["log"]) if p.is_file()), None)
        if log is None:
            raise OptionError(f"the log {data['log']} is gone; run this where it lies, or leave out -o")
        _write(review, log, out, {_place(d): d["decision"] for d in data["decisions"]})
    return review
