"""Caution: which readings are at most `likely`, because people may write the form on purpose."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from normalize.fold import OTHER_SCRIPT
from normalize.lexicon.forms import ATTESTED, EXONYM, GENERATED, NON_LATIN
from normalize.lexicon.index import sources_of
from normalize.lexicon.nearest import similarity
from normalize.resolve.beside import beside_original, species_follows
from normalize.resolve.grammar import own_sound
from normalize.resolve.reading import Reading
from normalize.resolve.witness import Witness

__all__ = ["alike", "in_use", "leave_lists"]

_LISTED = 3  # forms of one name in one sentence that make a list of renderings
_LIKE = 0.5  # similarity below which the target's name is no other spelling of the mention
_VOUCHED = frozenset(("role", "role-home", "topic", "pooled"))


def in_use(w: Witness, r: Reading) -> bool:
    """Whether the form may be in use in the target, or the replacement not sure there."""
    h, k, target = r.hit, r.known, w.view.target
    if not k.sure or h.right and target != "en":  # outside English a given name alone is a matter of style
        return True
    if not h.right and w.has_namesake[r.mention.key, h.number] if k.is_person else r.mention.key in w.firms:
        return True
    if h.kind != ATTESTED and (beside_original(w, r.start, r.end) or not k.is_person and species_follows(w, r.end)):
        return True
    if h.kind == EXONYM and k.origin not in NON_LATIN:
        return True  # mostly: see `_spread`
    if h.kind not in (GENERATED, EXONYM) or k.is_person:
        return False
    if w.past and k.kind.startswith("place") and h.number not in w.named:
        return True  # in those years it had other names
    exonym = k.origin not in NON_LATIN and similarity(r.mention.key, own_sound(r.mention, k)) < _LIKE
    theirs = exonym or target not in OTHER_SCRIPT and target in sources_of(h.bits)  # Transylwania, Siedmiogród
    return theirs or k.alone[:1].islower()  # a common noun, of one number


def alike(w: Witness, r: Reading) -> bool:
    """Whether nothing but the likeness of short names speaks for the person: another may be called so (Ivana Tramp)."""
    here = {e.name for e in r.here}
    short = any(e.name == "short" for e in r.base)
    return "given-near" in here and short and here.isdisjoint(_VOUCHED) and r.hit.number not in w.named


def leave_lists(w: Witness, groups: Mapping[tuple[str, str], list[Reading]]) -> None:
    """Where one sentence has three forms of one name, somebody lists how it is rendered ("the Dutch have Boetsja, the Poles Bucza …").

    `groups`: the readings by form and entity.
    """
    forms = Counter(entity for _, entity in groups)
    together: defaultdict[tuple[int, str], dict[str, list[Reading]]] = defaultdict(dict)
    for (key, entity), rows in groups.items():
        for r in rows if forms[entity] >= _LISTED else ():
            together[w.view.sentence(r.start).start, entity].setdefault(key, []).append(r)
    for by_form in together.values():
        for r in (r for rows in by_form.values() for r in rows) if len(by_form) >= _LISTED else ():
            r.cap = "likely"
