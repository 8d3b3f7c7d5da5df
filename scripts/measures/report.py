"""A dated report of all figures under tests/reports/, and its comparison with the newest earlier one.

A report holds numbers, names and variants; no sentence of the development set or the seeds.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from measures.figures import of_cases, of_devset, of_seeds, plain
from normalize import Normalizer

__all__ = ["REPORTS", "compare", "markdown", "newest", "report"]

REPORTS = Path(__file__).resolve().parents[2] / "tests" / "reports"
#: figure → whether more of it is worse; a change counts where the earlier figure lies outside the interval of the new one
WATCHED = {"harm/10k": True, "references/10k": True, "precision letters": False}
LOST = 0.9  # share of the earlier recall of hard names below which it has fallen
Figures = dict[str, Any]


def newest(folder: Path, every: int) -> Figures | None:
    """The newest report of `folder` that was made on the same part of the development set."""
    found = (json.loads(p.read_text(encoding="utf-8")) for p in sorted(folder.glob("*.json"), reverse=True))
    return next((f for f in found if f["every"] == every), None)


def compare(now: Figures, before: Figures) -> Iterator[str]:
    """A sentence for every figure that got worse."""
    for target, new in now["targets"].items():
        old = before["targets"].get(target)
        if old is None:
            continue
        for name, more_is_worse in WATCHED.items():
            low, high = new["intervals"][name]
            was, now_is = old[name], new[name]
            if was is not None and now_is is not None and (was < low if more_is_worse else was > high):
                yield f"{target}: {name} went from {was:g} to {now_is:g} (95 % interval {low:g} to {high:g})."
        if old["hard"] and (new["hard"] or 0.0) < LOST * old["hard"]:
            yield f"{target}: the recall of hard names fell from {old['hard']:g} to {new['hard'] or 0.0:g}."


def row(*cells: Any) -> str:
    """A row of a Markdown table."""
    shown = ("-" if c is None else f"{c:,}" if isinstance(c, int) else str(c) for c in cells)
    return "| " + " | ".join(shown) + " |"


def head(*cells: str) -> str:
    """The head of a Markdown table: the first column is text, the others are numbers."""
    return f"{row(*cells)}\n|---|{'---:|' * (len(cells) - 1)}"


def targets(figures: Figures) -> Iterator[str]:
    """The tables per target, per rule and by source language."""
    found: Figures = figures["targets"]
    names = ("docs", "words", "good", "bad", "precision", "precision letters", "harm/10k")
    recall = ("recall", "a", "b", "c", "d", "hard", "soft")
    yield head("target", *names, "interval of harm", *recall, "references/10k", "dishonest logs", "seconds")
    for t, f in found.items():
        low, high = f["intervals"]["harm/10k"]
        span = f"{low:.2f} to {high:.2f}"
        yield row(
            t, *(f[n] for n in names), span, *(f[n] for n in recall), f["references/10k"], f["dishonest logs"], f["seconds"]
        )
    kinds = ("good", "bad", "both", "neither", "clean")
    yield f"\n## Rules\n\n{head('target and rule', *kinds)}"
    yield from (row(f"{t} {rule}", *(c.get(k, 0) for k in kinds)) for t, f in found.items() for rule, c in f["rules"].items())
    columns = ("words", "good", "bad", "precision", "precision letters", "harm/10k", "recall", "hard")
    yield f"\n## Source languages\n\n{head('pair', *columns)}"
    yield from (row(pair, *(c[k] for k in columns)) for f in found.values() for pair, c in f["sources"].items())
    yield "\n## Wrong edits of names\n"
    yield from (f"- {t}: {'; '.join(f['wrong names']) or 'none'}" for t, f in found.items())


def markdown(figures: Figures, verdict: list[str]) -> str:
    """The report as a page."""
    lines = [
        f"# Report of {figures['date']}\n",
        f"`{figures['signature']}`\n",
        f"Every document {figures['every']} of the development set; `scripts/evaluate --report` explains the columns of its judge. "
        "good, bad, clean: edits that the references bear out, contradict, and that were made on the references themselves.\n",
        *(["Compared with the report before: " + " ".join(verdict) + "\n"] if verdict else []),
        "## Targets\n",
        *targets(figures),
        f"\n## Own cases\n\n{head('target', *(kinds := sorted({k for c in figures['cases'].values() for k in c})))}",
        *(row(t, *(c.get(k, 0) for k in kinds)) for t, c in figures["cases"].items()),
    ]
    if figures["seeds"]:
        lines += [f"\n## Seeds\n\n{head('article', 'edits', 'refusals', 'source')}"]
        lines += [row(n, s["edits"], s["refusals"], s["source"]) for n, s in figures["seeds"].items()]
    return "\n".join(lines) + "\n"


def report(devset: Path, seeds: Path | None, norm: Normalizer, every: int, dry: bool = False) -> bool:
    """Make the report, print it or (unless `dry`) write it, compare it; whether nothing got worse."""
    now: Figures = plain({
        "date": time.strftime("%Y-%m-%d %H:%M"),
        "signature": norm.signature,
        "every": every,
        "targets": of_devset(devset, norm, every),
        "cases": of_cases(),
        "seeds": of_seeds(seeds, norm) if seeds else {},
    })  # fmt: skip
    before = newest(REPORTS, every)
    worse = list(compare(now, before)) if before else []
    where = f"the report of {before['date']}" if before else f"no earlier report of every document {every}"
    verdict = worse or [f"nothing got worse against {where}." if before else f"there is {where}."]
    page = markdown(now, verdict)
    if dry:
        print(page)
    else:
        REPORTS.mkdir(exist_ok=True)
        stem = REPORTS / now["date"].replace(" ", "T").replace(":", "")
        stem.with_suffix(".md").write_text(page, encoding="utf-8")
        stem.with_suffix(".json").write_text(json.dumps(now, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        print(f"written: {stem}.md and .json")
    print("\n".join(verdict))
    return not worse
