"""Readings of the lexicon's hits: for every mention that may be a variant, the options and the evidence for and against each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from normalize.find.mentions import Mention
from normalize.fold import OTHER_SCRIPT, fold
from normalize.lexicon.forms import ATTESTED, CALQUE, EXONYM
from normalize.lexicon.index import Hit, Known
from normalize.model import Scorer
from normalize.records import Candidate, Evidence
from normalize.resolve.caution import alike, in_use, leave_lists
from normalize.resolve.common import cased, document, form, is_trap, literal, spelling
from normalize.resolve.derivation import case_form
from normalize.resolve.grammar import as_written, in_case, ungrammatical, unspelt, unstressed
from normalize.resolve.introduction import is_somebody
from normalize.resolve.person import is_known, person
from normalize.resolve.reading import Reading, candidate_of, pool, weigh_rivals
from normalize.resolve.witness import Witness
from normalize.weights import evidence

__all__ = ["Reading", "read_mentions"]

_CLAUSE = re.compile(r", [A-Z]\w+ (?!(?:and|or|und|oder|et|ou|y|e|o|i|en|of|och|a|nor|as|plus)\b)[a-z]")
_MOTLEY = 2  # other countries among the names around from which a list is of all the world
_LISTED = 30  # code points on each side without a small word, as in a list
_SMALL = re.compile(r"\b[^\W\d_A-ZÀ-ÞΑ-ΫЀ-Я]{4,}\b")
_COINED = 3.0  # Zipf frequency below which a word makes a phrase no ordinary one
_JOIN = re.compile(
    r"(?:,|/| -| –|,? (?:and|und|et|y|e|i|en|og|och|a|ve|και|и|і|й|та|și|or|oder|ou|o|lub|eller|tai|veya|ya da|sau|nebo|или|або|чи|ή|near|bei|près de|cerca de))\s+(?:\w{1,3}\s+)?\Z"
)
_AFTER = re.compile(
    r"\A(?:['’]s)?(?:,|/| -| –|,? (?:and|und|et|y|e|i|en|og|och|a|ve|και|и|і|й|та|și|or|oder|ou|o|lub|eller|tai|veya|ya da|sau|nebo|или|або|чи|ή)| in| im| dans| w| v| na)\s+(?:\w{1,3}\s+)?"
)
_HOME = 45  # code points before and after a mention where the words of its country count for it


def read_mentions(w: Witness, scorer: Scorer | None = None) -> Iterator[Candidate]:
    """Candidates for all mentions that the lexicon knows as a variant of something; `scorer` tells close ones apart."""
    groups: dict[tuple[str, str], list[Reading]] = {}
    by_mention: dict[int, list[Reading]] = {}
    if not w.mentions:
        return
    named, spoken = w.named.keys(), w.spoken
    for m in w.mentions:
        reads = m.reads
        if (not reads.wrong or reads.idle(named, spoken)) and not (reads.of_people and w.name_before(m)):
            continue
        called = w.called(m)  # as right as can be
        if called and reads.all_of(called):
            continue
        for r in _readings(w, m, called):
            groups.setdefault((r.mention.key, r.known.id), []).append(r)
            by_mention.setdefault(m.start, []).append(r)
    for rows in groups.values():
        pool(rows)
        _spread(w, rows)
        _leave_people(w, rows)
    leave_lists(w, groups)
    for readings in by_mention.values():
        yield candidate_of(weigh_rivals(readings, scorer))


def _readings(w: Witness, m: Mention, called: Sequence[int]) -> Iterator[Reading]:
    """The readings of a mention, without those of the people `called` so, whose given name stands before it."""
    seen = set(called)
    for h, k in _looked_at(w, m):
        if h.number in seen or not (h.kind == ATTESTED or _worth(w, m, h, k)):
            continue
        if unspelt(m, k) or h.kind != ATTESTED and not h.right and case_form(as_written(w, m), fold(k.alone), w.cues.endings):
            continue
        found = person(w, m, h, k) if k.is_person else None if _named_otherwise(w, m, h) else _thing(w, m, h, k)
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
    known, named, alone = w.index.known, w.named, is_known(m)
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
        and not w.past
        and any(e.name == "exonym" for r in rows for e in r.base)
    ):
        for r in rows:
            r.cap = "safe"


def _leave_people(w: Witness, rows: list[Reading]) -> None:
    """The variant of a place that stands for somebody ("the striker Boutsa") is at most `likely`, and so are the later mentions of the one
    who is introduced so. Where names have cases, a place stands after an office, too: "мэр Бучи".
    """
    if not rows[0].known.kind.startswith("place") or w.declension is not None or w.view.target in OTHER_SCRIPT:
        return
    people = [is_somebody(w.view, w.cues.any_role, r.start, r.end) for r in rows]
    for r, is_person in zip(rows, people, strict=True):
        if people[0] or is_person:
            r.cap = "likely"


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


# -- places and organisations ------------------------------------------------------------------------------------------


def _thing(w: Witness, m: Mention, h: Hit, k: Known) -> Reading:
    left = list(literal(w, m, k, h))
    r = Reading(m, k, h, m.start, m.end, cased(spelling(w, h, k), w.view.text[m.start : m.end]))
    r.base = [*form(w, m, h, k), *left, *document(w, m, h, k)]
    r.here = list(_thing_here(w, m, k))
    if h.kind == CALQUE and m.last > m.first and not w.spoken.isdisjoint(k.country) and _coined(w, m):
        r.here.append(evidence("coined", "no phrase of the language has that word: the name is translated in part"))
    r.trap = is_trap(left)
    return r


def _coined(w: Witness, m: Mention) -> bool:
    """Whether a word of a mention of several is no word of the language."""
    return any(p.info.zipf < _COINED for p in w.pieces[m.first : m.last + 1])


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
    near = [n for n, _ in _near_names(w, m) if n.id != k.id]
    beside = any(set(n.country) & set(k.country) and n.kind != "place.country" and not n.is_person for n in near)
    listed = beside and _SMALL.search(w.view.text, max(0, m.start - _LISTED), m.end + _LISTED) is None
    if beside and not (listed and len(_countries_around(w, m, k).difference(k.country)) >= _MOTLEY):
        yield evidence("neighbour", "it is joined to a name of the same country")
    elif home and not cue:
        yield evidence("neighbour", "a word for its country stands directly beside it", 0.8)
    if w.inside_name(m, k):
        yield evidence("inside-name", "another name stands directly beside it: it is part of a longer name")
    countries = [n for n in near if n.kind == "place.country"]
    clause = len(countries) == 1 and _CLAUSE.match(w.view.text, m.end)  # "in Bhutan, Russia has called": no list
    if kind != "country" and countries and not clause and any(w.index.known[h.number].kind == "place.country" for h in m.right):
        yield evidence("literal-list", "it stands in a list of countries")


def _near_names(w: Witness, m: Mention) -> Iterator[tuple[Known, int]]:
    """Names that stand joined to the mention ("in Irpin and X", "X, Irpin"): the entity and its kind of reading."""
    text, at = w.view.text, w.order[m.start]
    for other in w.mentions[max(0, at - 2) : at + 3]:
        gap = text[other.end : m.start] if other.end <= m.start else text[m.end : other.start]
        if len(gap) > 16 or other is m:
            continue
        joined = _JOIN.match(gap) if other.end <= m.start else _AFTER.fullmatch(gap)
        if joined or gap in (" ", ", "):
            yield from ((w.index.known[h.number], h.kind) for h in other.right)


def _countries_around(w: Witness, m: Mention, k: Known) -> set[str]:
    """The countries of the places that the nearest mentions name, four on each side; what may be a variant of `k` left out."""
    at, known = w.order[m.start], w.index.known
    near = (x for x in w.mentions[max(0, at - 4) : at + 5] if all(known[h.number].id != k.id for h in x.wrong))
    others = (known[h.number] for x in near for h in x.right)
    return {k.country[0] for k in others if k.country and k.kind.startswith("place")}


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
