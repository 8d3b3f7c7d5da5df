"""Fitting the tables of unknown names: pairs of the development set, a logistic regression, a threshold by allowed harm.

Every unknown word of every English machine translation (and reference) is paired with the known names that may be meant; a pair is
right if the reference's segment holds the name and not the word, wrong if it holds the word and not the name. Needs scikit-learn.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression

from measures.devset import Doc, half_of, source_document
from normalize.fold import fold
from normalize.model import load
from normalize.normalizer import _Engine
from normalize.resolve.derivation import derived
from normalize.resolve.unknown import features, pairs

__all__ = ["Row", "Table", "fit", "likeliest", "matrix", "rows", "sure_first", "table_of", "threshold"]

Table = dict[str, float]
_BATCH = 64  # documents whose unknown names the model is asked about at once


class Row(NamedTuple):
    """A pair: which half of the documents, a reference or not, which word, features, and whether the reference has name and word."""

    half: int
    ref: bool
    word: int
    features: dict[str, float]
    name_there: bool
    word_there: bool
    barred: bool
    what: str

    @property
    def decided(self) -> bool:
        """Whether the reference tells right from wrong; derivations teach nothing, they are never edited."""
        return self.name_there != self.word_there and not self.features["derived"]


def inside(word: str, text: str) -> bool:
    """Whether the folded word stands in the folded text."""
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


def rows(docs: Iterable[Doc], model: str) -> list[Row]:
    """Every pair of the documents."""
    engine = _Engine("en", (), "", load(model))
    out: list[Row] = []
    words, everything = 0, list(docs)
    for first in range(0, len(everything), _BATCH):
        batch = everything[first : first + _BATCH]
        engine.prepare(d.text for d in batch)
        for doc in batch:
            found = list(pairs(engine.read(doc.text, style=False).witness, engine.ranker, hopeless=True))
            out += [r for n, offered in enumerate(found, words) for r in _rows(doc, n, offered)]
            words += len(found)
    return out


def _rows(doc: Doc, word: int, offered: list[Any]) -> Iterable[Row]:
    """The rows of one unknown word."""
    segs = fold(doc.ref).split("\n")
    for p in offered:
        k, key, name = doc.text.count("\n", 0, p.piece.start), p.piece.info.key, p.best.name
        seg = segs[k] if k < len(segs) else ""
        what = f"{doc.id} {p.piece.word} -> {name}"
        barred = p.doubt or derived(key, p.best.spelled)
        yield Row(half_of(doc.id), doc.clean, word, features(p), inside(name, seg), inside(key, seg), barred, what)


def matrix(data: list[Row], names: Collection[str]) -> Any:
    """The features `names` of all rows."""
    return np.array([[float(d.features[k]) for k in names] for d in data])


def fit(data: list[Row], names: Collection[str]) -> Table:
    """The table fitted on the decided rows of `data`; its weights are for the features as they are, scaled by all rows.

    What many translations of one source document repeat counts less: n rows of one name and verdict count as the root of n.
    """
    taught = [d for d in data if d.decided]
    scale, x = matrix(data, names), matrix(taught, names)
    mean, spread = scale.mean(0), scale.std(0) + 1e-9
    again = Counter(map(_repeated, taught))
    share = np.array([again[_repeated(d)] ** -0.5 for d in taught])
    right = np.array([d.name_there for d in taught])
    model = LogisticRegression(max_iter=5000, C=0.5).fit((x - mean) / spread, right, sample_weight=share / share.mean())
    coef = model.coef_[0] / spread
    bias = float(model.intercept_[0] - (coef * mean).sum())
    return {"bias": bias, **dict(zip(names, map(float, coef), strict=True))}


def table_of(table: Table, data: list[Row]) -> Any:
    """The probability that `table` gives each row."""
    names = [k for k in table if k != "bias"]
    score = matrix(data, names) @ np.array([table[k] for k in names]) + table["bias"]
    return 1 / (1 + np.exp(-np.clip(score, -30, 30)))


def likeliest(data: list[Row], p: Any) -> Any:
    """The place of every word's likeliest row, where it may be edited and the reference decides (or is the text)."""
    best: dict[int, int] = {}
    for i in np.argsort(p, kind="stable"):
        best[data[i].word] = int(i)
    return np.array([i for i in best.values() if not data[i].barred and (data[i].decided or data[i].ref)])


def _repeated(row: Row) -> tuple[tuple[str, str], str, bool]:
    """What the translations of one source document repeat: the document, the name, and whether it is right."""
    doc, _, _, name = row.what.split(" ", 3)
    return source_document(doc), name, row.name_there


def sure_first(data: list[Row], p: Any) -> list[tuple[float, bool]]:
    """(probability, whether it would be wrong) of the names that would be written, the surest first; on references all are wrong.

    A name counts once in a source document, when it is surest: its translations into and from many languages repeat one mistake.
    """
    found: dict[tuple[tuple[str, str], str, bool], float] = {}
    for i in likeliest(data, p):
        doc, name, right = _repeated(data[i])
        key = (doc, name, data[i].ref or not right)
        found[key] = max(found.get(key, 0.0), float(p[i]))
    return sorted(((x, bad) for (_, _, bad), x in found.items()), reverse=True)


def threshold(data: list[Row], folds: list[int], names: Collection[str], allowed: int) -> float:
    """The lowest confidence from which at most `allowed` names are written wrongly (see `sure_first`).

    Each fold of `data` is judged by a table that is fitted on the others.
    """
    p = np.zeros(len(data))
    for k in set(folds):
        table = fit([d for d, f in zip(data, folds, strict=True) if f != k], names)
        at = [i for i, f in enumerate(folds) if f == k]
        p[at] = table_of(table, [data[i] for i in at])
    wrong = [x for x, bad in sure_first(data, p) if bad]
    return max(0.5, wrong[allowed] + 1e-4) if allowed < len(wrong) else 0.5
