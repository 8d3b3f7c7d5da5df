"""Evidence that any reading of a mention has: how its form arose, what speaks for leaving it, what the document says."""

from __future__ import annotations

from collections.abc import Iterator

from normalize.find.mentions import Mention
from normalize.fold import OTHER_SCRIPT, fold
from normalize.lexicon.forms import ALSO, ATTESTED, CALQUE, EXONYM, GENERATED, SURE
from normalize.lexicon.index import Hit, Known, sources_of
from normalize.lexicon.names import load_gazetteer
from normalize.lexicon.nearest import similarity
from normalize.records import Evidence
from normalize.resolve.grammar import is_latin
from normalize.resolve.witness import Witness
from normalize.view import previous_word
from normalize.weights import evidence

__all__ = ["SPELLING", "cased", "document", "form", "is_trap", "literal", "spelling"]

_ABJADS = frozenset({"ar", "fa", "he", "ur"})
_NAME = 0.5  # share of its uses from which a word is rather a name
_TOO = 0.5  # share of the evidence of another home, where both places are in one country
_PEERS = 2  # people of one field from which another one may be named, from any country
_SETTLED = frozenset(f"place.{kind}" for kind in "country region city town village island sea lake river".split())
_PLACED = frozenset("in near from to outside of".split())
SPELLING = 0.6  # similarity from which an accepted form is another spelling of a name, no abbreviation ("VW") or other name
_CHOSEN = 2.4  # times that another romanisation counts more for people, who choose how they are spelled


def _left(w: Witness, m: Mention, h: Hit, k: Known) -> bool:
    """Whether the mention is a place under the name that another target has for it, left where only a place can stand ("in Kioto,").

    Only in English, whose lists know the most names: the word must be in none of them.
    """
    text, end, info = w.view.text, m.end, m.info
    if h.kind != EXONYM or w.view.target != "en" or k.kind not in _SETTLED or not info.odd or info.nameness >= _NAME:
        return False
    alone = not text[end + (text[end : end + 1] in (" ", "-")) :][:1].isupper() and text[end : end + 1] != "-"
    only = all(w.index.known[x.number].alone == k.alone for x in m.reads.wrong if x.kind == EXONYM)
    before = previous_word(w.view.folded, m.start)
    return alone and only and before in _PLACED and not w.spoken.isdisjoint(k.country)


def form(w: Witness, m: Mention, h: Hit, k: Known) -> Iterator[Evidence]:
    key, target = m.key, w.view.target
    if h.kind == ATTESTED:
        yield evidence("attested", "the variant was seen in real machine translation")
    elif h.kind == CALQUE:
        yield evidence("calque", "the name translated as a word")
    else:
        if m.info.oblique:
            yield evidence("oblique", "it may be an oblique form of somebody's name")
        yield evidence("generated", f"{'/'.join(sources_of(h.bits)[:4])} writes the name so")
        if _left(w, m, h, k):
            yield evidence("exonym", f"it is the name of {k.alone} there, and a word for a place stands before it")
        if h.cost:
            yield evidence("generated-cost", f"channel cost {h.cost:g}", h.cost)
        own = target in sources_of(h.bits)
        if target in OTHER_SCRIPT and (own or is_latin(w.view.text[m.start : m.end])):
            pass  # in the target's own letters the name is not spelled so, and Latin letters are not the target's
        elif sources_of(h.bits) == [k.origin] or own:
            yield evidence("romanisation", "it is another spelling of the language itself, and may be the right one here")
        elif k.origin in sources_of(h.bits):
            detail = "the name's own language may be romanised so, too"
            chosen = k.is_person and target not in SURE  # people choose how they are spelled; strict targets do not let them
            yield evidence("romanisation-too", detail, _CHOSEN if chosen else 1.0)
        elif set(sources_of(h.bits)) <= _ABJADS:
            yield evidence("vowelless", "only scripts without vowels write it so: many names look alike in them")
    if (len(key) <= 5 or len(k.alone) <= 4) and h.kind not in (ATTESTED, CALQUE):
        yield evidence("short", "short forms resemble each other by chance")


def literal(w: Witness, m: Mention, k: Known, h: Hit) -> Iterator[Evidence]:
    """What speaks for leaving the mention as it is."""
    others = [w.index.known[h.number] for h in m.right if w.index.known[h.number].id != k.id]
    homes: set[str] = set()
    people = [o for o in others if o.is_person]
    if others and len(people) == len(others) and all(w.given_before(m, o) == "other" for o in people):
        yield evidence("surname", f"{people[0].canonical} has this surname, but another given name stands here")
    elif others:
        yield evidence("entity", f"it is the right name of {others[0].canonical}")
        homes = {c for o in others for c in o.country}
        if any(o.kind == "place.country" for o in others):
            yield evidence("a-country", "a country")
    elif w.view.target in OTHER_SCRIPT and is_latin(w.view.text[m.start : m.end]):
        pass  # that the word is right in Latin letters says nothing here
    elif homes := {country for _, country, _ in load_gazetteer().get(m.key)}:
        yield evidence("place", "the gazetteer has a place of this name")
    else:
        yield _as_word(w, m, h)
    foreign = sorted(country for country in homes if w.speaks_of((country,), m.key)) if homes.isdisjoint(k.country) else []
    if foreign:
        yield evidence("literal-home", f"the document speaks of {'/'.join(foreign[:3])}")
    elif len(people) < len(others) and not homes.isdisjoint(k.country):
        yield evidence("literal-home", f"it is at home in {k.country[0]}, too", _TOO)


def _as_word(w: Witness, m: Mention, h: Hit) -> Evidence:
    """What the lists know of the mention as a word or a name."""
    if m.last > m.first and any(p.info.odd and p.info.nameness < _NAME for p in w.pieces[m.first + 1 : m.last + 1]):
        return evidence("unknown", "a word of it is in no list", 0.0)  # Sporting Lizbona
    if m.last > m.first and (h.kind == ATTESTED or h.kind == CALQUE and " " in m.key):
        # what is known of its first word does not count
        return evidence("unknown", "no other name of several words is so", float(h.kind == ATTESTED))
    if m.info.nameness >= 0.5 and m.info.zipf >= 1.4:
        return evidence("name", "it is a known name")
    if m.info.zipf >= 3.0:
        return evidence("word", "it is an ordinary word")
    if m.info.nameness >= 0.5 and m.info.zipf > 0:
        return evidence("rare-name", "it is a name, if a rare one")
    if m.info.zipf > 0 or m.info.nameness > 0:
        return evidence("rare", "the word lists know it, barely")
    return evidence("unknown", "no dictionary, gazetteer or lexicon knows it")


def is_trap(rows: list[Evidence]) -> bool:
    return any(e.name in ("entity", "surname", "place", "name", "rare-name", "word") for e in rows)


def document(w: Witness, m: Mention, h: Hit, k: Known) -> Iterator[Evidence]:
    named = w.named.get(h.number, [])
    if any(n.start != m.start for n in named):
        yield evidence("named", f"{k.canonical} stands elsewhere in the document")
        s = w.view.sentence(m.start)
        if w.named_between(h.number, s.start, s.end, m.start) and (not k.is_person or h.kind != ATTESTED):
            yield evidence("both-named", "the right name stands in the same sentence")
    if k.country and k.country[0] != "INT":
        n = w.speaks_of(k.country, m.key)
        if n:
            yield evidence("country", f"the document speaks of {k.country[0]}", min(1.0, 0.4 + 0.2 * n))
        elif not named and not h.right and any(w.peers[role] >= _PEERS for role in k.role):
            yield evidence("peers", "the document names others of the same field")
        elif not named:
            yield evidence("country-absent", f"nothing else speaks of {'/'.join(k.country)}")
    if k.is_person and k.cues and w.has_any(map(fold, k.cues)):
        yield evidence("topic", "a word that goes with it stands in the document")
    if h.kind in (GENERATED, EXONYM) and k.kind.startswith("place") and w.past:
        yield evidence("past", "the document speaks of years in which the place had other names")
    if w.source and h.bits:
        ok = w.source in sources_of(h.bits)
        yield evidence("source" if ok else "source-other", f"the document came through {w.source}")


def cased(name: str, original: str) -> str:
    return name.upper() if len(original) > 3 and original.isupper() else name


def spelling(w: Witness, h: Hit, k: Known) -> str:
    """How to write the name where it stands alone: as the document has chosen to, where it has another accepted spelling and no other."""
    used = {
        w.view.text[m.start : m.end]: hit.kind
        for m in w.named.get(h.number, ())
        for hit in m.right
        if hit.number == h.number and fold(w.view.text[m.start : m.end]) == m.key
    }
    if len(used) != 1 or ALSO not in used.values():
        return k.alone
    [word] = used
    return word if word.istitle() and similarity(fold(word), fold(k.alone)) >= SPELLING else k.alone
