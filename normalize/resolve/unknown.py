"""Names that are in no list: capitalised words that nothing knows, against the names that exist.

An unknown word is compared with the known names nearest in sound; a fitted logistic table (`[unknown]` in weights.toml) tells how
often such a pair is a garble of that name. What it leaves alone on purpose: words that a word list, a gazetteer or a lexicon
knows; plurals and derivations of known names ("Czechoslovaks"); words of fewer than five letters; words in mixed case.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from normalize.find.pieces import Piece
from normalize.fold import fold
from normalize.lexicon.index import Index
from normalize.lexicon.names import load_gazetteer, load_name_words
from normalize.lexicon.nearest import Near, NearestNames
from normalize.lexicon.phonetic import respell
from normalize.model import Question, Scorer
from normalize.records import Candidate, Evidence, Level, Option
from normalize.resolve.witness import Witness
from normalize.weights import weights

__all__ = ["Fit", "Pair", "Ranker", "derived", "features", "pairs", "read_unknown", "suspicious"]

MIN_LETTERS = 5
_ASKED = 12  # names the model is asked about for one word
_FAME = 2.0  # nats that one Zipf step of frequency is worth when names are ranked
_KEPT = 50_000
_RARE = 2.2  # Zipf below which a word may be a garble although a word list has it
_PLACE = 3  # decimal logarithm of the people from which a gazetteer place protects its name
_SUFFIXES = frozenset(
    "s i a e o y h n t z ae ii um al ic an en in on er is as us os es ers ian ans ist ese ish ite ites ists ians isch ism a's land ov ev sky ovy ova".split()
)


@dataclass(frozen=True, slots=True)
class Fit:
    """The known name that fits a word best. `margin` is its lead by rank, `lead` and `chance` come from the model (0 without).

    `lead`: nats (whole word, frequency counted) before the runner-up; `chance`: log probability per character of the word, given the name.
    """

    name: str
    similarity: float
    fame: float
    nameness: float
    margin: float
    lead: float = 0.0
    chance: float = 0.0


class Ranker:
    """Finds the best known name for an unknown word; remembers its answers (bounded)."""

    def __init__(self, nearest: NearestNames, scorer: Scorer | None) -> None:
        self._nearest = nearest
        self._names = load_name_words()
        self._scorer = scorer
        self._kept: dict[str, Fit | None] = {}

    @property
    def section(self) -> str:
        """The fitted table of weights.toml that belongs to this ranker."""
        return "unknown-model" if self._scorer else "unknown"

    def prepare(self, keys: Iterable[str]) -> None:
        """Rank all `keys` in one batch, so that the model is asked once."""
        fresh = [k for k in dict.fromkeys(keys) if k not in self._kept]
        if len(self._kept) + len(fresh) > _KEPT:
            self._kept.clear()
        rows = {k: self._by_sound(k) for k in fresh}
        scores = self._ask({k: r for k, r in rows.items() if r})
        for key in fresh:
            self._kept[key] = self._best(key, rows[key], scores.get(key))

    def fit(self, key: str) -> Fit | None:
        """The best known name for the folded word `key`, or `None` if there is nothing near."""
        if key not in self._kept:
            self.prepare([key])
        return self._kept[key]

    def _by_sound(self, key: str) -> list[tuple[float, Near, float, float]]:
        rows = []
        for near in self._nearest.find(key, 40, 0.5):
            fame, nameness = self._names.get(near.name)
            rows.append((near.similarity * 12 + fame, near, fame, nameness))
        return sorted(rows, key=lambda r: (-r[0], r[1].name))[:_ASKED]

    def _ask(self, rows: dict[str, list[tuple[float, Near, float, float]]]) -> dict[str, list[float]]:
        if self._scorer is None or not rows:
            return {}
        questions = [Question(k, tuple(r[1].name for r in found)) for k, found in rows.items()]
        return dict(zip(rows, self._scorer.score(questions), strict=True))

    def _best(self, key: str, rows: list[tuple[float, Near, float, float]], scores: list[float] | None) -> Fit | None:
        if not rows:
            return None
        margin = rows[0][0] - rows[1][0] if len(rows) > 1 else 6.0
        if scores is None:
            _, near, fame, nameness = rows[0]
            return Fit(near.name, near.similarity, fame, nameness, margin)
        whole = [s * (len(key) + 1) + _FAME * r[2] for s, r in zip(scores, rows, strict=True)]
        order = sorted(range(len(rows)), key=lambda i: (-whole[i], rows[i][1].name))
        top = order[0]
        margin = rows[top][0] - max((r[0] for i, r in enumerate(rows) if i != top), default=rows[top][0] - 6.0)
        lead = whole[top] - whole[order[1]] if len(order) > 1 else 12.0
        _, near, fame, nameness = rows[top]
        return Fit(near.name, near.similarity, fame, nameness, margin, min(lead, 12.0), scores[top])


@dataclass(frozen=True, slots=True)
class Pair:
    """An unknown piece and the known name that fits it best, with what the document says of both."""

    piece: Piece
    best: Fit
    count: int
    stands: bool
    others: int


def suspicious(piece: Piece) -> bool:
    """Whether nothing knows the word well: a candidate for an unknown name."""
    i = piece.info
    return (
        len(i.key) >= MIN_LETTERS and i.zipf <= _RARE and i.place < _PLACE and i.key.isascii() and i.key.isalpha()
        and piece.word[1:].islower() and not i.reads.right
    )  # fmt: skip


def pairs(w: Witness, ranker: Ranker) -> Iterator[Pair]:
    """Every unknown piece of a document with its best name."""
    found = [p for p in w.pieces if suspicious(p)]
    if not found:
        return
    keys = Counter(p.info.key for p in w.pieces)
    different = len({p.info.key for p in found})
    ranker.prepare(p.info.key for p in found)
    for p in found:
        if best := ranker.fit(p.info.key):
            yield Pair(p, best, keys[p.info.key], best.name in keys, different - 1)


def _edits(a: str, b: str) -> int:
    from rapidfuzz.distance import Levenshtein

    return int(Levenshtein.distance(a, b))


def derived(word: str, name: str) -> bool:
    """Whether `word` looks like a plural, adjective or Latin form of `name`: "Worcesters", "Canberran", "Elizabetae"."""
    stem = 0
    while stem < min(len(word), len(name)) and word[stem] == name[stem]:
        stem += 1
    return stem >= max(4, len(name) - 1) and word[stem:] in _SUFFIXES


def features(pair: Pair) -> dict[str, float]:
    """The features of a pair, by the names of `[unknown]` and `[unknown-model]` in weights.toml."""
    b, m, e = pair.best, pair.piece.info.key, pair.best.name
    n = len(m)
    return {
        "similarity": b.similarity,
        "fame": b.fame,
        "fame-similarity": b.fame * b.similarity,
        "fame-length": b.fame * min(n, 12) / 10,
        "nameness": b.nameness,
        "margin": max(-4.0, min(b.margin, 4.0)),
        "lead": min(b.lead, 8.0),
        "chance": max(b.chance, -3.0),
        "lead-chance": min(b.lead, 8.0) * max(b.chance, -3.0),
        "length": min(n, 14),
        "longer": n - len(e),
        "edits": _edits(m, e),
        "sound-edits": _edits(respell(m), respell(e)),
        "edit-share": _edits(m, e) / n,
        "same-start": m[0] == e[0],
        "same-end": m[-1] == e[-1],
        "contains": m.startswith(e) or e.startswith(m),
        "derived": derived(m, e),
        "known-word": pair.piece.info.zipf,
        "known-name": pair.piece.info.nameness,
        "known-place": pair.piece.info.place >= 0,
        "count": min(pair.count, 5),
        "stands": pair.stands,
        "others": math.log1p(pair.others),
        "accents": not pair.piece.word.isascii(),
    }


def _option(pair: Pair, ranker: Ranker, index: Index) -> Option:
    table, b = weights()[ranker.section], pair.best
    score = table["bias"] + sum(table.get(k, 0.0) * v for k, v in features(pair).items())
    model = f", the model puts it {b.lead:.1f} nats before the next" if ranker.section == "unknown-model" else ""
    detail = f"no list knows the word; {b.name} sounds {b.similarity:.0%} alike, frequency {b.fame:.1f}{model}"
    cap: Level = "likely" if pair.stands else "safe"  # two near names in one document may be two people
    return Option(_display(b.name, index), (Evidence("near-name", round(score, 3), detail),), cap=cap)


def _display(name: str, index: Index) -> str:
    """The name as it is written: by the lexicon, else the gazetteer, else with a capital."""
    for h in index.lookup(name):
        if h.right and fold(index.known[h.number].alone) == name:
            return index.known[h.number].alone
    for shown, _, _ in load_gazetteer().get(name):
        if fold(shown) == name and shown.isascii():
            return shown
    return "-".join(part.capitalize() for part in name.split("-"))


def read_unknown(w: Witness, ranker: Ranker) -> Iterator[Candidate]:
    """Candidates for unknown capitalised words. For now only where the target's name list is known (English)."""
    if w.view.target != "en":
        return
    for pair in pairs(w, ranker):
        if not derived(pair.piece.info.key, pair.best.name):
            yield Candidate(pair.piece.start, pair.piece.end, "unknown-name", "name.person", (_option(pair, ranker, w.index),))
