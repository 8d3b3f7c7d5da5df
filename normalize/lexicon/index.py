"""The compiled index of one target, with the user's own names laid over it."""

from __future__ import annotations

import json
import math
import re
import struct
from collections.abc import Iterable, KeysView, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import marisa_trie

from normalize.fold import fold
from normalize.lexicon.collect import ALONE, FORMAT, GIVENS, collect, source_bits
from normalize.lexicon.compile import compiled
from normalize.lexicon.forms import ALSO, ATTESTED, CANONICAL, EXONYM, GENERATED
from normalize.lexicon.names import load_gazetteer
from normalize.lexicon.nearest import NearestNames
from normalize.lexicon.tables import Entity, category_of, read_user
from normalize.memo import Memo

__all__ = ["Hit", "Index", "Known", "Reads", "load_index", "sources_of"]


class Known(NamedTuple):
    """An entity as the index keeps it for one target; `alone` is the part that stands alone (a person's surname).

    `givens` are all folded given names, `called` these and the last words of them, `initials` the first letters of all their parts.
    """

    id: str
    canonical: str
    sure: bool
    alone: str
    given: str
    kind: str
    country: tuple[str, ...]
    role: tuple[str, ...]
    gender: str
    cues: tuple[str, ...]
    givens: tuple[str, ...]
    origin: str = ""
    called: frozenset[str] = frozenset()
    initials: frozenset[str] = frozenset()

    @property
    def is_person(self) -> bool:
        """Whether this is a person."""
        return self.kind == "person"

    @property
    def category(self) -> str:
        """The edit category: name.person, name.place or name.org."""
        return category_of(self.kind)


class Hit(NamedTuple):
    """One reading of a form: entity number, kind of form, cost of the channel (0 = certain), bits of the source languages."""

    number: int
    kind: int
    cost: float
    bits: int

    @property
    def right(self) -> bool:
        """Whether the form is a right spelling of the entity."""
        return self.kind in (CANONICAL, ALSO)


@dataclass(frozen=True, slots=True)
class Reads:
    """All readings of one form, sorted out once: right and wrong ones, and what the wrong ones need to be looked at."""

    hits: tuple[Hit, ...]
    right: tuple[Hit, ...]
    wrong: tuple[Hit, ...]
    numbers: frozenset[int]
    countries: frozenset[str]
    attested: bool
    people: tuple[int, ...]  # entities of which the form is a right spelling: people, and places and organisations
    others: tuple[int, ...]
    of_people: bool  # whether any reading is a person
    called: Mapping[str, Sequence[tuple[str, int]]]
    """The people by the last word of a folded given name: (given name and a space, entity number)."""

    def idle(self, named: KeysView[int], spoken: set[str]) -> bool:
        """Whether no wrong reading is worth a look where these entities are named and these countries spoken of."""
        return not self.attested and self.countries.isdisjoint(spoken) and named.isdisjoint(self.numbers)

    def all_of(self, numbers: Sequence[int]) -> bool:
        """Whether every reading is one of the entities `numbers`."""
        return all(h.number in numbers for h in self.hits)


class Bearers(NamedTuple):
    """Who bears a folded name: in which countries, whether a listed entity, a person or a place; given names of one word.

    `roles`, `topics`: offices of the people, and folded words that go with any of them ("volleyball"). `goes_on`: whether longer forms start with the name.
    `told`: how much (nats) it tells that somebody is called by one of `called`, against anybody of the lexicon's people; 0 without them.
    """

    homes: frozenset[str]
    listed: bool
    person: bool
    place: bool
    called: frozenset[str]
    goes_on: bool
    roles: frozenset[str]
    topics: frozenset[str]
    told: float


_PART = re.compile(r"\w+")
_COMMON = 5  # people with one given name, from which it is common
_TOWN = 3  # decimal logarithm of the people from which a gazetteer place speaks for its name
_NOTHING = Reads((), (), (), frozenset(), frozenset(), False, (), (), False, {})


class _Table:
    """The entities by number; a row becomes a `Known` when it is first asked for."""

    def __init__(self, rows: list[bytes]) -> None:
        self._rows = rows
        self._made: Memo[int, Known] = Memo(lambda number: _known(json.loads(self._rows[number])))

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, number: int) -> Known:
        return self._made[number]

    def extend(self, rows: Sequence[list[Any]]) -> None:
        """Add rows of a user's lexicon."""
        self._rows += [json.dumps(row).encode() for row in rows]


class Index:
    """Forms, given names and entities of one target; memory-mapped, immutable.

    `base` holds the generated variants, the same for every target; `folder` what belongs to `target`.
    """

    def __init__(self, base: Path, folder: Path, target: str, user: Sequence[Entity] = ()) -> None:
        self.target = target
        self.nearest = NearestNames(folder)
        self._generated = marisa_trie.RecordTrie(FORMAT).mmap(str(base / "forms.marisa"))
        self._forms = marisa_trie.RecordTrie(FORMAT).mmap(str(folder / "forms.marisa"))
        self._phrases = [marisa_trie.Trie().mmap(str(f / "phrases.marisa")) for f in (base, folder)]
        self._givens = [marisa_trie.BytesTrie().mmap(str(f / "givens.marisa")) for f in (base, folder)]
        self._surnames = marisa_trie.BytesTrie().mmap(str(folder / "surnames.marisa"))
        self._called: dict[str, int] = json.loads((folder / "givens.json").read_text(encoding="utf-8"))
        self._people = sum(self._called.values())
        self.known = _Table((folder / "entities.jsonl").read_bytes().split(b"\n"))
        self._own: dict[str, list[Hit]] = {}
        self._own_first: set[str] = set()
        self._own_givens: dict[str, set[str]] = {}
        self._borne = Memo(self._bearers)
        self._rendered = Memo(self._givens_of)
        self._own_surnames: dict[str, set[str]] = {}
        self._surnamed = Memo(self._surnames_of)
        self._chiefs = Memo(self._chief)
        self._read: Memo[str, Reads] = Memo(lambda form: self._sorted(tuple(self.lookup(form))))
        self.user_start = len(self.known)
        if user:
            self._overlay(user)

    def people_called(self, given: str) -> int:
        """How many people of the lexicon have this folded given name (those with names of their own are one)."""
        return self._called.get(given, 1)

    def is_common_given(self, given: str) -> bool:
        """Whether so many people of the lexicon have this folded given name that it proves little."""
        return self.people_called(given) > _COMMON

    def _overlay(self, user: Sequence[Entity]) -> None:
        first = self.user_start
        forms, table = collect(user, self.target, {})
        self.known.extend(table)
        for row in table:
            for given in row[GIVENS]:
                self._called[given] = self._called.get(given, 0) + 1
                if (surname := fold(row[ALONE])).isalpha():
                    self._own_surnames.setdefault(given, set()).add(surname)
        for form, packed in forms.rows:
            n, kind, cost, bits = struct.unpack(FORMAT, packed)
            self._own.setdefault(form, []).append(Hit(first + n, kind, cost / 20, bits))
        self.nearest.extend(f for f, hits in self._own.items() if f.isalpha() and any(h.kind == CANONICAL for h in hits))
        self._own_first = {f.split()[0] for f in self._own if " " in f}
        self._own_givens = forms.givens

    def lookup(self, form: str) -> list[Hit]:
        """All readings of a folded form; a form that is right for an entity is no variant of it."""
        found = self._compiled(form)
        variants = self._generated.get(form)
        if variants:
            there = {h.number: h for h in found}
            for n, kind, cost, bits in variants:
                other = there.get(n)
                if other is None or other.kind not in (CANONICAL, ALSO, GENERATED, EXONYM):
                    found.append(Hit(n, kind, cost / 20, bits))
                elif not other.right:
                    found[found.index(other)] = Hit(n, other.kind, min(cost / 20, other.cost), bits | other.bits)
        return found + self._own[form] if form in self._own else found

    def _written(self, form: str) -> list[Hit]:
        """The readings of a folded form that somebody wrote down: the generated ones left out."""
        return [h for h in self._compiled(form) + self._own.get(form, []) if h.kind not in (GENERATED, EXONYM)]

    def _compiled(self, form: str) -> list[Hit]:
        return [Hit(n, kind, cost / 20, bits) for n, kind, cost, bits in self._forms.get(form) or ()]

    def chief(self, name: str) -> str:
        """The folded name that the lexicon prefers to `name`, where that is only an accepted spelling of one entity; else `name`."""
        return self._chiefs[name]

    def _chief(self, name: str) -> str:
        right = [h for h in self._written(name) if h.right]
        if not right or any(h.kind == CANONICAL for h in right):
            return name
        bearers = {h.number: self.known[h.number] for h in right}
        preferred = {fold(k.alone) for k in bearers.values()}
        homes = {c for k in bearers.values() for c in k.country}
        elsewhere = any(country not in homes for _, country, size in load_gazetteer().get(name) if size >= _TOWN)
        return chief if len(preferred) == 1 and (chief := preferred.pop()).isalpha() and not elsewhere else name

    def bearers(self, name: str) -> Bearers:
        """Who bears a folded name, by lexicon and gazetteer."""
        return self._borne[name]

    def _bearers(self, name: str) -> Bearers:
        reads, known = self.reads(name), self.known
        towns = [country for _, country, size in load_gazetteer().get(name) if size >= _TOWN]
        homes = {c for n in (*reads.people, *reads.others) for c in known[n].country} | set(towns)
        place = bool(towns) or any(known[n].kind.startswith("place") for n in reads.others)
        called = frozenset(given for given, rows in reads.called.items() if any(full == given + " " for full, _ in rows))
        roles = frozenset(role for n in reads.people for role in known[n].role)
        topics = frozenset(fold(cue) for n in (*reads.people, *reads.others) for cue in known[n].cues)
        longer = self.goes_on(name) is not None
        told = -math.log(min(1.0, sum(map(self.people_called, called)) / self._people)) if called else 0.0
        return Bearers(
            frozenset(homes - {"INT"}), bool(reads.right), bool(reads.people), place, called, longer, roles, topics, told
        )

    def known_reads(self, form: str) -> Reads:
        """The readings of a folded form that somebody wrote down: the generated ones left out."""
        return self._sorted(tuple(self._written(form)))

    def reads(self, form: str) -> Reads:
        """All readings of a folded form, sorted out."""
        return self._read[form]

    def right_reads(self, reads: Reads) -> Reads:
        """The `reads` under which the form is right, alone."""
        return self._sorted(reads.right)

    def _sorted(self, hits: tuple[Hit, ...]) -> Reads:
        if not hits:
            return _NOTHING
        right = tuple(h for h in hits if h.right)
        numbers = dict.fromkeys(h.number for h in right)
        wrong = tuple(h for h in hits if not h.right)
        return Reads(
            hits, right, wrong, frozenset(h.number for h in wrong),
            frozenset(c for h in wrong for c in self.known[h.number].country), any(h.kind == ATTESTED for h in wrong),
            tuple(n for n in numbers if self.known[n].is_person), tuple(n for n in numbers if not self.known[n].is_person),
            any(self.known[h.number].is_person for h in hits), self._called_so(numbers),
        )  # fmt: skip

    def _called_so(self, numbers: Iterable[int]) -> dict[str, list[tuple[str, int]]]:
        out: dict[str, list[tuple[str, int]]] = {}
        for n in numbers:
            for given in self.known[n].givens:
                out.setdefault(given.split()[-1], []).append((given + " ", n))
        return out

    def prefixes(self, text: str) -> list[str]:
        """All forms of several words that `text`, folded, starts with, the longest first; word boundaries are the caller's business."""
        if not text.isascii():
            text = text.encode("utf-8", "replace").decode()  # a lone surrogate becomes "?", offsets stay
        text = text.split("\0", 1)[0]  # the trie takes NUL for the end of a key
        found = {f for trie in self._phrases for f in trie.prefixes(text)}
        if self._own_first and text.split(" ", 1)[0] in self._own_first:
            found.update(f for f in self._own if " " in f and text.startswith(f))
        return sorted(found, key=len, reverse=True)

    def goes_on(self, form: str) -> frozenset[str] | None:
        """The six code points (a mark and letters) that follow `form` in longer forms, three where so few follow; `None` if there are no longer forms."""
        at = len(form)
        longer = [f for mark in " -" for trie in self._phrases for f in trie.iterkeys(form + mark)]
        if form in self._own_first:
            longer += [f for f in self._own if f.startswith(form + " ")]
        return frozenset(f[at : at + (6 if len(f) >= at + 6 else 3)] for f in longer) or None

    def givens_of(self, variant: str) -> set[str]:
        """Folded given names of which the folded `variant` is a known rendering."""
        return self._rendered[variant]

    def surnames_of(self, given: str) -> frozenset[str]:
        """The folded surnames of the people of the news and of the user's lexicon who have this folded given name."""
        return self._surnamed[given]

    def _surnames_of(self, given: str) -> frozenset[str]:
        return frozenset({s.decode() for s in self._surnames.get(given) or ()} | self._own_surnames.get(given, set()))

    def _givens_of(self, variant: str) -> set[str]:
        found = {g.decode() for trie in self._givens for g in trie.get(variant) or ()}
        return found | self._own_givens.get(variant, set())


def _known(row: list[Any]) -> Known:
    i, name, sure, alone, given, kind, country, role, gender, cues, givens, origin = row
    called = frozenset(g for full in givens for g in (full, full.split()[-1]))
    initials = frozenset(part[0] for full in givens for part in _PART.findall(full))
    return Known(
        i,
        name,
        sure,
        alone,
        given,
        kind,
        tuple(country),
        tuple(role),
        gender,
        tuple(cues),
        tuple(givens),
        origin,
        called,
        initials,
    )


@cache
def load_index(target: str, lexicons: tuple[str, ...] = (), stamp: str = "") -> Index:
    """The index of `target` with the user's lexicon files `lexicons` laid over it; `stamp` tells contents apart (their hash).

    Raises `LexiconError` where a lexicon cannot be read.
    """
    user = [e for path in lexicons for e in read_user(Path(path))]
    return Index(*compiled(target), target, user)


def sources_of(bits: int) -> list[str]:
    """The source languages of a bit set."""
    return [s for s, b in source_bits().items() if bits & b]
