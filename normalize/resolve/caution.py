"""Caution: which readings are at most `likely`, because people may write the form on purpose."""

from __future__ import annotations

from normalize.fold import OTHER_SCRIPT, fold, romanize
from normalize.lexicon.forms import ATTESTED, EXONYM, GENERATED, NON_LATIN
from normalize.lexicon.index import sources_of
from normalize.lexicon.names import load_name_words
from normalize.lexicon.nearest import similarity
from normalize.resolve.beside import FIRM, beside_original, species_follows
from normalize.resolve.grammar import own_sound
from normalize.resolve.reading import Reading
from normalize.resolve.witness import Witness
from normalize.view import previous_word

__all__ = ["alike", "in_use"]

_NAME = 0.9  # share of its uses as a name from which a word before a surname is a given name
_LIKE = 0.5  # similarity below which the target's name is no other spelling of the mention
_VOUCHED = frozenset(("role", "role-home", "topic", "pooled"))


def in_use(w: Witness, r: Reading) -> bool:
    """Whether the form may be in use in the target, or the replacement not sure there."""
    h, k, target = r.hit, r.known, w.view.target
    if not k.sure or h.right and target != "en":  # outside English a given name alone is a matter of style
        return True
    if _namesake(w, r) if k.is_person else any(FIRM.match(w.view.text, m.end) for m in w.mentions_of(r.mention.key)):
        return True
    if h.kind != ATTESTED and (beside_original(w, r.start, r.end) or not k.is_person and species_follows(w, r.end)):
        return True
    if h.kind == EXONYM and k.origin not in NON_LATIN:
        return True  # mostly: see `_spread`
    if h.kind not in (GENERATED, EXONYM) or k.is_person:
        return False
    exonym = k.origin not in NON_LATIN and similarity(r.mention.key, own_sound(r.mention, k)) < _LIKE
    theirs = exonym or target not in OTHER_SCRIPT and target in sources_of(h.bits)  # Transylwania, Siedmiogród
    return theirs or k.alone[:1].islower()  # a common noun, of one number


def _namesake(w: Witness, r: Reading) -> bool:
    """Whether another known given name stands before the surname somewhere in the document, and nowhere the person's own."""
    if r.hit.right:
        return False
    others = False
    for m in w.mentions_of(r.mention.key):
        if w.given_before(m, r.known) in ("right", "initial", "near"):
            return False
        word = previous_word(w.view.text, m.start)
        others |= word[:1].isupper() and word[1:].islower() and _is_given(word)
    return others


def _is_given(word: str) -> bool:
    names = load_name_words()
    return max(names.get(fold(word))[1], names.get(romanize(word))[1]) >= _NAME


def alike(w: Witness, r: Reading) -> bool:
    """Whether nothing but the likeness of short names speaks for the person: another may be called so (Ivana Tramp)."""
    here = {e.name for e in r.here}
    short = any(e.name == "short" for e in r.base)
    return "given-near" in here and short and here.isdisjoint(_VOUCHED) and r.hit.number not in w.named
