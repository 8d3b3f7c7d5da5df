"""How reliable confidences are: by kind of edit and by bin, how many were right.

An edit counts where the reference decides (good or bad). Candidates that only their confidence or level kept from being edits stand
in columns of their own, so that the lower bins can be read too; an option that is capped below `safe` is among them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from measures.devset import Judged

__all__ = ["BINS", "figures", "table"]

BINS = (0.05, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1.0)
KINDS = {"variant": "variant", "unknown-name": "unknown-name"}


def figures(judged: Iterable[Judged]) -> dict[tuple[str, float], list[int]]:
    """(kind, lower end of the bin) → good and bad edits, good and bad refusals."""
    out: dict[tuple[str, float], list[int]] = {}
    for j in judged:
        if j.verdict in ("good", "bad"):
            low = max((b for b in BINS[:-1] if b <= j.confidence), default=0.0)
            cell = out.setdefault((KINDS.get(j.rule, "surface rules"), low), [0, 0, 0, 0])
            cell[2 * (not j.applied) + (j.verdict == "bad")] += 1
    return out


def _share(good: int, bad: int) -> str:
    """The share of good ones, or a dash."""
    return f"{good / (good + bad):.3f}" if good + bad else "-"


def table(judged: Iterable[Judged]) -> Iterator[str]:
    """The lines of the table."""
    found = figures(judged)
    yield f"{'kind':16}{'confidence':14}{'edits good':>11}{'bad':>6}{'right':>8}{'left good':>12}{'bad':>6}{'right':>8}"
    for kind, low in sorted(found):
        high = min((b for b in BINS if b > low), default=1.0)
        good, bad, left_good, left_bad = found[kind, low]
        yield (
            f"{kind:16}{f'{low:.2f}-{high:.2f}':14}{good:11}{bad:6}{_share(good, bad):>8}"
            f"{left_good:12}{left_bad:6}{_share(left_good, left_bad):>8}"
        )
