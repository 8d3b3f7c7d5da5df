"""How many listed artefacts of names come out right, each in two sentences of our own (`contexts.tsv`).

A row of the list is judged where `contexts.tsv` has a text for it; a row of several variants is judged for each of them.
`repaired`: the text comes out with the right name in place of the variant and nothing else changed; `partly`: with some of its
words right and nothing else changed; `missed`: it stays as it is; `worse`: it is changed in any other way.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from normalize import Normalizer

__all__ = ["artefact_table"]

CONTEXTS = Path(__file__).parent / "contexts.tsv"
#: a word of the list's mechanism -> class of artefact; the first that fits
CLASSES = {
    "translated as": "translated as a word",
    "read as": "translated as a word",
    "synonym": "synonym spinner",
    "literal": "literal name of a body",
    "vowel": "vowel guess",
    "Russian form": "other language's form",
    "two spellings": "two spellings",
    "romanisations": "two spellings",
    "inflect": "inflection left",
    "nominative": "inflection left",
    "genitive": "inflection left",
    "kept": "source spelling kept",
    "wrong existing": "wrong existing name",
    "resolved to": "wrong existing name",
    "acronym": "acronym",
    "letter": "letters lost or changed",
    "syllable": "letters lost or changed",
    "lost": "letters lost or changed",
    "mojibake": "letters lost or changed",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One judged variant."""

    kind: str
    group: str
    verdict: str
    variant: str
    right: str
    text: str


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a table."""
    with path.open(encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE))


def group_of(mechanism: str) -> str:
    """The class of a mechanism."""
    return next((name for word, name in CLASSES.items() if word in mechanism), "other")


def judge(norm: Normalizer, row: dict[str, str], context: dict[str, str]) -> Outcome:
    """Run one context."""
    text = context["text"].replace("\\n", "\n")
    before = text.replace("{}", context["variant"])
    out = norm(before, target=context["target"]).text
    wanted = [text.replace("{}", right) for right in context["right"].split("|")]
    verdict = (
        "repaired" if out in wanted else "missed" if out == before else "partly" if part_of(before, out, wanted) else "worse"
    )
    return Outcome(row["kind"], group_of(row["mechanism"]), verdict, context["variant"], context["right"], out)


def part_of(before: str, out: str, wanted: list[str]) -> bool:
    """Whether every word that is new in `out` is a word of what is wanted."""
    old, new = set(before.split()), set(out.split())
    return any(new - old <= set(w.split()) and old - new <= old - set(w.split()) for w in wanted)


def artefact_table(path: Path, norm: Normalizer) -> Iterator[str]:
    """The share by kind and by class, then what was missed or made worse, and what was not judged."""
    contexts: dict[tuple[str, str], list[dict[str, str]]] = {}
    for c in read(CONTEXTS):
        contexts.setdefault((c["surface"], c["target"]), []).append(c)
    found: list[Outcome] = []
    skipped: list[str] = []
    for row in read(path):
        if row["kind"] == "other":
            continue
        for c in contexts.get((row["surface"], row["target_lang"]), [{"text": "", "why": "no context is written"}]):
            if c["text"]:
                found.append(judge(norm, row, c))
            else:
                skipped.append(f"    {row['surface']}: {c['why']}")
    for title, key in (("kind", "kind"), ("class", "group")):
        yield f"{title:<26}{'judged':>8}{'repaired':>10}{'partly':>8}{'missed':>8}{'worse':>8}"
        groups = Counter(getattr(o, key) for o in found)
        yield from (line(name, [o for o in found if getattr(o, key) == name]) for name, _ in groups.most_common())
    yield line("all", found)
    for verdict in ("worse", "partly", "missed"):
        yield f"{verdict}:"
        yield from (
            f"    {o.group}: {o.variant} → {o.right}" + (f"    {o.text!r}" if verdict != "missed" else "")
            for o in found
            if o.verdict == verdict
        )
    yield "not judged:"
    yield from skipped


def line(name: str, rows: list[Outcome]) -> str:
    """One line of the table."""
    counts = Counter(o.verdict for o in rows)
    share = f"{100 * counts['repaired'] / len(rows):.0f} %" if rows else ""
    return f"{name:<26}{len(rows):>8}{counts['repaired']:>10}{counts['partly']:>8}{counts['missed']:>8}{counts['worse']:>8}  {share}"
