"""The development set and its judge: documents, halves, predictions, scores, and a verdict on every single edit."""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import html
import importlib.util
import io
import json
import re
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from normalize import Normalizer, Result

__all__ = [
    "CLASSES",
    "Doc",
    "Judged",
    "documents",
    "half_of",
    "load_judge",
    "predict",
    "score",
    "source_document",
    "verdict",
    "verdicts",
]

CLASSES = "abcd"
_NUMBER = r"(\d+(?:\.\d+)?|-)"


def load_judge(devset: Path) -> ModuleType:
    """Import judge.py from the development set's folder."""
    spec = importlib.util.spec_from_file_location("judge", devset / "judge.py")
    assert spec and spec.loader, f"{devset}/judge.py is missing"
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Doc(NamedTuple):
    """A machine translation (or a reference, as system REF) and its reference."""

    id: str
    pair: str
    target: str
    text: str
    ref: str

    @property
    def clean(self) -> bool:
        """Whether the text is itself a human reference."""
        return ".REF." in self.id


def source_document(name: str) -> tuple[str, str]:
    """What all translations of one source document share, of any language and system: test set and number."""
    return name.split(".", maxsplit=1)[0], name.rsplit(".", 1)[1]


def half_of(name: str) -> int:
    """0 or 1: the half that a document's source document belongs to, by checksum."""
    return int(hashlib.md5("".join(source_document(name)).encode()).hexdigest(), 16) % 2


def documents(judge: ModuleType, target: str = "", every: int = 1, *, pairs: str = "", testset: str = "") -> Iterator[Doc]:
    """The chosen documents."""
    choice = argparse.Namespace(target=target, pairs=pairs, testset=testset, every=every)
    yield from (Doc(*row) for row in judge.documents(choice))


def record(r: Result) -> dict[str, Any]:
    """What the judge reads of one result."""
    keep = ("start", "end", "original", "replacement", "rule")
    return {"id": r.id, "text": r.text, "edits": [{k: getattr(e, k) for k in keep} for e in r.edits]}


def predict(norm: Normalizer, docs: list[Doc], out: Path) -> tuple[list[Result], float]:
    """Normalize `docs`, write the predictions for the judge to `out`; the results that hold anything, and the seconds taken."""
    results, start = [], time.perf_counter()
    with out.open("w", encoding="utf-8") as f:
        for r in norm.run({"id": d.id, "text": d.text, "target": d.target} for d in docs):
            f.write(json.dumps(record(r), ensure_ascii=False) + "\n")
            if r.edits or r.refusals:
                results.append(r)
    return results, time.perf_counter() - start


def score(judge: ModuleType, predictions: Path, wrong: int = 0) -> dict[str, dict[str, float]]:
    """The judge's own figures, by row of its table: `all`, every pair, `clean`; `interval` holds the ends of the harm's interval."""
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        judge.score(argparse.Namespace(pred=str(predictions), by_pair=True, wrong=wrong))
    table: dict[str, dict[str, float]] = {}
    for line in text.getvalue().splitlines():
        if m := re.match(rf"harm/10k 95% interval over source documents \[{_NUMBER}, {_NUMBER}\]", line):
            table["interval"] = {"low": float(m[1]), "high": float(m[2])}
        elif m := re.match(r"(\S+) +docs ", line):
            body = line.replace("letters", "precision letters", 1).replace("per 10k words", "per10k")
            found = re.findall(rf"([A-Za-z][\w/ -]*?) {_NUMBER}(?= |$)", body[m.end(1) :])
            table[m[1]] = {name.strip(): float(n) if n != "-" else float("nan") for name, n in found}
    return table


class Judged(NamedTuple):
    """An edit, or one that was refused, and what the reference says: `good`, `bad`, `both` or `neither`; `clean` on a reference."""

    source: tuple[str, str]
    pair: str
    rule: str
    verdict: str
    letters: bool
    confidence: float
    applied: bool
    original: str
    replacement: str


def _places(doc: Doc, r: Result) -> Iterator[tuple[int, int, str, str, str, float, bool]]:
    """Every edit, and every candidate that only its confidence kept from being one."""
    yield from ((e.start, e.end, e.original, e.replacement, e.rule, e.confidence, True) for e in r.edits)
    for x in r.refusals:
        if x.best is not None and (x.reason.startswith("confidence ") or x.reason.startswith("hints ")):
            yield x.start, x.end, x.original, x.best, x.rule, x.confidence, False


def verdict(judge: ModuleType, doc: Doc, r: Result) -> Iterator[Judged]:
    """Judge every edit of a result by itself, as the judge does with all of them."""
    segs = doc.ref.split("\n")
    aligned = len(segs) == doc.text.count("\n") + 1
    for start, end, original, new, rule, confidence, applied in _places(doc, r):
        n = doc.text.count("\n", 0, start)
        ref = [segs[n]] if aligned else segs
        for _, _, o, w in judge.canonical(doc.text, [(start, end, original, new)]):
            x, y = judge.inside(o, ref), judge.inside(w, ref)
            word = "clean" if doc.clean else "good" if y and not x else "bad" if x and not y else "both" if x else "neither"
            plain_o, plain_w = (judge.LETTERS.sub("", html.unescape(s)) for s in (o, w))
            yield Judged(source_document(doc.id), doc.pair, rule, word, plain_o != plain_w, confidence, applied, o, w)


def verdicts(judge: ModuleType, docs: Iterable[Doc], results: Iterable[Result]) -> list[Judged]:
    """Judge the results of `docs`; documents without a result are passed over."""
    by_id = {d.id: d for d in docs}
    return [j for r in results for j in verdict(judge, by_id[str(r.id)], r)]
