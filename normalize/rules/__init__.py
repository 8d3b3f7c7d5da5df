"""Surface rules: one module each, found by where it lies; adding a rule edits no other file.

A rule module is named for the *fault* and defines

    RULE    a `Rule`: code, category, level, confidence, what it finds
    find    find(view) -> iterator of Candidate; it proposes, it never changes anything
    HINT    optional: a `Hint`, what a text must have for `find` to find anything
    UNKNOWN optional: whether `find` looks at the capitalised words that no list knows; with it, HINT is for the rest that it finds
    FIXES   examples that it mends: Example(before, after, target="en")
    LEAVES  examples that it leaves alone on purpose: Example(text)
    FAILS   examples that it gets wrong today; the build breaks when one starts to pass

One test runs all examples of all rules (whole result and exact span).
"""

from __future__ import annotations

import importlib
import math
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from normalize.memo import Memo
from normalize.records import Candidate, Evidence, Level, Option

if TYPE_CHECKING:
    from normalize.view import View

__all__ = ["Example", "Hint", "LoadedRule", "Rule", "hinted", "load_rules"]


@dataclass(frozen=True, slots=True)
class Example:
    """A tested sentence of our own. `after` is the whole text that must come out (`None`: unchanged)."""

    before: str
    after: str | None = None
    target: str = "en"


class Hint(NamedTuple):
    """One of the `marks` (the inside of a set of characters) where `there` matches, a pattern right behind it that takes nothing.

    >>> re.findall(Hint(".,", r"(?=\\d)").pattern, "1.5, 2")
    ['.']
    """

    marks: str
    there: str

    @property
    def pattern(self) -> str:
        """Mark and place as one pattern."""
        return f"[{self.marks}]{self.there}"


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
    hint: Hint | None = None
    unknown: bool = False


@cache
def load_rules() -> tuple[LoadedRule, ...]:
    """Import every module of this package that defines `RULE`, in the order of their codes."""
    found = []
    for info in pkgutil.iter_modules(__path__):
        m = importlib.import_module(f"{__name__}.{info.name}")
        if rule := getattr(m, "RULE", None):
            hint, unknown = getattr(m, "HINT", None), getattr(m, "UNKNOWN", False)
            examples = (tuple(m.FIXES), tuple(m.LEAVES), tuple(m.FAILS))
            found.append(LoadedRule(rule, m.find, *examples, m.__doc__ or "", hint, unknown))
    return tuple(sorted(found, key=lambda r: r.rule.code))


class _Hints(NamedTuple):
    """The hints of some rules as one pattern, and by character the codes of the rules that it is a mark for."""

    pattern: re.Pattern[str]
    codes: Memo[str, frozenset[str]]


@cache
def _hints(target: str) -> _Hints:
    hints = {r.rule.code: r.hint for r in load_rules() if r.hint and (r.rule.targets is None or target in r.rule.targets)}
    places = "|".join(f"(?<=[{h.marks}]){h.there}" for h in hints.values())
    pattern = re.compile(f"[{''.join(h.marks for h in hints.values())}](?:{places})")
    return _Hints(pattern, Memo(lambda mark: frozenset(code for code, h in hints.items() if re.match(f"[{h.marks}]", mark))))


def hinted(text: str, target: str) -> frozenset[str]:
    """The codes of the rules with a hint that may find something in `text`: all hints are looked for at once.

    >>> sorted(hinted("It is over .", "en")), hinted("It is over.", "en")
    (['missing-space', 'number-format', 'space-before-punctuation'], frozenset())
    """
    pattern, codes = _hints(target)
    return frozenset().union(*(codes[mark] for mark in set(pattern.findall(text))))
