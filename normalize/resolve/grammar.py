"""What the target's grammar and script ask of a replacement: case, script, stress, vowel harmony."""

from __future__ import annotations

import re

from normalize.find.mentions import Mention
from normalize.fold import OTHER_SCRIPT, fold, romanize
from normalize.lexicon.forms import GENERATED
from normalize.lexicon.index import Known
from normalize.resolve.reading import Reading
from normalize.resolve.witness import Witness

__all__ = ["as_written", "in_case", "is_latin", "own_sound", "ungrammatical", "unspelt", "unstressed"]

_LATIN_END = "\u0250"  # after the Latin letters with their marks
_UNACCENTED = re.compile(r"(?<![^\W\d_])(?=[Α-Ωα-ω]*[αεηιουωΑΕΗΙΟΥΩ][^αεηιουω]+[αεηιουω])[Α-Ωα-ω]{4,}(?![^\W\d_])")
_BETWEEN = frozenset(("given", "given-common", "home-cue"))  # evidence that a Latin word stands where the target's own should
_BESIDE = _BETWEEN | {"role-home", "kind-cue", "pooled"}  # evidence at the mention
_APPOSED = _BESIDE | {"given-near", "role"}  # beside such words a name may stand in its base form
_PLAIN_VOWELS = str.maketrans("âîûáàéèíóúïë", "aiuaaeeiouie")
_VOWELS, _VOICELESS = "aıoueiöü", "fstkçşhp"


def is_latin(text: str) -> bool:
    """Whether `text` has no letters of other scripts."""
    return max(text) < _LATIN_END


def as_written(w: Witness, m: Mention) -> str:
    """The folded mention in the letters of the text."""
    return w.view.folded[m.start : m.end] if m.info.sounded else m.key


def own_sound(m: Mention, k: Known) -> str:
    """The name of `k` in the letters of the mention's key."""
    return romanize(k.alone) if m.info.sounded else fold(k.alone)


def unspelt(m: Mention, k: Known) -> bool:
    """Whether the mention is in the target's own letters and how they spell `k` is not known."""
    return m.info.sounded and is_latin(k.alone)


def unstressed(name: str) -> bool:
    """Whether `name` has Greek words without the stress, which the letters alone do not tell."""
    return _UNACCENTED.search(name) is not None


def _whose(k: Known) -> str:
    return (k.gender or "m") if k.is_person else "p"


def in_case(w: Witness, r: Reading) -> bool:
    """Put the replacement of an oblique form into its case; false where that cannot be done."""
    forms, k = r.mention.info.inflected, r.known
    if not forms or w.declension is None:
        return True
    if not k.is_person and not k.kind.startswith("place"):
        return False  # many are plurals, and a variant may be one of them
    text, whose = w.view.text[r.mention.start : r.mention.end].lower(), _whose(k)
    made = {w.declension.decline(r.replacement, form, whose, text) for form in forms if w.declension.fits(form, whose)}
    new = made.pop() if len(made) == 1 else None
    r.replacement = new or r.replacement
    return new is not None


def ungrammatical(w: Witness, r: Reading) -> bool:
    """Whether the replacement may be in the wrong case or script, or an ending not fit it."""
    here = {e.name for e in r.here}
    return _between_scripts(w, r, here) or _unsure_case(w, r, here) or not _harmonises(w, r)


def _between_scripts(w: Witness, r: Reading, here: set[str]) -> bool:
    """Whether Latin letters in Greek or Cyrillic text may stand there on purpose, or only the sound tells what a word is."""
    info, k = r.mention.info, r.known
    if w.view.target in OTHER_SCRIPT and is_latin(w.view.text[r.start : r.end]):
        placed = "kind-cue" in here and r.hit.kind == GENERATED and any(e.name in ("country", "named") for e in r.base)
        return here.isdisjoint(_BETWEEN) and not placed or is_latin(k.alone)
    return (bool(info.inflected) or info.sounded) and here.isdisjoint(_BESIDE) and r.hit.number not in w.named


def _unsure_case(w: Witness, r: Reading, here: set[str]) -> bool:
    """Whether the name is put in its base form where nothing tells that it is the right one."""
    k, declension = r.known, w.declension
    if declension is None or declension.uninflected or r.mention.info.inflected or declension.stays(k.alone, _whose(k)):
        return False
    if r.mention.info.either:
        return True
    before = w.view.text[max(0, r.mention.start - 2) : r.mention.start - 1]  # the last letter of the given name
    return here.isdisjoint(_APPOSED) or "given-near" in here and r.replacement.split()[0][-1] != before


def _harmonises(w: Witness, r: Reading) -> bool:
    """Whether a Turkish ending after an apostrophe fits the replacement as it fitted the mention (Tbilissi'de, but Tiflis'te)."""
    if w.view.target != "tr" or w.view.folded[r.end : r.end + 1] != "'":
        return True
    return _ending_sound(w.view.text[r.start : r.end]) == _ending_sound(r.replacement)


def _ending_sound(name: str) -> tuple[str, str]:
    """The last vowel of a Turkish name, and whether it ends in a vowel, a voiceless consonant or another."""
    low = name.replace("I", "ı").replace("İ", "i").lower().translate(_PLAIN_VOWELS)
    vowels = [c for c in low if c in _VOWELS]
    return vowels[-1] if vowels else "", "v" if low[-1:] in _VOWELS else "t" if low[-1:] in _VOICELESS else "d"
