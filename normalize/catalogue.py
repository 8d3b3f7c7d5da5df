"""Everything that can make an edit, by code: the surface rules, and the ways in which names are found.

Surface rules are found by where they lie (`normalize/rules/`). The rows for names stand here: their candidates come from
`normalize/resolve/`, with a confidence of their own for each, so a fixed one cannot be told.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from normalize.records import CATEGORIES, Level
from normalize.rules import Example, LoadedRule, load_rules

__all__ = ["NAME_RULES", "NameRule", "all_rules", "code_of", "codes", "selectable"]


@dataclass(frozen=True, slots=True)
class NameRule:
    """A way in which names are found. `level` is the best that it reaches; `options`: what a `Normalizer` needs for the examples."""

    code: str
    category: str
    summary: str
    doc: str
    fixes: tuple[Example, ...]
    leaves: tuple[Example, ...]
    level: Level = "safe"
    targets: frozenset[str] | None = None
    options: dict[str, Any] = field(default_factory=dict)


NAME_RULES = (
    NameRule(
        "style", "style", "right spelling, but not the one preferred",
        "Brings accepted spellings of one name to the lexicon's (Kiev, Kyiv). Only with --style: both are in use.",
        (Example("The mayor of Kiev spoke of Ukraine.", "The mayor of Kyiv spoke of Ukraine."),),
        (Example("The word 'Kiev' is the Russian spelling."),), options={"style": True},
    ),
    NameRule(
        "unknown-name", "name.person", "name that no list knows",
        "Compares a capitalised word that nothing knows with the names of the world; a fitted table, and the model, say how often\n"
        "such a pair is a garble. Only in English; words of five letters and more.",
        (Example("The team won in Melburne.", "The team won in Melbourne."),),
        (Example("Czechoslovaks and Worcesters spoke of it."),), targets=frozenset({"en"}),
    ),
    NameRule(
        "variant", "name", "name in a garbled or foreign spelling",
        "Forms of the lexicon: what the source languages make of a name, attested garbles, names translated as words. A form that is\n"
        "a right name elsewhere (Bhutan) is changed only where the document licenses it. category: name.person, name.place, name.org.",
        (Example("Ukrainian Foreign Minister Koulemba spoke of Kyiv.", "Ukrainian Foreign Minister Kuleba spoke of Kyiv."),),
        (Example("The king of Bhutan met the guests in Thimphu."), Example("Bucharest said that Romania would help Bucha in Ukraine.")),
    ),
)  # fmt: skip


def all_rules() -> tuple[LoadedRule | NameRule, ...]:
    """Surface rules and name rules, in the order of their codes."""
    rows: list[LoadedRule | NameRule] = [*load_rules(), *NAME_RULES]
    return tuple(sorted(rows, key=code_of))


def code_of(rule: LoadedRule | NameRule) -> str:
    """The code under which edits of the rule are logged."""
    return rule.code if isinstance(rule, NameRule) else rule.rule.code


@cache
def codes() -> frozenset[str]:
    """The codes of all rules.

    >>> {"variant", "article-caps"} <= codes()
    True
    """
    return frozenset(map(code_of, all_rules()))


@cache
def selectable() -> tuple[str, ...]:
    """Every word that `select` and `ignore` take: codes, categories, and the part of a category before its stop ("name")."""
    return tuple(sorted({*codes(), *CATEGORIES, *(c.split(".")[0] for c in CATEGORIES)}))
