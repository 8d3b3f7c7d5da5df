"""Compiling the lexicon on first use, into the user's cache, keyed by content: once for all targets, and a little for each."""

from __future__ import annotations

import contextlib
import hashlib
import json
import marshal
import os
import shutil
import struct
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice
from pathlib import Path

import marisa_trie

from normalize.fold import fold
from normalize.lexicon import on_build
from normalize.lexicon.cache import cache_folder, write_whole
from normalize.lexicon.collect import ALONE, FORMAT, GIVENS, collect, generated
from normalize.lexicon.locate import entity_files, locate
from normalize.lexicon.names import load_name_words
from normalize.lexicon.nearest import build_nearest
from normalize.lexicon.tables import Entity, read_attested, read_entities

__all__ = ["compiled", "content_hash", "entities"]

_VERSION = "2"
_CODE = (
    "forms.py",
    "collect.py",
    "compile.py",
    "channels.py",
    "tables.py",
    "phonetic.py",
    "nearest.py",
    "names.py",
    "profile.py",
    "../fold.py",
)
_unkept: dict[str, Path] = {}
_BASE = ("entities", "channels")  # folders of the lexicon that the generated variants depend on


def _files(base: bool) -> list[Path]:
    root, code = locate(), Path(__file__).parent
    data = [p for p in root.rglob("*") if p.suffix in (".tsv", ".toml", ".marisa") and p.is_file()]
    if base:
        data = [p for p in data if p.relative_to(root).parts[0] in _BASE]
    return sorted(data) + [code / name for name in _CODE]


@cache
def content_hash(base: bool = False) -> str:
    """Hash of everything an index is made of, 16 hex digits; `base`: of what is the same for every target.

    It is remembered by the sizes and times of the files.
    """
    files = _files(base)
    stats = [(str(p), s.st_size, s.st_mtime_ns) for p in files for s in [p.stat()]]
    memo = cache_folder() / f"hash-{hashlib.sha256(repr(stats).encode()).hexdigest()[:24]}"
    with contextlib.suppress(OSError):
        return memo.read_text()
    h = hashlib.sha256(_VERSION.encode())
    for p in files:
        h.update(p.name.encode() + b"\0" + hashlib.sha256(p.read_bytes()).digest())
    digest = h.hexdigest()[:16]
    with contextlib.suppress(OSError):
        write_whole(memo, digest.encode())
    return digest


@cache
def entities() -> tuple[Entity, ...]:
    """All entities of the lexicon; those whose variants are generated come first."""
    return _generating() + tuple(e for p in entity_files(generated=False) for e in read_entities(p))


@cache
def _generating() -> tuple[Entity, ...]:
    return tuple(e for p in entity_files(generated=True) for e in read_entities(p))


def _attested(target: str) -> dict[str, list[tuple[str, str]]]:
    out: dict[str, list[tuple[str, str]]] = {}
    for path in sorted((locate() / "attested").glob("*.tsv")):
        if path.stem in (target, "all"):
            for a in read_attested(path):
                out.setdefault(a.entity, []).append((a.variant, a.source))
    return out


def _save_givens(givens: dict[str, set[str]], path: Path) -> None:
    marisa_trie.BytesTrie((form, c.encode()) for form, cs in givens.items() for c in sorted(cs)).save(str(path))


_CHUNK = 50_000
_HALF = "half"  # the part of another process: variants; any other part is a target
_Row = tuple[str, bytes]


@contextlib.contextmanager
def _elsewhere(part: str, out: Path) -> Iterator[Callable[[], bool]]:
    """A process that does a part of the work (see `_task`), where the machine has a processor for it.

    Gives a function that waits for it and says whether the part is done.
    """
    helper = None
    if sys.executable and (os.cpu_count() or 1) > 1:
        command = [sys.executable, "-m", "normalize.lexicon.compile", part, str(out), content_hash()]
        with contextlib.suppress(OSError):
            helper = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield lambda: helper is not None and helper.wait() == 0
    finally:
        if helper is not None:
            helper.kill()
            helper.wait()


def _task(part: str, out: str, expected: str) -> int:
    """What the other process does: exit status 1 where it finds another lexicon than the one who called it."""
    if content_hash() != expected:
        return 1
    if part == _HALF:
        _write_half(Path(out))
    else:
        _build(part, Path(out))
    return 0


def _write_half(out: Path) -> None:
    count = len(_generating())
    givens: dict[str, set[str]] = {}
    phrases: set[str] = set()
    rows = generated(_generating(), range(count // 2, count), givens, phrases)
    with out.open("wb") as f:
        while chunk := list(islice(rows, _CHUNK)):
            marshal.dump(chunk, f)
        marshal.dump([], f)
        marshal.dump((givens, phrases), f)


def _generated(scratch: Path, givens: dict[str, set[str]], phrases: set[str]) -> Iterator[_Row]:
    """The variants of all entities; the second half by another process."""
    rows, count = _generating(), len(_generating())
    with _elsewhere(_HALF, scratch) as done:
        yield from generated(rows, range(count // 2), givens, phrases)
        if not done():  # no such process here: then in this one
            yield from generated(rows, range(count // 2, count), givens, phrases)
            return
    with scratch.open("rb") as f:
        while chunk := marshal.load(f):
            yield from chunk
        others, longer = marshal.load(f)
    phrases |= longer
    for given, right in others.items():
        givens.setdefault(given, set()).update(right)


def _build_base(folder: Path) -> None:
    givens: dict[str, set[str]] = {}
    phrases: set[str] = set()
    scratch = folder / "half"
    marisa_trie.BytesTrie(_generated(scratch, givens, phrases)).save(str(folder / "forms.marisa"))
    scratch.unlink(missing_ok=True)
    marisa_trie.Trie(phrases).save(str(folder / "phrases.marisa"))
    _save_givens(givens, folder / "givens.marisa")


def _build(target: str, folder: Path) -> None:
    forms, table = collect(entities(), target, _attested(target), whole=False)
    marisa_trie.BytesTrie(forms.rows).save(str(folder / "forms.marisa"))
    marisa_trie.Trie(form for form, _ in forms.rows if " " in form or "-" in form).save(str(folder / "phrases.marisa"))
    _save_givens(forms.givens, folder / "givens.marisa")
    alone = {form for form in forms.right if form.isascii() and form.isalpha()}
    build_nearest(alone | set(load_name_words().famous()), folder)
    rows = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in table)
    (folder / "entities.jsonl").write_text("\n".join(rows), encoding="utf-8")
    news = table[: len(_generating())]
    people = Counter(given for row in news for given in row[GIVENS])
    surnames = {(given, surname) for row in news for given in row[GIVENS] if (surname := fold(row[ALONE])).isalpha()}
    marisa_trie.BytesTrie((given, surname.encode()) for given, surname in sorted(surnames)).save(
        str(folder / "surnames.marisa")
    )
    (folder / "givens.json").write_text(json.dumps({g: n for g, n in people.items() if n > 1}), encoding="utf-8")


def compiled(target: str) -> tuple[Path, Path]:
    """The folders of the compiled index: the generated variants, which are the same for every target, and what belongs to `target`."""
    base, own = f"base-{content_hash(base=True)}", f"{target}-{content_hash()}"
    if _whole(cache_folder() / base) or _whole(cache_folder() / own):
        return _made(base, "every language", _build_base), _made(own, target, lambda folder: _build(target, folder))
    with tempfile.TemporaryDirectory(prefix="mt-normalize-") as ahead, _elsewhere(target, Path(ahead)) as done:

        def collected(folder: Path) -> None:
            if not done():
                return _build(target, folder)
            for path in Path(ahead).iterdir():
                shutil.move(path, folder / path.name)

        return _made(base, "every language", _build_base), _made(own, target, collected)


def _whole(folder: Path) -> bool:
    """Whether the index in `folder` is complete."""
    return (folder / "givens.marisa").is_file()


def _made(name: str, what: str, build: Callable[[Path], None]) -> Path:
    """The folder `name` of the cache, built if it is not there (several processes may try at once).

    Each builds in a folder of its own and renames it into place: whoever comes second drops its own.
    """
    final = cache_folder() / name
    if _whole(final):
        return final
    try:
        cache_folder().mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(dir=cache_folder(), prefix=".build-"))
    except OSError:  # a cache that cannot be written: for this process alone
        if name not in _unkept:
            _unkept[name] = Path(tempfile.mkdtemp(prefix="mt-normalize-"))
            _tell(what)
            build(_unkept[name])
        return _unkept[name]
    _tell(what)
    build(scratch)
    try:
        scratch.rename(final)
    except OSError:
        shutil.rmtree(scratch, ignore_errors=True)
    return final


def _tell(what: str) -> None:
    for tell in on_build:
        tell(what)


assert struct.calcsize(FORMAT) == 14

if __name__ == "__main__":
    sys.exit(_task(*sys.argv[1:]))
