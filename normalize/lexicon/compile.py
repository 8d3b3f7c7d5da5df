"""Compiling the lexicon for one target: on first use, into the user's cache, keyed by content."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import struct
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import marisa_trie

from normalize.fold import fold
from normalize.lexicon import on_build
from normalize.lexicon.channels import channel_codes
from normalize.lexicon.forms import (
    ALSO,
    ATTESTED,
    CALQUE,
    CANONICAL,
    GENERATED,
    accepted,
    canonical,
    given_of,
    surname_of,
    variants_of,
)  # fmt: skip
from normalize.lexicon.locate import locate
from normalize.lexicon.names import load_name_words
from normalize.lexicon.nearest import build_nearest
from normalize.lexicon.tables import Entity, read_attested, read_entities

__all__ = ["FORMAT", "Forms", "cache_folder", "collect", "compiled", "content_hash", "entities", "source_bits"]

FORMAT = "<IBBQ"
_VERSION = "1"
_MIN_GENERATED = 4


def cache_folder() -> Path:
    """The folder of compiled lexicons: `$NORMALIZE_CACHE`, else `mt-normalize` in the user's cache folder."""
    if own := os.environ.get("NORMALIZE_CACHE"):
        return Path(own)
    base = os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "mt-normalize"


def _files() -> list[Path]:
    root = locate()
    code = Path(__file__).parent
    data = [p for p in root.rglob("*") if p.suffix in (".tsv", ".toml", ".marisa") and p.is_file()]
    return sorted(data) + [
        code / "forms.py",
        code / "compile.py",
        code / "channels.py",
        code / "phonetic.py",
        code / "nearest.py",
        code.parent / "fold.py",
    ]


@cache
def content_hash() -> str:
    """Hash of everything the compiled index is made of, 16 hex digits; remembered by file sizes and times."""
    files = _files()
    stats = hashlib.sha256(repr([(str(p), s.st_size, s.st_mtime_ns) for p in files for s in [p.stat()]]).encode()).hexdigest()[
        :24
    ]
    memo = cache_folder() / f"hash-{stats}"
    with contextlib.suppress(OSError):
        return memo.read_text()
    h = hashlib.sha256(_VERSION.encode())
    for p in files:
        h.update(p.name.encode() + b"\0" + hashlib.sha256(p.read_bytes()).digest())
    digest = h.hexdigest()[:16]
    with contextlib.suppress(OSError):
        memo.parent.mkdir(parents=True, exist_ok=True)
        _write(memo, digest.encode())
    return digest


def _write(path: Path, data: bytes) -> None:
    fd, name = tempfile.mkstemp(dir=path.parent, prefix=".tmp-")
    with os.fdopen(fd, "wb") as f:
        f.write(data)
    os.replace(name, path)


@cache
def entities() -> tuple[Entity, ...]:
    """All entities of `lexicons/entities/`."""
    return tuple(e for p in sorted((locate() / "entities").glob("*.tsv")) for e in read_entities(p))


@cache
def source_bits() -> dict[str, int]:
    """The bit of every source language in the index; the bits follow the channel files' names."""
    return {c: 1 << i for i, c in enumerate(channel_codes())}


class Forms:
    """What the index is built from: folded forms with packed (entity number, kind of form, cost, source bits), entity by entity."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, bytes]] = []
        self.right: set[str] = set()
        self.givens: dict[str, set[str]] = {}
        self._now: dict[tuple[str, int], tuple[float, int]] = {}

    def add(self, form: str, kind: int, cost: float = 0.0, bits: int = 0) -> None:
        """Add one form of the entity at hand; the cheaper cost wins and source bits are joined."""
        old_cost, old_bits = self._now.get((form, kind), (9.0, 0))
        self._now[form, kind] = (min(cost, old_cost), bits | old_bits)

    def close(self, number: int) -> None:
        """End the entity at hand; a form that is right for it is no variant of it."""
        right = {form for form, kind in self._now if kind in (CANONICAL, ALSO)}
        for (form, kind), (cost, bits) in self._now.items():
            if (
                kind == CANONICAL
                or kind == ALSO
                and (form, CANONICAL) not in self._now
                or kind not in (CANONICAL, ALSO)
                and form not in right
            ):
                self.rows.append((form, struct.pack(FORMAT, number, kind, min(255, round(cost * 20)), bits)))
        self.right |= {form for form, kind in self._now if kind == CANONICAL}
        self._now = {}


def _stands_alone(e: Entity, name: str) -> str:
    return surname_of(e, name) if e.is_person else name


def collect(rows: Iterable[Entity], target: str, attested: dict[str, list[tuple[str, str]]]) -> tuple[Forms, list[list[Any]]]:
    """Gather all forms of `rows` for `target`, and the table [id, canonical, sure, surname, given, …] the index keeps."""
    forms, table = Forms(), []
    for number, e in enumerate(rows):
        name = canonical(e, target)
        alone = _stands_alone(e, name)
        table.append(
            [
                e.id,
                str(name),
                name.sure,
                alone,
                given_of(e, name),
                e.kind,
                list(e.country),
                list(e.role),
                e.gender,
                list(e.cues),
            ]
            + [[fold(g) for g in {given_of(e, a) for a in (e.en, *e.also)} if g], e.origin]
        )
        _add_right(forms, e, target, alone)
        _add_variants(forms, e, target, attested.get(e.id, []))
        if e.is_person:
            _add_givens(forms, e, str(name), attested.get(e.id, []))
        forms.close(number)
    return forms, table


def _add_right(forms: Forms, e: Entity, target: str, alone: str) -> None:
    forms.add(fold(alone), CANONICAL)
    if "-" in alone:
        forms.add(fold(alone.replace("-", " ")), ALSO)
    for name in accepted(e, target):
        forms.add(fold(_stands_alone(e, name)), ALSO)


def _add_variants(forms: Forms, e: Entity, target: str, attested: list[tuple[str, str]]) -> None:
    bits = source_bits()
    for variant, source in attested:
        forms.add(fold(_stands_alone(e, variant) if e.is_person else variant), ATTESTED, 0.0, bits.get(source, 0))
    for code, calque in e.calques:
        if code in (target, "*"):
            forms.add(fold(calque), ATTESTED if code == "*" else CALQUE)
    for code, other in e.other:
        if code != target:
            forms.add(fold(_stands_alone(e, other)), GENERATED, 0.0, bits.get(code, 0))
    native, latin = _stands_alone(e, e.native) if e.origin not in ("hu", "zh", "ja", "ko", "vi") else "", _stands_alone(e, e.en)
    for form, costs in variants_of(native or latin, latin, e.origin if native else "Latn").items():
        if len(form) >= _MIN_GENERATED:
            for source, cost in costs.items():
                forms.add(form, GENERATED, cost, bits.get(source, 0))


def _add_givens(forms: Forms, e: Entity, name: str, attested: list[tuple[str, str]]) -> None:
    given = given_of(e, name)
    if not given or " " in given:
        return
    for variant, _ in attested:
        if (seen := fold(given_of(e, variant))) and seen != fold(given):
            forms.givens.setdefault(seen, set()).add(fold(given))
    native = given_of(e, e.native) if e.origin not in ("hu", "zh", "ja", "ko", "vi") else ""
    for form in variants_of(native or given, given_of(e, e.en) or given, e.origin if native else "Latn"):
        forms.givens.setdefault(form, set()).add(fold(given))


def _attested(target: str) -> dict[str, list[tuple[str, str]]]:
    out: dict[str, list[tuple[str, str]]] = {}
    for path in sorted((locate() / "attested").glob("*.tsv")):
        if path.stem in (target, "all"):
            for a in read_attested(path):
                out.setdefault(a.entity, []).append((a.variant, a.source))
    return out


def _build(target: str, folder: Path) -> None:
    forms, table = collect(entities(), target, _attested(target))
    marisa_trie.BytesTrie(forms.rows).save(str(folder / "forms.marisa"))
    marisa_trie.Trie(form for form, _ in forms.rows if " " in form or "-" in form).save(str(folder / "phrases.marisa"))
    givens = ((form, c.encode()) for form, cs in forms.givens.items() for c in sorted(cs))
    marisa_trie.BytesTrie(givens).save(str(folder / "givens.marisa"))
    alone = {form for form in forms.right if form.isascii() and form.isalpha()}
    build_nearest(sorted(alone | set(load_name_words().famous())), folder / "nearest.json")
    (folder / "entities.json").write_text(json.dumps(table, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def compiled(target: str) -> Path:
    """The folder of the compiled index for `target`; builds it if it is not there (several processes may try at once).

    Each builds in a folder of its own and renames it into place: whoever comes second drops its own.
    """
    final = cache_folder() / f"{target}-{content_hash()}"
    if (final / "entities.json").is_file():
        return final
    try:
        cache_folder().mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(dir=cache_folder(), prefix=".build-"))
    except OSError:
        final = scratch = Path(tempfile.mkdtemp(prefix="mt-normalize-"))
    for tell in on_build:
        tell(target)
    _build(target, scratch)
    if scratch != final:
        try:
            scratch.rename(final)
        except OSError:
            shutil.rmtree(scratch, ignore_errors=True)
    return final


assert struct.calcsize(FORMAT) == 14
