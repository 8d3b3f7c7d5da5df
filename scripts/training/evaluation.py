"""Evaluation: choosing the right name among near ones, against the simple methods on the same candidates, and speed.

Every test name is unseen: no spelling of it was trained on. The candidates are the ten nearest names by each of three keys
(as written, folded, consonants) out of all ranking names, with the right name added where none of the keys finds it, so at
most 31. Ties count as a share.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path

import numpy as np
from rapidfuzz.distance import JaroWinkler, Levenshtein

from normalize.model import Question, Scorer, load
from training.card import write_card
from training.data import Pair, Pools
from training.neighbours import Neighbours, fold_key

TESTS = {
    "simulated": "simulated",
    "real_latin": "real Latin alternates",
    "real_other": "real non-Latin alternates, romanised",
    "errors": "real machine translation (development set)",
}
EACH = 10
MOST = 800  # questions per test
TIMED = 300  # of them for the speed: their candidates all stay in the scorer's memory
Item = tuple[Pair, list[str], bool]  # the pair, its candidates, whether the keys had found the right one


def items(pools: Pools, cache: Path) -> dict[str, list[Item]]:
    """The questions of every test; kept in a file, as finding neighbours takes minutes."""
    if cache.exists():
        stored = json.loads(cache.read_text(encoding="utf-8"))
        return {k: [(Pair(*p), names, found) for p, names, found in v] for k, v in stored.items()}
    rng, neighbours, out = random.Random(5), Neighbours(pools.names), {}
    for test in TESTS:
        pairs = sorted(set(pools.test.get(test, [])))
        pairs = [p for p in pairs if p.variant != p.canonical]
        chosen = rng.sample(pairs, min(MOST, len(pairs)))
        near = neighbours.nearest([p.variant for p in chosen], EACH)
        out[test] = [(p, sorted({*names, p.canonical}), p.canonical in names) for p, names in zip(chosen, near, strict=True)]
    cache.write_text(json.dumps(out), encoding="utf-8")
    return out


def share(scores: list[float], right: int) -> float:
    """1 if the right one is alone at the top, a share if it is tied, else 0."""
    best = max(scores)
    return (1 / scores.count(best)) if scores[right] == best else 0.0


def simple(measure: Callable[[str, str], float], tests: list[Item]) -> float:
    """Accuracy of a measure of likeness."""
    return float(np.mean([share([measure(p.variant, n) for n in names], names.index(p.canonical)) for p, names, _ in tests]))


def written(left: str, right: str) -> float:
    """Edit distance, as a likeness."""
    return Levenshtein.normalized_similarity(left, right)


def folded(left: str, right: str) -> float:
    """Edit distance after the fold rules; the written forms break ties."""
    return Levenshtein.normalized_similarity(fold_key(left), fold_key(right)) + 1e-3 * written(left, right)


def model_scores(scorer: Scorer, tests: list[Item], *, tagged: bool = True) -> list[list[float]]:
    """The model's scores of every candidate."""
    questions = [Question(p.variant, tuple(n), p.source if tagged else "", p.kind if tagged else "") for p, n, _ in tests]
    return scorer.score(questions)


def accuracy(scores: list[list[float]], tests: list[Item]) -> float:
    """Share of questions in which the right name is at the top."""
    return float(np.mean([share(row, names.index(p.canonical)) for row, (p, names, _) in zip(scores, tests, strict=True)]))


def ranking(scorer: Scorer, tests: dict[str, list[Item]]) -> Iterable[str]:
    """The table of accuracies."""
    yield "| unseen names | n | model | without traps | no tags | fold rules | edit distance | Jaro-Winkler | found by keys |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for test, part in ((t, tests[t]) for t in TESTS if tests.get(t)):
        fair = [item for item in part if item[0].variant not in item[1]]
        row = [accuracy(model_scores(scorer, some), some) for some in (part, fair)]
        row += [accuracy(model_scores(scorer, part, tagged=False), part)]
        row += [simple(m, part) for m in (folded, written, JaroWinkler.similarity)]
        row += [float(np.mean([found for _, _, found in part]))]
        yield f"| {TESTS[test]} | {len(part)} | " + " | ".join(f"{x:.3f}" for x in row) + " |"
    yield ""
    yield "Traps: the variant is itself another name of the list, so that no method can tell from spelling alone. Fold rules"
    yield "are followed by edit distance. The last column: the right name is among the candidates before it is added."


def margins(scorer: Scorer, tests: list[Item]) -> Iterable[str]:
    """How often the first candidate is right, by its lead over the second: for choosing thresholds."""
    rows = []
    for scores, (pair, names, _) in zip(model_scores(scorer, tests), tests, strict=True):
        order = np.argsort(scores)[::-1]
        lead = (scores[order[0]] - scores[order[1]]) * (len(pair.variant) + 1)
        rows.append((lead, scores[order[0]], names[order[0]] == pair.canonical))
    yield "| lead (nats, whole variant) | n | right |"
    yield "|---|---|---|"
    edges = [0.0, 0.5, 1.0, 2.0, 4.0, 8.0, float("inf")]
    for low, high in pairwise(edges):
        part = [right for lead, _, right in rows if low <= lead < high]
        yield f"| {low:g} to {high:g} | {len(part)} | {np.mean(part) if part else 0:.2f} |"
    right = [s for _, s, ok in rows if ok]
    wrong = [s for _, s, ok in rows if not ok]
    yield ""
    yield f"Score per character of the first candidate, quartiles: right {_quartiles(right)}, wrong {_quartiles(wrong)}."


def _quartiles(values: list[float]) -> str:
    return " / ".join(f"{x:.2f}" for x in np.quantile(values or [0.0], [0.25, 0.5, 0.75]))


def speed(folder: Path, tests: list[Item]) -> Iterable[str]:
    """Names per second and per CPU second on one thread with 12 candidates each, new and known ones."""
    questions = [Question(p.variant, tuple(names[:12]), p.source, p.kind) for p, names, _ in tests[:TIMED]]
    scorer = load(str(folder))
    if scorer is None:
        return
    scorer.score([Question("warm", ("up",))])
    for label, change in (("new", ""), ("known", "a")):  # another variant, the same candidates
        asked = [q._replace(variant=q.variant + change) for q in questions]
        wall, cpu = time.perf_counter(), time.process_time()
        for start in range(0, len(asked), 32):
            scorer.score(asked[start : start + 32])
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        rates = f"{len(asked) / cpu:.0f} names per CPU second, {len(asked) / wall:.0f} per second of this run"
        yield f"- 12 {label} candidates: {rates}"


def quantised(scorer: Scorer, folder: Path, tests: dict[str, list[Item]]) -> str:
    """How far the served int8 graphs are from transformers in single precision, on 12 questions of each test."""
    reference = load(str(folder), backend="transformers")
    if reference is None:
        return ""
    part = [item for t in tests.values() for item in t[:12]]
    served, exact = model_scores(scorer, part), model_scores(reference, part)
    gap = np.concatenate([np.abs(np.subtract(a, b)) for a, b in zip(served, exact, strict=True)])
    same = np.mean([np.argmax(a) == np.argmax(b) for a, b in zip(served, exact, strict=True)])
    right = f"right {accuracy(served, part):.3f} and {accuracy(exact, part):.3f}"
    gaps = f"mean difference {gap.mean():.4f}, largest {gap.max():.3f}"
    return f"int8 against single precision: {gaps}, same choice {same:.3f}, {right}"


def evaluate(out: Path, pools: Pools) -> None:
    """Print the figures and write them to OUT/figures.md and into the model card."""
    folder = out / "model"
    scorer = load(str(folder))
    if scorer is None:
        return
    tests = items(pools, out / "ranking.json")
    lines = [f"At most {3 * EACH + 1} candidates out of {len(pools.names):,} names; model {scorer.signature}.", ""]
    lines += [*ranking(scorer, tests), ""]
    hardest = "errors" if tests.get("errors") else "real_latin"
    lines += [f"Lead and accuracy, {TESTS[hardest]}:", "", *margins(scorer, tests[hardest]), ""]
    lines += [quantised(scorer, folder, tests), "", *speed(folder, tests["real_latin"])]
    lines += ["", f"Processors {os.cpu_count()}, load while measuring {os.getloadavg()[0]:.1f}."]
    text = "\n".join(lines) + "\n"
    (out / "figures.md").write_text(text, encoding="utf-8")
    write_card(out, pools, text)
    print(text, file=sys.stderr)
