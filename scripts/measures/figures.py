"""The figures of a report: per target, per rule, by source language, with bootstrap intervals over source documents."""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from measures.devset import CLASSES, Doc, Judged, documents, load_judge, predict, score, source_document, verdicts
from normalize import Normalizer

__all__ = ["CASES", "TARGETS", "of_cases", "of_devset", "of_rules", "of_seeds", "of_target"]

TARGETS = ("en", "de", "fr", "es", "it", "pl")
CASES = Path(__file__).resolve().parents[2] / "tests" / "cases"
DRAWS = 300
KEPT = (
    "docs",
    "words",
    "edits",
    "good",
    "bad",
    "both",
    "neither",
    "precision",
    "precision letters",
    "harm/10k",
    "recall",
    "hard",
    "soft",
)
COUNTS = KEPT[:7]
Interval = tuple[float, float]


def of_rules(judged: list[Judged]) -> dict[str, dict[str, int]]:
    """Good, bad, both, neither on translations and edits on references (`clean`), rule by rule; applied edits only."""
    out: dict[str, Counter[str]] = {}
    for j in judged:
        if j.applied:
            out.setdefault(j.rule, Counter())[j.verdict] += 1
    return {rule: dict(out[rule]) for rule in sorted(out)}


def interval(tallies: list[tuple[float, float]], of: Callable[[float, float], float]) -> Interval:
    """The ends of the 95 % interval of `of(sum, sum)` where source documents are drawn anew."""
    rng = random.Random(7)
    found = []
    for _ in range(DRAWS if tallies else 0):
        drawn = rng.choices(tallies, k=len(tallies))
        found.append(of(sum(a for a, _ in drawn), sum(b for _, b in drawn)))
    found.sort()
    return (round(found[7], 4), round(found[-8], 4)) if found else (0.0, 0.0)


def intervals(docs: list[Doc], judged: list[Judged]) -> dict[str, Interval]:
    """Intervals of harm, precision by letters and edits on references."""
    words: dict[bool, Counter[tuple[str, str]]] = {True: Counter(), False: Counter()}
    for d in docs:
        words[d.clean][source_document(d.id)] += len(d.text.split())
    count = Counter((j.source, j.verdict, j.letters) for j in judged if j.applied)

    def number(source: tuple[str, str], verdict: str, *letters: bool) -> int:
        """Edits of a source document with this verdict."""
        return sum(count[source, verdict, x] for x in letters)

    def rate(x: float, n: float) -> float:
        """Per 10,000 words."""
        return 1e4 * x / max(1.0, n)

    harm = [(number(s, "bad", True, False), n) for s, n in words[False].items()]
    refs = [(number(s, "clean", True, False), n) for s, n in words[True].items()]
    letters = [(number(s, "good", True), number(s, "bad", True)) for s in words[False]]
    return {
        "harm/10k": interval(harm, rate),
        "references/10k": interval(refs, rate),
        "precision letters": interval(letters, lambda good, bad: good / (good + bad) if good + bad else 1.0),
    }


def of_target(judge: ModuleType, norm: Normalizer, target: str, every: int) -> dict[str, Any]:
    """Everything about one target of the development set."""
    docs = list(documents(judge, target, every))
    with tempfile.TemporaryDirectory() as folder:
        results, seconds = predict(norm, docs, out := Path(folder) / "predictions.jsonl")
        scored = score(judge, out)
    judged = verdicts(judge, docs, results)
    pairs = {p: _whole(scored[p], KEPT) for p in sorted(scored) if "-" in p}
    wrong = sorted({(j.original, j.replacement) for j in judged if j.applied and _listable(j)})
    return {
        **_whole(scored["all"], (*KEPT, *CLASSES)),
        "references/10k": scored["clean"]["per10k"],
        "dishonest logs": int(scored["all"]["dishonest logs"] + scored["clean"]["dishonest logs"]),
        "seconds": round(seconds, 1),
        "intervals": intervals(docs, judged),
        "rules": of_rules(judged),
        "sources": pairs,
        "wrong names": [f"{a} → {b}" for a, b in wrong],
    }


def _whole(row: dict[str, float], names: tuple[str, ...]) -> dict[str, float]:
    """The figures `names` of a row of the judge's table; those that count are whole numbers."""
    return {k: int(row[k]) if k in COUNTS else row[k] for k in names}


def _listable(j: Judged) -> bool:
    """Whether a wrong edit is of a name and may be listed: names are facts, sentences are not ours."""
    return j.verdict in ("bad", "clean") and j.rule in ("variant", "unknown-name") and j.original.count(" ") < 3


def of_devset(devset: Path, norm: Normalizer, every: int) -> dict[str, Any]:
    """Everything about all targets."""
    judge = load_judge(devset)
    return {t: of_target(judge, norm, t, every) for t in TARGETS}


def of_cases() -> dict[str, dict[str, int]]:
    """Our own cases: target → kind → how many."""
    return {
        t.name: {
            p.stem: sum(1 for line in p.read_text(encoding="utf-8").split("\n") if line) for p in sorted(t.glob("*.jsonl"))
        }
        for t in sorted(CASES.iterdir())
    }


def of_seeds(folder: Path, norm: Normalizer) -> dict[str, dict[str, Any]]:
    """Numbers of every seed article, and nothing of what it says."""
    out = {}
    for path in sorted(folder.glob("*.txt")):
        r = norm(path.read_text(encoding="utf-8"), target="en")
        rules = Counter(e.rule for e in r.edits)
        out[path.name[:3]] = {
            "edits": len(r.edits),
            "refusals": len(r.refusals),
            "source": r.source,
            "rules": dict(sorted(rules.items())),
        }
    return out


def plain(value: Any) -> Any:
    """The value as JSON keeps it: what is not a number is none, whole numbers are whole."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    return None if value != value else value  # noqa: PLR0124 - NaN alone differs from itself
