"""What an index is made of: right spellings, known variants, generated variants and given names, entity by entity."""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Any

from normalize.fold import OTHER_SCRIPT, fold
from normalize.lexicon.channels import channel_codes
from normalize.lexicon.forms import (
    ALSO,
    ATTESTED,
    CALQUE,
    CANONICAL,
    EXONYM,
    GENERATED,
    accepted,
    canonical,
    given_of,
    surname_of,
    variants_of,
)  # fmt: skip
from normalize.lexicon.tables import Entity

__all__ = ["ALONE", "FORMAT", "GIVENS", "Forms", "collect", "generated", "source_bits"]

FORMAT = "<IBBQ"
_packed = struct.Struct(FORMAT).pack
ALONE, GIVENS = 3, 10  # where a row of the table keeps the surname and the given names
_MIN_GENERATED = 4
_GIVEN_VARIANTS = 4  # variants of a given name through one channel: its rarer ones are known by their sound
_SURNAME_FIRST = ("hu", "zh", "ja", "ko", "vi")
_CARRIED = OTHER_SCRIPT | {"cs", "ro", "sv", "tr"}
"""Targets whose own spellings of people are no variants elsewhere: human translators carry them along, too (Hamaney, Málikí)."""
Attested = dict[str, list[tuple[str, str]]]
"""Entity id → (variant, source language) pairs seen in real machine translation."""


@cache
def source_bits() -> dict[str, int]:
    """The bit of every source language in the index; the bits follow the channel files' names."""
    return {c: 1 << i for i, c in enumerate(channel_codes())}


class Forms:
    """Folded forms with packed (entity number, kind of form, cost, source bits), entity by entity."""

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
                self.rows.append((form, _pack(number, kind, cost, bits)))
        self.right |= {form for form, kind in self._now if kind == CANONICAL}
        self._now = {}


def _pack(number: int, kind: int, cost: float, bits: int) -> bytes:
    return _packed(number, kind, min(255, round(cost * 20)), bits)


def _stands_alone(e: Entity, name: str) -> str:
    return surname_of(e, name) if e.is_person else name


def collect(rows: Iterable[Entity], target: str, attested: Attested, whole: bool = True) -> tuple[Forms, list[list[Any]]]:
    """Gather all forms of `rows` for `target`, and the table [id, canonical, sure, surname, given, …] the index keeps.

    Without `whole`, generated variants are left out: they are the same for every target (see `generated`).
    """
    forms, table = Forms(), []
    for number, e in enumerate(rows):
        name = canonical(e, target)
        alone, others = _stands_alone(e, name), list(accepted(e, target))
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
            + [[fold(g) for g in sorted({given_of(e, a) for a in (e.en, *others)}) if g], e.origin]
        )
        if name.sure and target in OTHER_SCRIPT and not alone.isascii() and min(c for c in fold(alone) if c.isalpha()) > "z":
            for latin in {a for a in (e.en, e.native) if a and fold(a).isascii()}:
                forms.add(
                    fold(_stands_alone(e, latin)), EXONYM
                )  # no spelling of the target: left by the translator, or on purpose
            others = [a for a in others if a not in (e.en, e.native)]
        _add_right(forms, e, others, alone)
        _add_known(forms, e, target, attested.get(e.id, []), {fold(a) for a in (name, *others)})
        if whole:
            for form, cost, bits in _variants(e):
                forms.add(form, GENERATED, cost, bits)
        if e.is_person:
            _add_givens(forms.givens, e, str(name), attested.get(e.id, []), whole)
        forms.close(number)
    return forms, table


def generated(
    rows: Sequence[Entity], numbers: range, givens: dict[str, set[str]], phrases: set[str]
) -> Iterator[tuple[str, bytes]]:
    """The generated variants of the `rows` with `numbers` as (folded form, packed reading); fills `givens` and `phrases` on the way.

    A given name that only one person has is left to its sound (see `Witness.given_before`).
    """
    called = Counter(given_of(e, e.en) for e in rows if e.is_person)
    for number in numbers:
        e = rows[number]
        for form, cost, bits in _variants(e):
            if " " in form or "-" in form:
                phrases.add(form)
            yield form, _pack(number, GENERATED, cost, bits)
        if e.is_person and called[given_of(e, e.en)] > 1:
            _add_givens(givens, e, e.en, [], True)


def _add_right(forms: Forms, e: Entity, others: list[str], alone: str) -> None:
    forms.add(fold(alone), CANONICAL)
    if "-" in alone:
        forms.add(fold(alone.replace("-", " ")), ALSO)
    for name in others:
        forms.add(fold(_stands_alone(e, name)), ALSO)


def _add_known(forms: Forms, e: Entity, target: str, attested: list[tuple[str, str]], right: set[str]) -> None:
    """Variants seen in real translations and other languages' spellings; what folds to a whole spelling of `right` is none."""
    bits = source_bits()
    for variant, source in attested:
        for form in {_stands_alone(e, variant), variant, variant.replace("-", " ")} if e.is_person else {variant}:
            if fold(form) not in right:
                forms.add(fold(form), ATTESTED, 0.0, bits.get(source, 0))
    for code, calque in e.calques:
        if code in (target, "*"):
            forms.add(fold(calque), ATTESTED if code == "*" else CALQUE)
    for code, other in e.other:
        if code != target and code not in (_CARRIED if e.is_person else OTHER_SCRIPT):
            forms.add(
                fold(_stands_alone(e, other)), EXONYM if e.kind.startswith("place") else GENERATED, 0.0, bits.get(code, 0)
            )


def _native(e: Entity) -> str:
    return e.native if e.origin not in _SURNAME_FIRST else ""


def _variants(e: Entity) -> Iterator[tuple[str, float, int]]:
    """(form, cost, source bits) of everything the channels make of an entity."""
    bits = source_bits()
    native, latin = _stands_alone(e, _native(e)) if _native(e) else "", _stands_alone(e, e.en)
    costs: dict[str, float] = {}
    sources: dict[str, int] = {}
    for form, source, cost in variants_of(native or latin, latin, e.origin if native else "Latn"):
        if form in costs:
            sources[form] |= bits[source]
            costs[form] = min(costs[form], cost)
        else:
            costs[form], sources[form] = cost, bits[source]
    for form, cost in costs.items():
        if len(form) >= _MIN_GENERATED:
            yield form, cost, sources[form]


def _add_givens(givens: dict[str, set[str]], e: Entity, name: str, attested: list[tuple[str, str]], whole: bool) -> None:
    given = given_of(e, name)
    if not given or " " in given:
        return
    right = fold(given)
    for variant, _ in attested:
        if (seen := fold(given_of(e, variant))) and seen != right:
            givens.setdefault(seen, set()).add(right)
    if whole:
        native = given_of(e, _native(e)) if _native(e) else ""
        for form in _given_variants(native or given, given_of(e, e.en) or given, e.origin if native else "Latn"):
            givens.setdefault(form, set()).add(right)


@lru_cache(maxsize=20_000)
def _given_variants(native: str, latin: str, origin: str) -> tuple[str, ...]:
    """Forms that the channels make of a given name; many people have the same."""
    return tuple(dict.fromkeys(form for form, _, _ in variants_of(native, latin, origin, _GIVEN_VARIANTS)))
