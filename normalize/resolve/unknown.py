"""Names that are in no list: capitalised words that nothing knows, against the names that exist.

An unknown word is compared with the known names nearest in sound; a fitted logistic table (`[unknown]` in weights.toml) tells how
often such a pair is a garble of that name. What it leaves alone on purpose: words that a word list, a gazetteer or a lexicon
knows; plurals and derivations of known names ("Czechoslovaks"); words of fewer than five letters; words in mixed case.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from normalize.find.pieces import Classifier, Piece
from normalize.fold import fold
from normalize.lexicon.names import load_gazetteer, load_name_words
from normalize.lexicon.nearest import Near, NearestNames
from normalize.lexicon.phonetic import respell
from normalize.records import Candidate, Evidence, Option
from normalize.resolve.witness import Witness
from normalize.weights import weights

__all__ = ["Pair", "features", "pairs", "read_unknown"]

MIN_LETTERS = 5
_RARE = 2.2  # Zipf below which a word may be a garble although a word list has it
_PLACE = 3  # decimal logarithm of the people from which a gazetteer place protects its name
_SUFFIXES = frozenset(
    "s i a e o y h n t z ae ii um al ic an en in on er is as us os es ers ian ans ist ese ish ite ites ists ians isch ism a's land ov ev sky ovy ova".split()
)


@dataclass(frozen=True, slots=True)
class Pair:
    """An unknown piece and the known name that fits it best, with the runner-up's score."""

    piece: Piece
    name: str
    similarity: float
    margin: float
    fame: float
    nameness: float
    count: int
    stands: bool
    others: int


def suspicious(piece: Piece) -> bool:
    """Whether nothing knows the word well: a candidate for an unknown name."""
    i = piece.info
    return (
        len(i.key) >= MIN_LETTERS and i.zipf <= _RARE and i.place < _PLACE and i.key.isascii() and i.key.isalpha()
        and piece.word[1:].islower() and not any(h.right for h in i.hits)
    )  # fmt: skip


def _ranked(nearest: NearestNames, key: str) -> list[tuple[float, Near, float, float]]:
    names = load_name_words()
    rows = []
    for near in nearest.find(key, 40, 0.5):
        fame, nameness = names.get(near.name)
        rows.append((near.similarity * 12 + fame, near, fame, nameness))
    return sorted(rows, key=lambda r: (-r[0], r[1].name))


def pairs(w: Witness, classifier: Classifier) -> Iterator[Pair]:
    """Every unknown piece of a document with its best name."""
    found = [p for p in w.pieces if suspicious(p)]
    if not found:
        return
    keys = Counter(p.info.key for p in w.pieces)
    different = len({p.info.key for p in found})
    for p in found:
        rows = classifier.nearest(p.info.key, _ranked)
        if rows:
            score, near, fame, nameness = rows[0]
            margin = score - rows[1][0] if len(rows) > 1 else 6.0
            yield Pair(
                p, near.name, near.similarity, margin, fame, nameness, keys[p.info.key], near.name in keys, different - 1
            )


def _edits(a: str, b: str) -> int:
    from rapidfuzz.distance import Levenshtein

    return int(Levenshtein.distance(a, b))


def _derived(word: str, name: str) -> bool:
    """Whether `word` looks like a plural, adjective or Latin form of `name`: "Worcesters", "Canberran", "Elizabetae"."""
    stem = 0
    while stem < min(len(word), len(name)) and word[stem] == name[stem]:
        stem += 1
    return stem >= max(4, len(name) - 1) and word[stem:] in _SUFFIXES


def features(pair: Pair) -> dict[str, float]:
    """The features of a pair, by the names of `[unknown]` in weights.toml."""
    m, e = pair.piece.info.key, pair.name
    n = len(m)
    return {
        "similarity": pair.similarity,
        "fame": pair.fame,
        "fame-similarity": pair.fame * pair.similarity,
        "fame-length": pair.fame * min(n, 12) / 10,
        "nameness": pair.nameness,
        "margin": min(pair.margin, 4.0),
        "length": min(n, 14),
        "longer": n - len(e),
        "edits": _edits(m, e),
        "sound-edits": _edits(respell(m), respell(e)),
        "edit-share": _edits(m, e) / n,
        "same-start": m[0] == e[0],
        "same-end": m[-1] == e[-1],
        "contains": m.startswith(e) or e.startswith(m),
        "derived": _derived(m, e),
        "known-word": pair.piece.info.zipf,
        "known-name": pair.piece.info.nameness,
        "known-place": pair.piece.info.place >= 0,
        "count": min(pair.count, 5),
        "stands": pair.stands,
        "others": math.log1p(pair.others),
        "accents": not pair.piece.word.isascii(),
    }


def _option(pair: Pair, classifier: Classifier) -> Option:
    table = weights()["unknown"]
    score = table["bias"] + sum(table.get(k, 0.0) * v for k, v in features(pair).items())
    proof = (
        Evidence(
            "near-name",
            round(score, 3),
            f"no list knows it; {pair.name} sounds {pair.similarity:.0%} alike, frequency {pair.fame:.1f}",
        ),
    )
    return Option(_display(pair.name, classifier), proof)


def _display(name: str, classifier: Classifier) -> str:
    """The name as it is written: by the lexicon, else the gazetteer, else with a capital."""
    for h in classifier.index.lookup(name):
        if h.right and fold(classifier.index.known[h.number].alone) == name:
            return classifier.index.known[h.number].alone
    for shown, _, _ in load_gazetteer().get(name):
        if fold(shown) == name and shown.isascii():
            return shown
    return "-".join(part.capitalize() for part in name.split("-"))


def read_unknown(w: Witness, classifier: Classifier) -> Iterator[Candidate]:
    """Candidates for unknown capitalised words. For now only where the target's name list is known (English)."""
    if w.view.target != "en":
        return
    for pair in pairs(w, classifier):
        if not features(pair)["derived"]:
            yield Candidate(pair.piece.start, pair.piece.end, "unknown-name", "name.person", (_option(pair, classifier),))
