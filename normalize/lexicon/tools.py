"""Tools for people who edit the lexicon: check, find, add."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from normalize.errors import LexiconError
from normalize.fold import fold
from normalize.lexicon.channels import channel_codes, load_channel
from normalize.lexicon.collect import collect
from normalize.lexicon.compile import entities
from normalize.lexicon.declension import load_declension
from normalize.lexicon.locate import entity_files, locate
from normalize.lexicon.profile import load_profile, target_codes
from normalize.lexicon.tables import COLUMNS, format_table, lint_entities, read_attested, read_entities, read_user

__all__ = ["add", "check", "find", "variants"]


def _tables(root: Path) -> list[Path]:
    return sorted(
        [
            *entity_files(),
            *root.glob("attested/*.tsv"),
            *root.glob("targets/*/keep.tsv"),
            *root.glob("terms/*.tsv"),
        ]
    )


def _format(path: Path, write: bool) -> list[str]:
    text = path.read_text(encoding="utf-8")
    right = format_table(text)
    if text == right:
        return []
    if write:
        path.write_text(right, encoding="utf-8", newline="\n")
        return []
    return [f"{path.name}: not in canonical form (order, spaces or Unicode form); run 'normalize lexicon check --write'"]


def _attested(root: Path, ids: set[str]) -> list[str]:
    out = []
    for path in sorted(root.glob("attested/*.tsv")):
        for a in read_attested(path):
            if a.entity not in ids:
                out.append(
                    f"{path.name}: {a.variant!r} belongs to {a.entity!r}, which is in no area file; correct the id or add the entity"
                )
            if a.source and a.source not in channel_codes():
                out.append(f"{path.name}: {a.variant!r} comes from {a.source!r}, for which there is no channel")
    return out


def check(paths: Sequence[str | Path] = (), write: bool = False) -> list[str]:
    """Lint the whole lexicon, or only the user lexicons `paths`; return every problem as a sentence. `write` mends the form."""
    if paths:
        return [p for path in paths for p in _check_user(Path(path))]
    root = locate()
    problems: list[str] = []
    for table in _tables(root):
        problems += _format(table, write)
    problems += lint_entities(entity_files())
    problems += _attested(root, {e.id for p in entity_files() for e in read_entities(p)})
    for load, codes in ((load_channel, channel_codes()), (load_profile, target_codes()), (load_declension, target_codes())):
        problems += [problem for c in codes if (problem := _loads(load, c))]
    return problems


def _loads(load: object, code: str) -> str:
    try:
        load(code)  # type: ignore[operator]
    except LexiconError as e:
        return str(e)
    return ""


def _check_user(path: Path) -> list[str]:
    try:
        rows = read_user(path)
    except LexiconError as error:
        return [str(error)]
    seen: dict[str, int] = {}
    out = []
    for i, e in enumerate(rows, 2):
        key = fold(e.en)
        if key in seen:
            out.append(f"{path.name}, row {i}: {e.en!r} stands in row {seen[key]} already; delete one of them")
        seen.setdefault(key, i)
    return out


def find(query: str) -> list[dict[str, object]]:
    """Entities whose id, spelling or native form holds `query` (folded), as plain rows, the nearest first; at most 50."""
    key = fold(query)
    hits = [e for e in entities() if any(key in fold(s) for s in (e.id, e.en, e.native, *e.also, *(f for _, f in e.other)))]
    hits.sort(key=lambda e: (fold(e.en) != key, len(e.en), e.id))
    return [asdict(e) for e in hits[:50]]


def variants(entity: str, target: str = "en") -> list[str]:
    """Every form that the compiler makes of one entity (by id) for `target`: right spellings and generated variants."""
    rows = [e for e in entities() if e.id == entity]
    return sorted({form for form, _ in collect(rows, target, {})[0].rows})


def add(row: dict[str, str], path: str | Path) -> str:
    """Add one row to an area file or a user's lexicon, keeping it sorted; return the line written.

    Raises `LexiconError` if a column is unknown or the row has a problem; the file is then unchanged.
    """
    path = Path(path)
    old = path.read_text(encoding="utf-8") if path.is_file() else ""
    header = (
        (old.split("\n", 1)[0].split("\t"))
        if old
        else list(COLUMNS if "en" in row else ("canonical", "native", "kind", "country"))
    )
    if unknown := set(row) - set(header):
        raise LexiconError(f"{path.name} has no column {min(unknown)!r}; known are {', '.join(header)}")
    if bad := [v for v in row.values() if "\t" in v or "\n" in v]:
        raise LexiconError(f"{bad[0]!r} holds a tab or a newline; a cell is one line without tabs")
    line = "\t".join(row.get(c, "") for c in header)
    new = format_table((old or "\t".join(header) + "\n") + line + "\n")
    scratch = path.with_name(f".{path.name}.tmp")
    scratch.write_text(new, encoding="utf-8", newline="\n")
    problems = _new_problems(scratch, path, header)
    if problems:
        scratch.unlink()
        raise LexiconError("; ".join(problems))
    os.replace(scratch, path)
    return line


def _new_problems(scratch: Path, path: Path, header: list[str]) -> list[str]:
    if "canonical" in header:
        return [p.replace(scratch.name, path.name) for p in _check_user(scratch)]
    others = [p for p in path.parent.glob("*.tsv") if p != path]
    return [p.replace(scratch.name, path.name) for p in lint_entities([*others, scratch]) if p.startswith(scratch.name)]
