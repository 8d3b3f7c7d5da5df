"""Names that are in no list: capitalised words that nothing knows, against the names that exist.

An unknown word is compared with the known names nearest in sound; a fitted logistic table (`[unknown]` in weights.toml) tells how
often such a pair is a garble of that name. Outside English only persons of the lexicon whom the document introduces can be safe (see
`read_unknown`). What it leaves alone on purpose: words that a word list, a gazetteer or a lexicon knows; plurals and derivations of known names
("Czechoslovaks"); words of fewer than five letters; words in mixed case.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from operator import mul
from typing import NamedTuple

from normalize.find.pieces import WordInfo
from normalize.fold import fold
from normalize.lexicon.index import Index
from normalize.lexicon.letters import load_letters
from normalize.lexicon.names import load_gazetteer, load_name_words
from normalize.lexicon.nearest import Near, similarity
from normalize.lexicon.phonetic import respell
from normalize.lexicon.words import zipf_elsewhere
from normalize.model import Question, Scorer
from normalize.records import Candidate, Evidence, Level, Option
from normalize.resolve.beside import Beside
from normalize.resolve.derivation import SUFFIXES, derived, oblique
from normalize.resolve.pairs import WRITTEN, Fit, Pair, pairs
from normalize.resolve.witness import Witness
from normalize.weights import confidence_of, evidence, level_of, weights

__all__ = ["TARGETS", "Fit", "Pair", "Ranker", "features", "pairs", "read_unknown"]

TARGETS = frozenset("en de fr es it pt nl ro sv".split())
"""Targets in which unknown names are looked for: written in Latin letters, names without case endings."""

_ASKED = 12  # names the model is asked about for one word
_FAME = 2.0  # nats that one Zipf step of frequency is worth when names are ranked
_KEPT = 50_000
_OWN_FAME = 3.0  # Zipf frequency that a name of the user's lexicon counts with: the user expects it in the text
_EXPECTED = 0.45  # similarity from which a name that the document expects may be meant
_OFFERED = 4  # names that are weighed for one word
_CHANCES = (-0.3, -0.6, -1.0)  # log probabilities per character that part the good, fair and poor chances
_IMPOSSIBLE = 0.8  # … below whose negative nobody would write the name so, and garbled names nearby say nothing for it
_UNFITTED = "what the words say was weighed on English text"
_FAINT = -1.4  # log-odds below which a pair is not worth a word in the log


class _Row(NamedTuple):
    """A name that sounds like a word: its rank by sound and frequency, its spelling nearest to the word, the name the lexicon prefers."""

    rank: float
    near: Near
    name: str
    fame: float
    nameness: float


class Ranker:
    """Finds the best known name for an unknown word; remembers its answers (bounded)."""

    def __init__(self, index: Index, scorer: Scorer | None) -> None:
        self._index, self._nearest = index, index.nearest
        self._names = load_name_words()
        self._scorer = scorer
        self._kept: dict[str, tuple[Fit, ...]] = {}
        self._expected: dict[tuple[str, frozenset[str]], tuple[Fit, ...]] = {}
        table = weights()[self.section]
        self._document = tuple(table.get(k, 0.0) for k in _DOCUMENT)

    @property
    def section(self) -> str:
        """The fitted table of weights.toml that belongs to this ranker."""
        return "unknown-model" if self._scorer else "unknown"

    def prepare(self, words: Iterable[WordInfo]) -> None:
        """Rank the names for all `words` in one batch, so that the model is asked once."""
        fresh = {w.key: w for w in words if w.key not in self._kept}
        if len(self._kept) + len(fresh) > _KEPT:
            self._kept.clear()
            self._expected.clear()
        rows = {k: self._by_sound(k) for k in fresh}
        scores = self._ask({k: r for k, r in rows.items() if r})
        for key, info in fresh.items():
            self._kept[key] = self._best(info, rows[key], scores.get(key))

    def fits(self, info: WordInfo) -> tuple[Fit, ...]:
        """The best known names for an unknown word, the best first; none if there is nothing near."""
        if info.key not in self._kept:
            self.prepare([info])
        return self._kept[info.key]

    def expecting(self, info: WordInfo, names: frozenset[str]) -> tuple[Fit, ...]:
        """As `fits`, and those of the folded `names` that sound somewhat like the word, however many others sound more like it: the
        document expects them here.
        """
        if not names:
            return self.fits(info)
        if (info.key, names) not in self._expected:
            self._expected[info.key, names] = self._with(info, names)
        return self._expected[info.key, names]

    def _with(self, info: WordInfo, names: frozenset[str]) -> tuple[Fit, ...]:
        there = {f.name for f in self.fits(info)}
        alike = (Near(name, similarity(info.key, name)) for name in names if name not in there and name != info.key)
        more = sorted((n for n in alike if n.similarity >= _EXPECTED), key=lambda n: (-n.similarity, n.name))[:_OFFERED]
        if not more:
            return self.fits(info)
        rows = self._by_sound(info.key)
        there = {r.name for r in rows}
        for near in more:
            if near.name not in there:
                fame, nameness = self._names.get(near.name)
                rows.append(_Row(near.similarity * 12 + fame, near, near.name, fame, nameness))
        return self._best(info, rows, self._ask({info.key: rows}).get(info.key), frozenset(n.name for n in more))

    def score(self, pair: Pair) -> float:
        """Log-odds that the pair is a garble and its name: what the words say, and what the document says."""
        return float(pair.best.spelling + sum(map(mul, self._document, _of_document(pair))))

    def _by_spelling(self, info: WordInfo, fit: Fit) -> float:
        table = weights()[self.section]
        own = weights()["user"]["own"] if fit.name in self._nearest.own else 0.0
        words = _of_words(info, fit)
        if self._index.target != "en":
            words["oblique"] = False  # the ending may be the target's own
        return table["bias"] + own + sum(table.get(k, 0.0) * v for k, v in words.items())

    def _by_sound(self, key: str) -> list[_Row]:
        """The names that sound most like the word, the best first; of the spellings of one name the nearest."""
        rows: dict[str, _Row] = {}
        for near in self._nearest.find(key, 40, 0.5):
            name = self._index.chief(near.name)
            fame, nameness = self._names.get(near.name)
            if name != near.name:
                fame, nameness = max((fame, nameness), self._names.get(name))
            if near.name in self._nearest.own:
                fame, nameness = max(fame, _OWN_FAME), 1.0
            row = _Row(near.similarity * 12 + fame, near, name, fame, nameness)
            rows[name] = max(row, rows.get(name, row))
        return sorted(rows.values(), key=lambda r: (-r.rank, r.near.name))[:_ASKED]

    def _ask(self, rows: dict[str, list[_Row]]) -> dict[str, list[float]]:
        if self._scorer is None or not rows:
            return {}
        questions = [Question(k, tuple(r.near.name for r in found)) for k, found in rows.items()]
        return dict(zip(rows, self._scorer.score(questions), strict=True))

    def _best(
        self, info: WordInfo, rows: list[_Row], scores: list[float] | None, expected: frozenset[str] = frozenset()
    ) -> tuple[Fit, ...]:  # fmt: skip
        """The best rows and those that are expected. With the model a name's rank is its log probability as a whole and its fame; `margin` and `lead` are leads over the best other."""
        ranks = [r.rank for r in rows]
        whole = [s * (len(info.key) + 1) + _FAME * r.fame for s, r in zip(scores, rows, strict=True)] if scores else ranks
        order = sorted(range(len(rows)), key=lambda i: (-whole[i], rows[i].near.name))
        order = [i for n, i in enumerate(order) if n < _OFFERED or rows[i].name in expected]
        fits, foreign = [], zipf_elsewhere(info.key, self._index.target) if rows else 0.0
        for i in order:
            _, near, name, fame, nameness = rows[i]
            margin = ranks[i] - max((r for k, r in enumerate(ranks) if k != i), default=ranks[i] - 6.0)
            lead = whole[i] - max((x for k, x in enumerate(whole) if k != i), default=whole[i] - 12.0) if scores else 0.0
            chance = scores[i] if scores else 0.0
            fit = Fit(name, near.name, near.similarity, fame, nameness, margin, min(lead, 12.0), chance, foreign)
            fits.append(replace(fit, spelling=self._by_spelling(info, fit)))
        return tuple(fits)


def _edits(a: str, b: str) -> int:
    from rapidfuzz.distance import Levenshtein

    return int(Levenshtein.distance(a, b))


def features(pair: Pair) -> dict[str, float]:
    """The features of a pair, by the names of `[unknown]` and `[unknown-model]` in weights.toml."""
    return {**_of_words(pair.piece.info, pair.best), **dict(zip(_DOCUMENT, _of_document(pair), strict=True))}


def _of_words(info: WordInfo, b: Fit) -> dict[str, float]:
    m, e = info.key, b.spelled
    n, edits = len(m), _edits(m, e)
    lead, chance = min(b.lead, 8.0), max(b.chance, -3.0)
    return {
        "similarity": b.similarity,
        "fame": b.fame,
        "fame-similarity": b.fame * b.similarity,
        "fame-length": b.fame * min(n, 12) / 10,
        "unsung": b.fame == 0,  # only the lexicon has the name, no word list
        "nameness": b.nameness,
        "margin": max(-4.0, min(b.margin, 4.0)),
        "lead": lead,
        "chance": chance,
        "chance-good": chance > _CHANCES[0],
        "chance-fair": chance > _CHANCES[1],
        "chance-poor": chance > _CHANCES[2],
        "lead-chance": lead * chance,
        "length": min(n, 14),
        "longer": n - len(e),
        "edits": edits,
        "one-edit": edits <= 1,
        "one-edit-length": (edits <= 1) * min(n, 14),
        "sound-edits": _edits(respell(m), respell(e)),
        "edit-share": edits / n,
        "same-start": m[0] == e[0],
        "same-end": m[-1] == e[-1],
        "contains": m.startswith(e) or e.startswith(m),
        "derived": derived(m, e),
        "oblique": oblique(m, e),
        "known-word": info.zipf,
        "known-name": info.nameness,
        "known-place": info.place >= 0,
        "stem": _known_stem(m, e),
        "elsewhere": b.elsewhere,
        "name-like": load_letters().likeness(m),
    }


def _known_stem(word: str, name: str) -> float:
    """How frequent (Zipf) a known word or place is of which `word` may be a derivation, other than `name`: "Münsterland", "Tainos"."""
    best = 0.0
    for size in range(max(4, len(word) - 4), len(word)):
        stem = word[:size]
        if word[size:] in SUFFIXES and stem != name:
            place = max((p[2] for p in load_gazetteer().get(stem)), default=0)
            best = max(best, load_name_words().get(stem)[0], place - 1.0)
    return best


_DOCUMENT = ("count", "stands", "others", "accents", *Beside._fields)


def _of_document(pair: Pair) -> tuple[float, ...]:
    """The values of the features `_DOCUMENT`."""
    return (min(pair.count, 5) - 1, pair.stands, math.log1p(pair.others), not pair.piece.word.isascii(), *pair.beside)


_SAYS = {
    "count": "the word stands here more than once",
    "stands": "{name} stands elsewhere in the document",
    "others": "the document has other unknown names",
    "accents": "the word has letters with marks",
    "called": "a given name of somebody known as {name} stands before it",
    "near_called": "a word like the given name of somebody known as {name} stands before it",
    "calls": "the surname of somebody called {name} follows",
    "told": "hardly anybody else is called like that",
    "phrase": "with the word beside it {name} is a longer known name",
    "home": "the document speaks of a country where {name} is at home",
    "away": "nothing in the document speaks of a country of {name}",
    "listed": "the lexicon has {name}",
    "person": "a name stands before it",
    "place_there": "a word for a place stands before it",
    "place_person": "a name stands before it, but {name} is a place",
    "joined": "a capitalised word follows",
    "echo": "other unknown words here are nearest to {name}, too",
    "topic": "a word that goes with {name} stands in the document",
    "office": "a word for the office of {name} stands near",
    "other_given": "the given name before it is nobody's who is known as {name}",
}


def _option(pair: Pair, ranker: Ranker, index: Index, sure: bool) -> Option:
    b, table, shown = pair.best, weights()[ranker.section], pair.shown or _display(pair.best.name, index)
    model = f", the model puts it {b.lead:.1f} nats before the next" if ranker.section == "unknown-model" else ""
    detail = f"no list knows the word; {b.spelled} sounds {b.similarity:.0%} alike, frequency {b.fame:.1f}{model}"
    found = [Evidence("near-name", round(b.spelling, 3), detail)]
    for name, value in zip(_DOCUMENT, _of_document(pair), strict=True):
        if weight := round(table.get(name, 0.0) * value, 3):
            found.append(Evidence(name.replace("_", "-"), weight, _SAYS[name].format(name=shown)))
    doubt = pair.doubt
    cap: Level = "likely" if doubt or not sure else "safe"
    if not sure and (doubt or level_of(confidence_of(sum(e.weight for e in found)), "unknown-name") != "safe"):
        cap = "hint"
    if doubt := doubt or ("" if sure else _UNFITTED):
        found.append(evidence("written" if doubt == WRITTEN else "doubt", doubt))
    company = max(0.0, 1 + b.chance / _IMPOSSIBLE) if ranker.section == "unknown-model" else 0.0
    return Option(shown, tuple(found), cap=cap, company=company)


def _display(name: str, index: Index) -> str:
    """The name as it is written: as most of its bearers in the lexicon are (without marks where none are more), else as the gazetteer has
    it, else with a capital.
    """
    alone = [index.known[h.number].alone for h in index.lookup(name) if h.right]
    if written := Counter(form for form in alone if fold(form) == name):
        return max(written, key=lambda form: (written[form], form.isascii(), form))
    for shown, _, _ in load_gazetteer().get(name):
        if fold(shown) == name and shown.isascii():
            return shown
    return "-".join(part.capitalize() for part in name.split("-"))


def read_unknown(w: Witness, ranker: Ranker) -> Iterator[Candidate]:
    """Candidates for unknown capitalised words, in targets where names have no case endings.

    The fitted table is of English. Elsewhere languages have names of their own for much, and endings: what would be safe in English is likely
    there and the rest a hint, but for a person of the lexicon whose given name, or whose office and country, the document names.
    """
    if w.view.target not in TARGETS:
        return
    for offered in pairs(w, ranker):
        score, pair = max(((ranker.score(p), p) for p in offered), key=lambda x: x[0])
        p = pair.piece
        if score > _FAINT and not derived(p.info.key, pair.best.spelled):
            sure = w.view.target == "en" or _introduced(pair, w)
            yield Candidate(p.start, p.end, "unknown-name", "name.person", (_option(pair, ranker, w.index, sure),))


def _introduced(pair: Pair, w: Witness) -> bool:
    """Whether the document introduces a person of the lexicon of whom it is known how the target writes the name."""
    b, people = pair.beside, w.index.reads(pair.best.name).people
    return any(w.index.known[n].sure for n in people) and bool(b.called or b.office and b.home)
