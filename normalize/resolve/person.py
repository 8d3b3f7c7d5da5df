"""Readings of a mention as a person: the surname, with the given name before it."""

from __future__ import annotations

from collections.abc import Iterator

from normalize.find.mentions import Mention
from normalize.fold import fold
from normalize.lexicon.forms import ATTESTED, CALQUE, CANONICAL, NON_LATIN
from normalize.lexicon.index import Hit, Known
from normalize.lexicon.nearest import similarity
from normalize.lexicon.phonetic import respell
from normalize.records import Evidence
from normalize.resolve.common import cased, document, form, is_trap, literal, spelling
from normalize.resolve.derivation import feminine
from normalize.resolve.given import is_given
from normalize.resolve.introduction import introduced
from normalize.resolve.reading import Reading
from normalize.resolve.witness import Witness
from normalize.view import previous_word
from normalize.weights import evidence

__all__ = ["is_known", "person"]

_ALONE = frozenset(
    ("name", "rare-name", "rare", "place")
)  # what a surname is by itself, without a garbled given name before it
_NO_OFFICE = 1.3  # how much more a right given name speaks for another person where no office is named
_ALIKE = 0.7  # similarity of a first given name, where the second is rendered


def is_known(m: Mention) -> bool:
    """Whether the form is a right name or word of its own: then a surname alone never licenses a change."""
    return bool(m.right) or m.info.place >= 0 or m.info.zipf >= 3.0 or m.info.nameness >= 0.5 and m.info.zipf >= 1.4


def person(w: Witness, m: Mention, h: Hit, k: Known) -> Reading | None:
    if h.kind == ATTESTED and " " in m.key and k.given:
        return _whole(w, m, h, k)
    given = w.given_before(m, k)
    if (
        h.right
        and given != "near"
        or not h.right
        and h.number not in w.named
        and (given == "other" or given == "none" and is_known(m))
    ):
        return None
    garbled = given == "near" and _is_garbled(w, m, h, k)
    left = [] if h.right else [e for e in literal(w, m, k, h) if not (garbled and e.name in _ALONE)]
    start, end, new = m.start, m.end, cased(spelling(w, h, k), w.view.text[m.start : m.end])
    if given == "near" and not k.given:
        return None
    if given == "near":
        first = w.given_words(m)[-1]
        if h.right:
            start, end, new = first.start, first.end, cased(k.given.split()[-1] if k.given else "", first.word)
        else:
            start, names = _given_names(w, m, k)
            new = f"{names} {new}"
            if (before := previous_word(w.view.text, start)) and before[1:].islower() and is_given(before):
                return None  # somebody else's
    r = Reading(m, k, h, start, end, new)
    r.base = [
        *([evidence("surname-right", "the surname is right")] if h.right else form(w, m, h, k)),
        *left,
        *document(w, m, h, k),
    ]
    r.here = list(_person_here(w, m, k, given))
    if garbled:
        r.here.append(evidence("given-garbled", "that rendering is no given name itself"))
    if h.kind == CALQUE and w.view.text[m.end : m.end + 1] == " " and w.view.text[m.end + 1 : m.end + 2].isupper():
        r.here.append(evidence("inside-name", "a capitalised word follows: it may be part of a title"))  # the Nawaf Peace Prize
    r.trap = is_trap(left) or h.right and w.view.folded[start:end] in k.givens
    if h.right:
        r.base += _given_alone(w, m, h, k, "" if garbled else w.view.text[start:end])
        if _may_be_another(w, r):
            r.cap = "likely"
    elif h.kind != ATTESTED and h.number not in w.named and not w.role_near(m, k) and introduced(w.view, start, m.end):
        r.cap = "likely"
    return r


def _may_be_another(w: Witness, r: Reading) -> bool:
    """Whether a person of the right surname may be somebody else, or choose the spelling of the given name."""
    m, k, word = r.mention, r.known, fold(w.view.text[r.start : r.end])
    if introduced(w.view, r.start, m.end):
        return True  # Rishiv Sunak, a cousin
    other = len(m.reads.people) > 1 and k.called.isdisjoint(w.index.givens_of(word))
    if other and not w.role_near(m, k) and not w.source_votes:
        return True  # Gedson Fernandes is not Gelson Fernandes
    return k.origin in NON_LATIN and respell(word) == respell(fold(r.replacement))  # Alyaksey, Alyaksei: it sounds the same


def _is_garbled(w: Witness, m: Mention, h: Hit, k: Known) -> bool:
    """Whether a rendering of a given name is in use nowhere: then both names of one person are garbled ("Sharl Mishel").

    Beside a right surname it must be a known rendering: Gedson Fernandes is not Gelson Fernandes. What only another romanisation
    would write (Olexij, Oleksij) is none.
    """
    key = w.given_words(m)[-1].info.key
    if key not in w.garbled or h.right and k.called.isdisjoint(w.index.givens_of(key)):
        return False
    return k.origin not in NON_LATIN or all(respell(key) != respell(given) for given in k.called)


def _given_names(w: Witness, m: Mention, k: Known) -> tuple[int, str]:
    """Where the given names before a mention begin, and as the person is called: the last one, and the ones before it that sound alike."""
    before, names = w.given_words(m), k.given.split()
    n = 1
    while n < min(len(before), len(names)) and similarity(before[-n - 1].info.key, fold(names[-n - 1])) > _ALIKE:
        n += 1
    return before[-n].start, " ".join(names[-n:])


def _whole(w: Witness, m: Mention, h: Hit, k: Known) -> Reading:
    """A variant of several words that was seen: of the whole name, or of the surname where a given name stands before it."""
    given = w.given_before(m, k)
    r = Reading(
        m, k, h, m.start, m.end, cased(k.alone if given in ("right", "initial") else k.canonical, w.view.text[m.start : m.end])
    )
    r.base = [*form(w, m, h, k), *literal(w, m, k, h), *document(w, m, h, k)]
    r.here = [e for e in _person_here(w, m, k, given) if e.name != "bare"]
    return r


def _given_alone(w: Witness, m: Mention, h: Hit, k: Known, word: str) -> Iterator[Evidence]:
    """Only the given name differs. Where it is a right name too (Julia, Dmitry), much has to speak for the change."""
    if h.kind != CANONICAL:
        yield evidence("other-style", "the surname is in another accepted spelling; the given name may belong to it")
    info = w.info(word)
    if info is not None and (info.zipf >= 2.0 or info.nameness >= 0.5) and not (w.role_near(m, k) == 2 and w.source_votes):
        share = 1.0 if w.role_near(m, k) else _NO_OFFICE
        yield evidence("right-given", f"{word} is a right given name", share)


def _person_here(w: Witness, m: Mention, k: Known, given: str) -> Iterator[Evidence]:
    common = w.index.is_common_given(fold(k.given))
    if given in ("right", "initial"):
        weak = common or given == "initial"
        yield evidence(
            "given-common" if weak else "given",
            f"the given name {k.given} stands before it" + (", as an initial" if given == "initial" else ""),
        )
    elif given == "near":
        yield evidence("given-near", f"a rendering of {k.given} stands before it")
    elif given == "other":
        yield evidence("given-other", "another given name stands before it")
    if w.view.text[m.end : m.end + 1] == "-" and w.view.text[m.end + 1 : m.end + 2].isupper():
        yield evidence("inside-name", "it is the first half of a double surname")
    if k.gender == "m" and m.key != (own := fold(k.alone)) and m.key in feminine(own):
        yield evidence("feminine", "it is the feminine form of the surname: another person")
    role = w.role_near(m, k)
    if role:
        yield evidence(
            "role-home" if role == 2 else "role",
            "a word for the office stands beside it" + (", with the country" if role == 2 else ""),
        )
    if (given == "none" or common and given == "right") and not role and k.id not in w.named_ids:
        yield evidence("bare", "no rare given name, office or other mention goes with the surname")
