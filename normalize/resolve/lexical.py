"""Readings of the lexicon's hits: for every mention that may be a variant, the options and the evidence for and against each."""

from __future__ import annotations

import re
from collections.abc import Iterator

from normalize.find.mentions import Mention
from normalize.fold import OTHER_SCRIPT, fold
from normalize.lexicon.forms import ATTESTED, CALQUE, CANONICAL, EXONYM, GENERATED, NON_LATIN, SURE
from normalize.lexicon.index import Hit, Known, sources_of
from normalize.lexicon.nearest import similarity
from normalize.lexicon.phonetic import respell
from normalize.model import Scorer
from normalize.records import Candidate, Evidence
from normalize.resolve.caution import alike, in_use, leave_lists
from normalize.resolve.derivation import case_form, feminine
from normalize.resolve.given import is_given
from normalize.resolve.grammar import as_written, in_case, is_latin, ungrammatical, unspelt, unstressed
from normalize.resolve.reading import Reading, candidate_of, pool, weigh_rivals
from normalize.resolve.witness import Witness
from normalize.view import previous_word
from normalize.weights import evidence

__all__ = ["Reading", "read_mentions"]

_ABJADS = frozenset({"ar", "fa", "he", "ur"})
_CLAUSE = re.compile(r", [A-Z]\w+ (?!(?:and|or|und|oder|et|ou|y|e|o|i|en|of|och|a|nor|as|plus)\b)[a-z]")
_MOTLEY = 2  # other countries among the names around from which a list is of all the world
_LISTED = 30  # code points on each side without a small word, as in a list
_SMALL = re.compile(r"\b[^\W\d_A-ZÀ-ÞΑ-ΫЀ-Я]{4,}\b")
_NAME = 0.5  # share of its uses from which a word is rather a name
_SETTLED = frozenset(f"place.{kind}" for kind in "country region city town village island sea lake river".split())
_PLACED = frozenset("in near from to outside of".split())
_CHOSEN = 2.4  # times that another romanisation counts more for people, who choose how they are spelled
_ALIKE = 0.7  # similarity of a first given name, where the second is rendered
_HOME = 45  # code points before and after a mention where the words of its country count for it


def read_mentions(w: Witness, scorer: Scorer | None = None) -> Iterator[Candidate]:
    """Candidates for all mentions that the lexicon knows as a variant of something; `scorer` tells close ones apart."""
    groups: dict[tuple[str, str], list[Reading]] = {}
    by_mention: dict[int, list[Reading]] = {}
    if not w.mentions:
        return
    named, spoken = w.named.keys(), w.spoken
    for m in w.mentions:
        if (not m.reads.wrong or m.reads.idle(named, spoken)) and not w.name_before(m):
            continue
        for r in _readings(w, m):
            groups.setdefault((r.mention.key, r.known.id), []).append(r)
            by_mention.setdefault(m.start, []).append(r)
    for rows in groups.values():
        pool(rows)
        _spread(w, rows)
    leave_lists(w, groups)
    for readings in by_mention.values():
        yield candidate_of(weigh_rivals(readings, scorer))


def _readings(w: Witness, m: Mention) -> Iterator[Reading]:
    seen = set(w.called(m))  # as right as can be
    for h, k in _looked_at(w, m):
        if h.number in seen or not (h.kind == ATTESTED or _worth(w, m, h, k)):
            continue
        if unspelt(m, k) or h.kind != ATTESTED and not h.right and case_form(as_written(w, m), fold(k.alone), w.cues.endings):
            continue
        found = _person(w, m, h, k) if k.is_person else None if _named_otherwise(w, m, h) else _thing(w, m, h, k)
        if found is None or not in_case(w, found) or found.replacement == w.view.text[found.start : found.end]:
            continue
        if unstressed(found.replacement) or h.right and w.view.target in OTHER_SCRIPT:
            continue  # given names are translated there
        seen.add(h.number)
        if in_use(w, found) or alike(w, found) or ungrammatical(w, found):
            found.cap = "likely"
        yield found


def _looked_at(w: Witness, m: Mention) -> Iterator[tuple[Hit, Known]]:
    """The readings of a mention without most of the people of whom `_person` would say nothing: a surname may have dozens of bearers."""
    known, named, alone = w.index.known, w.named, _known(m)
    before = None if m.info.inflected else w.given_of(m)
    for h in m.reads.hits if before and before.initials and w.name_before(m) else m.reads.wrong:
        k = known[h.number]
        silent = k.is_person and before and h.kind != ATTESTED and not before.may_be(k)
        if not (silent and (h.right or h.number not in named and (alone or w.has_other_given(m)))):
            yield h, k


def _named_otherwise(w: Witness, m: Mention, h: Hit) -> bool:
    """Whether the mention is a right name of a place or a thing, or of somebody else whom the document names."""
    return h.right or h.kind != ATTESTED and h.number not in w.named and any(r.number in w.named for r in m.right)


def _spread(w: Witness, rows: list[Reading]) -> None:
    """An exonym is sure where one mention of it can only be the place; else it may be a street, a ship or a village of that name.

    Beside the right name it stands there on purpose.
    """
    if (
        rows[0].hit.kind == EXONYM
        and rows[0].hit.number not in w.named
        and any(e.name == "exonym" for r in rows for e in r.base)
    ):
        for r in rows:
            r.cap = "safe"


def _worth(w: Witness, m: Mention, h: Hit, k: Known) -> bool:
    """Whether anything in the document may speak for reading the mention as `k`; the cheapest question first."""
    named = h.number in w.named
    if k.is_person:
        if not named and w.spoken.isdisjoint(k.country) and not w.name_before(m):
            return False
    elif not named and w.spoken.isdisjoint(k.country):
        return False
    if k.alone.endswith("s") and " " not in k.alone and k.kind.startswith("org") and not m.key.endswith("s"):
        return False  # "Houthi" beside the Houthis: one of them, or an adjective
    return (h.right or not w.cues.is_cue(m.key)) and (k.sure or k.alone != k.canonical)


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


# -- the form and the literal reading ---------------------------------------------------------------------------------


def _form(w: Witness, m: Mention, h: Hit, k: Known) -> Iterator[Evidence]:
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


def _literal(w: Witness, m: Mention, k: Known, h: Hit) -> Iterator[Evidence]:
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
    elif homes := w.is_known_place(m.key):
        yield evidence("place", "the gazetteer has a place of this name")
    else:
        yield _as_word(m, h)
    foreign = tuple(homes.difference(k.country))
    if foreign and not homes & set(k.country) and w.speaks_of(foreign, m.key):
        yield evidence("literal-home", f"the document speaks of {'/'.join(foreign[:3])}")


def _as_word(m: Mention, h: Hit) -> Evidence:
    """What the lists know of the mention as a word or a name."""
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


def _is_trap(rows: list[Evidence]) -> bool:
    return any(e.name in ("entity", "surname", "place", "name", "rare-name", "word") for e in rows)


def _document(w: Witness, m: Mention, h: Hit, k: Known) -> Iterator[Evidence]:
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
        elif not named:
            yield evidence("country-absent", f"nothing else speaks of {'/'.join(k.country)}")
    if k.is_person and k.cues and w.has_any(map(fold, k.cues)):
        yield evidence("topic", "a word that goes with it stands in the document")
    if h.kind in (GENERATED, EXONYM) and k.kind.startswith("place") and w.past:
        yield evidence("past", "the document speaks of years in which the place had other names")
    if w.source and h.bits:
        ok = w.source in sources_of(h.bits)
        yield evidence("source" if ok else "source-other", f"the document came through {w.source}")


# -- places and organisations ------------------------------------------------------------------------------------------


def _thing(w: Witness, m: Mention, h: Hit, k: Known) -> Reading:
    literal = list(_literal(w, m, k, h))
    r = Reading(m, k, h, m.start, m.end, _cased(k.alone, w.view.text[m.start : m.end]))
    r.base = [*_form(w, m, h, k), *literal, *_document(w, m, h, k)]
    r.here = list(_thing_here(w, m, k))
    r.trap = _is_trap(literal)
    return r


def _thing_here(w: Witness, m: Mention, k: Known) -> Iterator[Evidence]:
    kind = k.kind.split(".")[-1]
    folded = w.view.folded
    s = w.view.sentence(m.start)
    before, after = folded[max(s.start, m.start - _HOME) : m.start], folded[m.end : m.end + 24]
    cue = any(_cue(w, x, before, after) for x in _kinds(kind))
    home = _home(w, m, k, before)
    if cue and home:
        yield evidence("home-cue", "a word for its kind and its country stand beside it")
    elif cue:
        yield evidence("kind-cue", f"a word for a {kind} stands beside it")
    near = [n for n, _ in w.near_names(m) if n.id != k.id]
    beside = any(set(n.country) & set(k.country) and n.kind != "place.country" and not n.is_person for n in near)
    listed = beside and _SMALL.search(w.view.text, max(0, m.start - _LISTED), m.end + _LISTED) is None
    if beside and not (listed and len(w.countries_around(m, k).difference(k.country)) >= _MOTLEY):
        yield evidence("neighbour", "it is joined to a name of the same country")
    elif home and not cue:
        yield evidence("neighbour", "a word for its country stands directly beside it", 0.8)
    if w.inside_name(m, k):
        yield evidence("inside-name", "another name stands directly beside it: it is part of a longer name")
    countries = [n for n in near if n.kind == "place.country"]
    clause = len(countries) == 1 and _CLAUSE.match(w.view.text, m.end)  # "in Bhutan, Russia has called": no list
    if kind != "country" and countries and not clause and any(w.index.known[h.number].kind == "place.country" for h in m.right):
        yield evidence("literal-list", "it stands in a list of countries")


def _kinds(kind: str) -> tuple[str, ...]:
    groups = (("city", "town", "village", "district"), ("river", "lake", "sea"))
    return next((g for g in groups if kind in g), (kind,))


def _cue(w: Witness, kind: str, before: str, after: str) -> bool:
    patterns = w.cues.kinds[kind]
    if not patterns:
        return False
    plain = " ".join(x for x in before.split() if x not in w.cues.country)  # "the Ukrainian town of", "la ville ukrainienne de"
    return bool(patterns[0].search(plain.rstrip(" '\"“"))) or bool(patterns[1].match(after.lstrip()))


def _home(w: Witness, m: Mention, k: Known, before: str) -> bool:
    """A country word in the last four words before the mention, or ", Ukraine" right after it."""
    tail = " ".join(before.split()[-4:])
    at = m.start - len(before) + before.find(tail) if tail else m.start
    found = w.countries_in(at, m.start)
    after = w.view.folded[m.end : m.end + 2] in (", ", " (")
    found |= w.countries_in(m.end + 2, m.end + 18) if after else set()
    return bool(found & set(k.country)) and len(found) == 1


def _cased(name: str, original: str) -> str:
    return name.upper() if len(original) > 3 and original.isupper() else name


# -- people -----------------------------------------------------------------------------------------------------------


def _known(m: Mention) -> bool:
    """Whether the form is a right name or word of its own: then a surname alone never licenses a change."""
    return bool(m.right) or m.info.place >= 0 or m.info.zipf >= 3.0 or m.info.nameness >= 0.5 and m.info.zipf >= 1.4


def _person(w: Witness, m: Mention, h: Hit, k: Known) -> Reading | None:
    if h.kind == ATTESTED and " " in m.key and k.given:
        return _whole(w, m, h, k)
    given = w.given_before(m, k)
    if (
        h.right
        and given != "near"
        or not h.right
        and h.number not in w.named
        and (given == "other" or given == "none" and _known(m))
    ):
        return None
    literal = [] if h.right else list(_literal(w, m, k, h))
    start, end, new = m.start, m.end, _cased(k.alone, w.view.text[m.start : m.end])
    if given == "near" and not k.given:
        return None
    if given == "near":
        first = w.given_words(m)[-1]
        if h.right:
            start, end, new = first.start, first.end, _cased(k.given.split()[-1] if k.given else "", first.word)
        else:
            start, names = _given_names(w, m, k)
            new = f"{names} {new}"
            if (before := previous_word(w.view.text, start)) and before[1:].islower() and is_given(before):
                return None  # somebody else's
    r = Reading(m, k, h, start, end, new)
    r.base = [
        *([evidence("surname-right", "the surname is right")] if h.right else _form(w, m, h, k)),
        *literal,
        *_document(w, m, h, k),
    ]
    r.here = list(_person_here(w, m, k, given))
    if h.kind == CALQUE and w.view.text[m.end : m.end + 1] == " " and w.view.text[m.end + 1 : m.end + 2].isupper():
        r.here.append(evidence("inside-name", "a capitalised word follows: it may be part of a title"))  # the Nawaf Peace Prize
    r.trap = _is_trap(literal) or h.right and w.view.folded[start:end] in k.givens
    if h.right:
        r.base += _given_alone(w, m, h, k, w.view.text[start:end])
        if k.origin in NON_LATIN and respell(fold(w.view.text[start:end])) == respell(fold(new)):
            r.cap = "likely"  # Alyaksey, Alyaksei: it sounds the same, and people choose how they are spelled
    return r


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
        m, k, h, m.start, m.end, _cased(k.alone if given in ("right", "initial") else k.canonical, w.view.text[m.start : m.end])
    )
    r.base = [*_form(w, m, h, k), *_literal(w, m, k, h), *_document(w, m, h, k)]
    r.here = [e for e in _person_here(w, m, k, given) if e.name != "bare"]
    return r


def _given_alone(w: Witness, m: Mention, h: Hit, k: Known, word: str) -> Iterator[Evidence]:
    """Only the given name differs. Where it is a right name too (Julia, Dmitry), much has to speak for the change."""
    if h.kind != CANONICAL:
        yield evidence("other-style", "the surname is in another accepted spelling; the given name may belong to it")
    info = w.info(word)
    if info is not None and (info.zipf >= 2.0 or info.nameness >= 0.5) and not (w.role_near(m, k) == 2 and w.source_votes):
        yield evidence("right-given", f"{word} is a right given name")


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
