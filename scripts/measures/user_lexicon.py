"""Measures a user's lexicon of new names (see user_names.py): recall and precision by context, load time, and where garbles are lost.

    repaired   the whole document comes out as wanted
    partly     the given name or one of two mentions came out right, nothing else changed: counts as missed
    wrong      it was changed in any other way
    precision  repaired / (repaired + wrong + clean documents that were changed)

Why a garble was missed: `no form` the channels did not generate it, so nothing in the index leads to the name; `not weighed` the
form leads to the name, but nothing beside it made it worth a look; `capped`, `below` it was weighed, and the level or the confidence
did not reach `safe`; `other` anything else.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from measures.user_names import Case, Name, cases, names
from normalize import Normalizer, Result
from normalize.fold import fold
from normalize.lexicon.index import Index

__all__ = ["Outcome", "user_lexicon"]


class Outcome(NamedTuple):
    """A case and what became of it."""

    case: Case
    verdict: str
    why: str


def write_lexicon(path: Path, chosen: list[Name], columns: str) -> None:
    """Write the user's file with the given columns (`canonical`, or `canonical kind`)."""
    rows = [(n.canonical, "person" if n.given else "place")[: len(columns.split())] for n in chosen]
    path.write_text("\n".join("\t".join(r) for r in (columns.split(), *rows)) + "\n", encoding="utf-8")


def judge(c: Case, r: Result, index: Index) -> Outcome:
    """What became of one case."""
    clean = c.text == c.want
    if r.text == c.want:
        return Outcome(c, "kept" if clean else "repaired", "")
    if r.text != c.text:
        return Outcome(c, "changed" if clean else "wrong", f"{c.text!r} → {r.text!r}")
    own = [h for h in index.lookup(fold(c.variant)) if h.number >= index.user_start]
    asked = [x for x in r.refusals if fold(x.original).endswith(fold(c.variant))]
    if asked and any(x.best is not None and fold(x.best).endswith(fold(c.right)) for x in asked):
        worst = min((e for x in asked for e in x.evidence), key=lambda e: e.weight, default=None)
        return Outcome(c, "missed", f"below: {asked[0].reason.split(' ')[0]}, against it {worst.name if worst else 'nothing'}")
    return Outcome(c, "missed", ("other" if asked else "not weighed") if own else "no form")


def table(found: list[Outcome]) -> Iterator[str]:
    """Recall by context and by kind of name, precision, clean contexts."""
    yield f"{'context':26}{'cases':>7}{'repaired':>10}{'wrong':>7}{'missed':>8}{'recall':>9}"
    groups: dict[str, list[Outcome]] = {}
    for o in found:
        for key in (f"{o.case.kind}, {o.case.type}", f"names: {o.case.where}", "all"):
            groups.setdefault(key, []).append(o)
    for key, rows in sorted(groups.items(), key=lambda g: (g[0] == "all", g[0].startswith("names"), g[0])):
        n = Counter(o.verdict for o in rows if o.case.text != o.case.want)
        if total := n.total():
            share = n["repaired"] / total
            yield f"{key:26}{total:7}{n['repaired']:10}{n['wrong']:7}{n['missed']:8}{share:9.3f}"
    for key, rows in sorted(groups.items()):
        n = Counter(o.verdict for o in rows if o.case.text == o.case.want)
        if n and key != "all" and not key.startswith("names"):
            yield f"{key:26}{n.total():7} clean, {n['changed']} changed"


def summary(found: list[Outcome]) -> dict[str, float]:
    """Recall and precision of all cases, and the share of garbles that the index has as a form."""
    n = Counter(o.verdict for o in found)
    garbles = n["repaired"] + n["wrong"] + n["missed"]
    edits = n["repaired"] + n["wrong"] + n["changed"]
    return {
        "recall": n["repaired"] / max(1, garbles),
        "precision": n["repaired"] / edits if edits else float("nan"),
        "form": 1 - sum(o.why == "no form" for o in found) / max(1, garbles),
    }


def measure(chosen: list[Name], todo: list[Case], columns: str, level: str, model: str) -> tuple[float, list[Outcome]]:
    """Load time in seconds and the outcome of every case."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "user.tsv"
        write_lexicon(path, chosen, columns)
        start = time.perf_counter()
        norm = Normalizer(level=level, lexicons=[path], model=model, target="en")  # type: ignore[arg-type]
        norm("The first words wait for the lexicon.")
        seconds = time.perf_counter() - start
        index = norm._engine("en").index
        results = list(norm.run(c.text for c in todo))
    return seconds, [judge(c, r, index) for c, r in zip(todo, results, strict=True)]


def user_lexicon(devset: Path, model: str, wrong: int = 0) -> Iterator[str]:
    """The lines of all tables."""
    chosen, strangers = names(devset)
    todo = list(cases(chosen, strangers))
    sizes = ", ".join(f"{n} {where}" for where, n in Counter(n.where for n in chosen).items())
    yield f"{len(chosen)} names ({sizes}; {sum(bool(n.given) for n in chosen)} people), {len(todo)} documents of two sentences"
    first: list[Outcome] = []
    for columns, level in (("canonical", "safe"), ("canonical", "likely"), ("canonical kind", "safe")):
        seconds, found = measure(chosen, todo, columns, level, model)
        first = first or found
        s = summary(found)
        yield (
            f"columns {columns!r}, level {level}: recall {s['recall']:.3f} (aim 0.6), precision {s['precision']:.3f} (aim 0.95), "
            f"loaded in {seconds:.1f} s (aim 5); {s['form']:.3f} of the garbles are repaired or a form of the index"
        )
    yield ""
    yield from table(first)
    yield "why garbles are missed (canonical only, safe):"
    why = Counter((o.case.kind, o.why) for o in first if o.verdict == "missed")
    yield from (f"    {n:5}  {kind}: {reason}" for (kind, reason), n in why.most_common(14))
    yield from (f"    {o.verdict}: {o.why}" for o in [o for o in first if o.verdict in ("wrong", "changed")][:wrong])
