"""Coverage of the lexicon: a table by area, by kind, by origin and by target."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import marisa_trie

from normalize.lexicon.locate import entity_files, locate
from normalize.lexicon.profile import target_codes
from normalize.lexicon.tables import Entity, read_attested, read_entities

__all__ = ["coverage", "generated"]

SMALL = 20  # groups of fewer rows stand together at the end

#: column -> what a row counts for. Percentages are of the rows of the line; those of people are of its people.
COLUMNS: dict[str, Callable[[Entity], bool]] = {
    "native": lambda e: bool(e.native),
    "other": lambda e: bool(e.other),
    "also": lambda e: bool(e.also),
    "cues": lambda e: bool(e.cues),
    "calques": lambda e: bool(e.calques),
}
PEOPLE: dict[str, Callable[[Entity], bool]] = {
    "people": lambda e: e.is_person,
    "gender": lambda e: e.is_person and bool(e.gender),
    "role": lambda e: e.is_person and bool(e.role),
}


def generated(out: Path) -> Iterator[str]:
    """One line per generated file: rows and bytes."""
    for path in sorted(out.glob("*.marisa")):
        kind = "<B" if path.name.startswith("words") else "<BB"
        trie = marisa_trie.BytesTrie() if path.name.startswith("gaz") else marisa_trie.RecordTrie(kind)
        yield f"{path.name:<20} {len(trie.load(str(path))):>9,} rows {path.stat().st_size:>10,} bytes"
    yield f"{'total':<20} {sum(p.stat().st_size for p in out.iterdir()):>25,} bytes"


def coverage() -> Iterator[str]:
    """The lines of all tables."""
    root = locate()
    areas = {p.stem: read_entities(p) for p in entity_files()}
    rows = [e for found in areas.values() for e in found]
    seen = {p.stem: [a.entity for a in read_attested(p)] for p in sorted((root / "attested").glob("*.tsv"))}
    attested = {e for ids in seen.values() for e in ids}
    yield ""
    yield from table("area", areas.items(), attested)
    for name, key in (("kind", kind_of), ("origin", origin_of)):
        groups: dict[str, list[Entity]] = {}
        sizes = Counter(map(key, rows))
        for e in rows:
            groups.setdefault(key(e) if sizes[key(e)] >= SMALL else "(smaller ones)", []).append(e)
        yield ""
        yield from table(name, sorted(groups.items(), key=lambda g: (-len(g[1]), g[0])), attested)
    yield ""
    yield from targets(rows, seen, root)


def kind_of(e: Entity) -> str:
    """The kind of an entity."""
    return e.kind


def origin_of(e: Entity) -> str:
    """The language of an entity's native spelling."""
    return e.origin or "(none)"


def table(name: str, groups: Iterable[tuple[str, list[Entity]]], attested: set[str]) -> Iterator[str]:
    """One line per group and a total: rows, and how many of them hold what."""
    names = [*COLUMNS, "attested", *PEOPLE]
    yield f"{name:<24}{'rows':>8}" + "".join(f"{n:>9}" for n in names)
    everything: list[Entity] = []
    for group, found in groups:
        everything += found
        yield line(group, found, attested)
    yield line("total", everything, attested)


def line(group: str, rows: list[Entity], attested: set[str]) -> str:
    """One line of a table."""
    counts = [sum(map(test, rows)) for test in COLUMNS.values()]
    counts.append(sum(e.id in attested for e in rows))
    counts += [sum(map(test, rows)) for test in PEOPLE.values()]
    return f"{group:<24}{len(rows):>8,}" + "".join(f"{n or '':>9}" if not n else f"{n:>9,}" for n in counts)


def targets(rows: list[Entity], seen: dict[str, list[str]], root: Path) -> Iterator[str]:
    """One line per target: spellings given, regular spellings by transliteration, calques, attested variants, kept words, terms."""
    yield f"{'target':<24}{'other':>9}{'calques':>9}{'attested':>9}{'keep':>9}{'terms':>9}"
    for target in target_codes():
        counts = (
            len(rows) if target == "en" else sum(any(c == target for c, _ in e.other) for e in rows),
            sum(any(c == target for c, _ in e.calques) for e in rows),
            len(seen.get(target, ())),
            lines(root / "targets" / target / "keep.tsv"),
            lines(root / "terms" / f"{target}.tsv"),
        )
        yield f"{target:<24}" + "".join(f"{n or '':>9}" if not n else f"{n:>9,}" for n in counts)


def lines(path: Path) -> int:
    """Rows of a table, its header left out; 0 where there is none."""
    return max(0, path.read_text(encoding="utf-8").count("\n") - 1) if path.is_file() else 0
