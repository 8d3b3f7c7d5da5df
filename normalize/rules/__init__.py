"""Surface rules: one module each, found by where it lies; adding a rule edits no other file.

A rule module is named for the *fault* and defines

    RULE    a `Rule`: code, category, level, confidence, what it finds
    find    find(view) -> iterator of Candidate; it proposes, it never changes anything
    FIXES   examples that it mends: Example(before, after, target="en")
    LEAVES  examples that it leaves alone on purpose: Example(text)
    FAILS   examples that it gets wrong today; the build breaks when one starts to pass

One test runs all examples of all rules (whole result and exact span).
"""

from __future__ import annotations

import importlib
import math
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from normalize.records import Candidate, Evidence, Level, Option

if TYPE_CHECKING:
    from normalize.view import View

__all__ = ["Example", "LoadedRule", "Rule", "load_rules"]


@dataclass(frozen=True, slots=True)
class Example:
    """A tested sentence of our own. `after` is the whole text that must come out (`None`: unchanged)."""

    before: str
    after: str | None = None
    target: str = "en"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a rule is. `confidence` is the measured share of its replacements that are right (0..1, exclusive)."""

    code: str
    category: str
    summary: str
    confidence: float
    level: Level = "safe"
    targets: frozenset[str] | None = None

    def candidate(self, start: int, end: int, replacement: str, detail: str = "", confidence: float | None = None) -> Candidate:
        """Propose `replacement` for `[start, end)` (code points of the input); `detail` explains it to an editor."""
        p = confidence or self.confidence
        option = Option(
            replacement, (Evidence(self.code, round(math.log(p / (1 - p)), 3), detail or self.summary),), cap=self.level
        )
        return Candidate(start, end, self.code, self.category, (option,))


Finder = Callable[["View"], Iterator[Candidate]]


@dataclass(frozen=True, slots=True)
class LoadedRule:
    """A rule with its finder and its examples."""

    rule: Rule
    find: Finder
    fixes: tuple[Example, ...]
    leaves: tuple[Example, ...]
    fails: tuple[Example, ...]
    doc: str


@cache
def load_rules() -> tuple[LoadedRule, ...]:
    """Import every module of this package that defines `RULE`, in the order of their codes."""
    found = []
    for info in pkgutil.iter_modules(__path__):
        m = importlib.import_module(f"{__name__}.{info.name}")
        if rule := getattr(m, "RULE", None):
            found.append(LoadedRule(rule, m.find, tuple(m.FIXES), tuple(m.LEAVES), tuple(m.FAILS), m.__doc__ or ""))
    return tuple(sorted(found, key=lambda r: r.rule.code))
