"""What each part is worth: the held-out half of the development set, in English, with one part more in every row.

    lexicon       the lexicon and the rules; no unknown names
    + distance    unknown names, the known names ranked and judged by sound, letters and frequency
    + model       … and by the model
    + document    … and by what stands beside them and elsewhere in the document: the product

The tables of every row are fitted on the other half, and its threshold is the lowest at which unknown names do no more than the same
harm there (`ALLOWED`), each quarter judged by a table of the other three. Harm still comes out unequal, so a second table says how
many unknown names each part puts right where the threshold is taken on the held-out half itself, at equal harm. What the lexicon
needs of the document it has in every row. Words that may be right beside the name (`doubt`) are left alone in every row.
"""

from __future__ import annotations

import lzma
import os
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import NamedTuple
from unittest.mock import patch

from training.data import HELD_REAL_PERCENT, checksum

from measures import reliability
from measures.devset import CLASSES, documents, half_of, load_judge, predict, score, source_document, verdicts
from measures.fitting import Row, Table, fit, rows, sure_first, table_of, threshold
from normalize import Normalizer
from normalize.fold import romanize
from normalize.weights import weights

__all__ = ["ablation"]

FITTED, HELD = 0, 1
ALLOWED = 0.03  # names that are written wrongly in a source document (on references: all) per 10,000 words of its translations
DOCUMENT = frozenset(
    "count stands others accents called phrase home away listed person place_there place_person joined echo".split()
)
WRONG = (0, 2, 5, 10, 20, 40)  # names written wrongly in the second table
MODEL = frozenset({"lead", "chance", "lead-chance"})


class Part(NamedTuple):
    """A row of the table: the model it uses, and the features it leaves out; `None`: no unknown names at all."""

    name: str
    model: str
    without: frozenset[str] | None


PARTS = (
    Part("lexicon", "none", None),
    Part("+ distance", "none", DOCUMENT | MODEL),
    Part("+ model", "default", DOCUMENT),
    Part("+ document", "default", frozenset()),
)


@contextmanager
def fitted(part: Part, table: Table | None, least: float) -> Iterator[None]:
    """Let unknown names be weighed by `table` from the confidence `least` on; without a table they are not looked for."""
    if table is None:
        with patch("normalize.normalizer.read_unknown", lambda *_: ()):
            yield
        return
    section = "unknown" if part.model == "none" else "unknown-model"
    levels = {"safe": least, "likely": min(least, 0.6), "hint": 0.3}
    with patch.dict(weights(), {section: table, "thresholds-unknown-name": levels}):
        yield


def learn(data: list[Row], part: Part, allowed: int) -> tuple[Table, float]:
    """The table and the threshold of a part."""
    names = [n for n in data[0].features if n not in (part.without or ())]
    folds = [zlib.crc32("".join(source_document(d.what.split(" ")[0])).encode()) % 4 for d in data]
    return fit(data, names), threshold(data, folds, names, allowed)


def equal_harm(data: dict[str, list[Row]], learned: dict[str, tuple[Table, float]]) -> Iterator[str]:
    """Unknown names put right on the held-out half, by how many are written wrongly; each counts once in a source document."""
    yield f"{'unknown names written wrongly':32}" + "".join(f"{n:7}" for n in WRONG)
    for part in PARTS:
        if part.name in learned:
            held = data[part.model]
            found = sure_first(held, table_of(learned[part.name][0], held))
            yield f"{'  put right, ' + part.name:32}" + "".join(f"{right_before(found, n):7}" for n in WRONG)


def right_before(found: list[tuple[float, bool]], wrong: int) -> int:
    """How many are right before one more than `wrong` is wrong."""
    right = 0
    for _, bad in found:
        wrong, right = wrong - bad, right + (not bad)
        if wrong < 0:
            break
    return right


def held_errors(devset: Path, folder: Path) -> ModuleType:
    """The judge with only those listed errors whose right name the model was never trained on (see scripts/training/data.py)."""
    os.symlink((devset / "mt_dev.jsonl.xz").resolve(), folder / "mt_dev.jsonl.xz")
    with lzma.open(devset / "name_errors_dev.tsv.xz", "rt", encoding="utf-8") as f:
        header, *lines = f
    kept = [line for line in lines if checksum(romanize(line.split("\t")[4])) < HELD_REAL_PERCENT]
    with lzma.open(folder / "name_errors_dev.tsv.xz", "wt", encoding="utf-8") as f:
        f.writelines([header, *kept])
    judge = load_judge(devset)
    judge.HERE = str(folder)
    return judge


HEAD = ("", "good", "bad", "prec", "letters", "harm", "a", "b", "c", "d", "hard", "soft", "new", "refs", "from", "sec")


def line(name: str, figures: dict[str, dict[str, float]], new: float, least: float | None, seconds: float) -> str:
    """One row of the table."""
    f = figures["all"]
    shares = [f[k] for k in ("precision", "precision letters")]
    recall = [100 * f[k] for k in (*CLASSES, "hard", "soft")]
    cells = [f"{f['good']:.0f}", f"{f['bad']:.0f}", *(f"{x:.3f}" for x in shares), f"{f['harm/10k']:.2f}"]
    cells += [*(f"{x:.1f}" for x in recall), f"{100 * new:.1f}", f"{figures['clean']['per10k']:.2f}"]
    cells += [f"{least:.3f}" if least else "-", f"{seconds:.0f}"]
    return f"{name:14}" + "".join(f"{c:>9}" for c in cells)


def ablation(devset: Path, every: int) -> Iterator[str]:
    """The lines of the table, then how reliable the confidences of the last row are."""
    judge = load_judge(devset)
    learned: dict[str, tuple[Table, float]] = {}
    held: dict[str, list[Row]] = {}
    everything = list(documents(judge, "en", every))
    docs, other = ([d for d in everything if half_of(d.id) == h] for h in (HELD, FITTED))
    allowed = round(ALLOWED * sum(len(d.text.split()) for d in other) / 1e4)
    for model in ("none", "default"):
        data, held[model] = rows(other, model), rows(docs, model)
        learned |= {p.name: learn(data, p, allowed) for p in PARTS if p.model == model and p.without is not None}
    yield f"{len(docs):,} documents, {sum(len(d.text.split()) for d in docs):,} words held out; fitted on {len(other):,} documents"
    yield "".join(f"{h:>9}" if h else f"{'':14}" for h in HEAD)
    with tempfile.TemporaryDirectory() as name:
        out, few = Path(name) / "predictions.jsonl", held_errors(devset, Path(name))
        for part in PARTS:
            table, least = learned.get(part.name, (None, None))
            with fitted(part, table, least or 0.0):
                norm = Normalizer(model=part.model)
                norm("Kyiv.", target="en")  # loaded before the clock starts
                results, seconds = predict(norm, docs, out)
            yield line(part.name, score(judge, out), score(few, out)["all"]["hard"], least, seconds)
    yield NOTE
    yield ""
    yield from equal_harm(held, learned)
    yield ""
    yield from reliability.table(verdicts(judge, docs, results))


NOTE = (
    "prec, letters: precision of all edits, of those that change letters. harm, refs: bad edits, edits on references per 10,000 words. "
    "a-d, hard, soft: recall of listed errors in per cent; new: of hard ones whose right name the model was never trained on. "
    "from: the threshold of unknown names. sec: seconds, lexicon loaded."
)
