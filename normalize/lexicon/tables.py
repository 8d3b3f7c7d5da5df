"""Reading, linting and formatting the lexicon's tables (format: lexicons/README.md)."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from normalize.errors import LexiconError

__all__ = [
    "COLUMNS",
    "KINDS",
    "ROLES",
    "Attested",
    "Entity",
    "format_table",
    "lint_entities",
    "read_attested",
    "read_entities",
    "read_user",
]

COLUMNS = ("id", "kind", "country", "origin", "native", "en", "surname", "other", "also", "gender", "role", "calques", "cues")
KINDS = frozenset(
    "person place.country place.region place.city place.town place.village place.district place.river place.lake place.sea "
    "place.mountain place.island place.desert place.site place.street org.party org.government org.parliament org.court org.army "
    "org.agency org.company org.bank org.media org.club org.league org.university org.ngo org.international org.group org.union "
    "thing.species thing.work thing.product thing.craft thing.event thing.period thing.language".split()
)
ROLES = frozenset(
    "president pm fm defmin finmin minister leader politician mp mayor governor general soldier diplomat spokesperson official judge "
    "prosecutor lawyer banker businessperson journalist analyst religious royal activist scientist economist doctor writer musician "
    "actor director artist footballer coach referee tennis basketball hockey athlete swimmer skier cyclist gymnast boxer wrestler racer "
    "chess cosmonaut historical criminal militant victim model cook".split()
)
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_SCRIPTS = {
    "uk": "CYRILLIC", "ru": "CYRILLIC", "be": "CYRILLIC", "bg": "CYRILLIC", "mk": "CYRILLIC", "el": "GREEK", "ar": "ARABIC",
    "fa": "ARABIC", "he": "HEBREW", "ka": "GEORGIAN", "hy": "ARMENIAN", "zh": "CJK", "ko": "HANGUL", "hi": "DEVANAGARI",
}  # fmt: skip


def category_of(kind: str) -> str:
    """The edit category of the names of a kind: things that are neither person nor place count among the organisations.

    >>> category_of("place.city"), category_of("thing.work")
    ('name.place', 'name.org')
    """
    first = kind.partition(".")[0]
    return "name.org" if first == "thing" else f"name.{first}"


@dataclass(frozen=True, slots=True)
class Entity:
    """One row of `entities/`: a person, place or organisation."""

    id: str
    kind: str
    country: tuple[str, ...]
    origin: str
    native: str
    en: str
    surname: str = ""
    other: tuple[tuple[str, str], ...] = ()
    also: tuple[str, ...] = ()
    gender: str = ""
    role: tuple[str, ...] = ()
    calques: tuple[tuple[str, str], ...] = ()
    cues: tuple[str, ...] = ()

    @property
    def is_person(self) -> bool:
        """Whether the row names a person."""
        return self.kind == "person"

    @property
    def category(self) -> str:
        """The edit category of its names: name.person, name.place or name.org."""
        return category_of(self.kind)


@dataclass(frozen=True, slots=True)
class Attested:
    """One row of `attested/<target>.tsv`: a variant that was seen."""

    entity: str
    variant: str
    source: str
    seen: str
    note: str


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as e:
        raise LexiconError(f"{path} cannot be read ({e.strerror}); check the path") from e
    except UnicodeDecodeError as e:
        raise LexiconError(f"{path} is not UTF-8 (byte {e.start}); save it as UTF-8") from e
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE)
    try:
        header = next(reader, None) or []
        for i, row in enumerate(reader, 2):
            if not row or row[0].startswith("#"):
                continue
            if len(row) > len(header):
                raise LexiconError.at(path.name, i, f"{len(row)} cells under {len(header)} columns", "remove the extra tabs")
            yield i, dict(zip(header, (c.strip() for c in row + [""] * (len(header) - len(row))), strict=True))
    except csv.Error as e:
        raise LexiconError(f"{path}: {e}; remove the damaged row") from e


def _split(cell: str, mark: str = "|") -> tuple[str, ...]:
    return tuple(x.strip() for x in cell.split(mark) if x.strip())


def _tagged(cell: str, where: tuple[str, int]) -> tuple[tuple[str, str], ...]:
    out = []
    for part in _split(cell, ";"):
        target, eq, forms = part.partition("=")
        if not eq or not re.fullmatch(r"[a-z]{2}", target.strip()):
            raise LexiconError.at(*where, f"{part!r} is not 'target=spelling'", "write it as de=Butscha;fr=Boutcha")
        out += [(target.strip(), form) for form in _split(forms)]
    return tuple(out)


def _entity(r: dict[str, str], where: tuple[str, int]) -> Entity:
    return Entity(
        r["id"], r["kind"], _split(r["country"], ","), r["origin"], r["native"], r["en"], r["surname"], _tagged(r["other"], where),
        _split(r["also"]), r["gender"], _split(r["role"], ","), _tagged(r["calques"], where), _split(r["cues"]),
    )  # fmt: skip


def read_entities(path: Path) -> list[Entity]:
    """Read one area file; raises `LexiconError` naming file, row and remedy."""
    out = []
    for i, r in _rows(path):
        if missing := [c for c in COLUMNS if c not in r]:
            raise LexiconError.at(path.name, 1, f"the column {missing[0]!r} is missing", f"the header is: {' '.join(COLUMNS)}")
        out.append(_entity(r, (path.name, i)))
    return out


def read_attested(path: Path) -> list[Attested]:
    """Read one attested file; raises `LexiconError` naming file, row and remedy."""
    out = []
    for i, r in _rows(path):
        try:
            out.append(Attested(r["entity"], r["variant"], r["source"], r.get("seen", ""), r.get("note", "")))
        except KeyError as e:
            raise LexiconError.at(
                path.name, 1, f"the column {e} is missing", "the header is: entity variant source seen note"
            ) from e
        if not out[-1].variant:
            raise LexiconError.at(path.name, i, "the column 'variant' is empty", "fill it or delete the row")
    return out


def read_user(path: Path) -> list[Entity]:
    """Read a user's lexicon: TSV with a column `canonical`; `native`, `kind`, `country`, `origin`, `variants`, `surname` optional.

    Raises `LexiconError` naming file, row and remedy.
    """
    known = {"canonical", "native", "kind", "country", "origin", "variants", "surname", "also", "gender", "role", "id"}
    out = []
    for i, r in _rows(path):
        if "canonical" not in r:
            raise LexiconError.at(
                path.name, 1, "there is no column 'canonical'", "name one column 'canonical'; tabs separate columns"
            )
        if unknown := set(r) - known:
            raise LexiconError.at(path.name, 1, f"unknown column {min(unknown)!r}", f"known are {', '.join(sorted(known))}")
        if not r["canonical"]:
            raise LexiconError.at(path.name, i, "the column 'canonical' is empty", "fill it or delete the row")
        kind = r.get("kind", "") or "person"
        kind = {"place": "place.city", "org": "org.group", "thing": "thing.product"}.get(kind, kind)
        if kind not in KINDS:
            raise LexiconError.at(
                path.name, i, f"unknown kind {kind!r}", "use person, place, org, or a kind of lexicons/README.md"
            )
        out.append(
            Entity(
                f"user:{path.stem}:{i}",
                kind,
                _split(r.get("country", ""), ","),
                r.get("origin", ""),
                r.get("native", ""),
                r["canonical"],
                r.get("surname", ""),
                (),
                _split(r.get("also", "")),
                r.get("gender", ""),
                _split(r.get("role", ""), ","),
                tuple(("*", v) for v in _split(r.get("variants", ""))),
                (),
            )
        )
    return out


def _problems(e: Entity) -> Iterator[str]:
    if not _SLUG.match(e.id):
        yield f"the id {e.id!r} is not a lower-case ASCII slug"
    if e.kind not in KINDS:
        yield f"unknown kind {e.kind!r}"
    if not e.en:
        yield "the column 'en' is empty"
    for c in e.country:
        if not re.fullmatch(r"[A-Z]{2}|INT", c):
            yield f"country {c!r} is neither two capitals nor INT"
    for role in e.role:
        if role not in ROLES:
            yield f"unknown role {role!r}"
    if e.is_person and e.gender not in ("m", "f"):
        yield f"gender {e.gender!r} is neither m nor f"
    if e.surname and (e.surname not in e.en or re.search(rf"\w{re.escape(e.surname)}(?!\w)", e.en)):
        yield f"the surname {e.surname!r} is no part of {e.en!r}, or run together with the word before it"
    if e.en in e.also:
        yield f"{e.en!r} stands under 'also' too"
    if any(form == e.en for _, form in e.calques):
        yield f"the calque {e.en!r} is the name itself"
    script = _SCRIPTS.get(e.origin)
    latin_org = e.kind.startswith("org") and e.native.isascii()  # RT, 1+1
    if (
        script
        and e.native
        and not latin_org
        and script not in {w for c in e.native if c.isalpha() for w in unicodedata.name(c, "").split()[:1]}
    ):
        yield f"the native spelling {e.native!r} is not in the script of {e.origin!r}"


def lint_entities(files: Iterable[Path]) -> list[str]:
    """Return every problem of the area files as a sentence with file and id; an empty list means clean."""
    out: list[str] = []
    seen: dict[str, str] = {}
    for path in files:
        for e in read_entities(path):
            out += [f"{path.name}, {e.id}: {p}" for p in _problems(e)]
            if e.id in seen:
                out.append(f"{path.name}, {e.id}: the id stands in {seen[e.id]} already")
            seen[e.id] = path.name
    return out


_EDGES = re.compile(r"\A[\s\ufeff]+|[\s\ufeff]+\Z")


def format_table(text: str) -> str:
    """Return a table in its canonical form: NFC, LF, no stray spaces, rows sorted by the first column, no empty or double rows."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").split("\n")
    cells = ([_EDGES.sub("", c) for c in line.split("\t")] for line in lines)
    rows = ["\t".join(row) for row in cells if any(row)]
    if not rows:
        return ""
    body = sorted(set(rows[1:]), key=lambda r: (r.split("\t")[0], r))
    return "\n".join([rows[0], *body]) + "\n"
