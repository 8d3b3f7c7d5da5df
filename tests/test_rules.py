"""Every rule: its examples, exact spans, idempotence, and that it costs linear time."""

from __future__ import annotations

import math
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalize.edits import apply
from normalize.lexicon.profile import load_profile, target_codes
from normalize.lexicon.words import load_words
from normalize.records import CATEGORIES, LEVELS, Candidate
from normalize.rules import Example, LoadedRule, hinted, load_rules
from normalize.view import View
from normalize.weights import level_of

RULES = load_rules()
# Names that the examples need; tests of the pipeline use the lexicon itself.
_NAMES = """Metsola Borrell Draghi Michel Ukraine Kyiv London Berlin Hamburg Paris Madrid Barcelona Putin Trump Obama Merkel
    Zelensky Macron Juventus Berlusconi Martin Logar Carr Sachs Peters Johns Metro Warszawa Kraków"""
NAMES = frozenset(_NAMES.split())
HARD = (
    *(
        "a",
        " ",
        "“",
        "” ",
        '" ',
        "( ",
        " )",
        ". .",
        " .",
        "THE A",
        "a hour ",
        "&amp;",
        "’ s",
        "1,",
        "1.500",
        "AaBb",
        "â€™",
        "аa",
    ),
    *("▁", "@@ ", "\n-E e a b", "the the ", "a b c ", "x. from y", "word.The ", "Kim He said ", "1 th ", "\ud800", "\0", "İ"),
)


def _view(text: str, target: str) -> View:
    return View(text, target, load_profile(target), load_words(target), NAMES.__contains__)


def _is_safe(c: Candidate) -> bool:
    option = c.options[0]
    level = level_of(1 / (1 + math.exp(-option.score)))
    return level == "safe" and LEVELS.index(option.cap) == 0


def _run(rule: LoadedRule, text: str, target: str) -> str:
    """Apply all safe candidates of one rule, the first of those that overlap."""
    if rule.rule.targets and target not in rule.rule.targets:
        return text
    view, changes, last = _view(text, target), [], -1
    found = {c for c in rule.find(view) if _is_safe(c) and not view.is_protected(c.start, c.end)}
    for c in sorted(found, key=lambda c: (c.start, c.end)):
        if c.start >= last:
            changes.append((c.start, c.end, c.options[0].replacement, c.rule, c.category, "safe", 0.99, None, ()))
            last = c.end
    return apply(text, changes)[0]  # type: ignore[arg-type]


def _cases(kind: str) -> list[Any]:
    found = []
    for r in RULES:
        examples: tuple[Example, ...] = getattr(r, kind)
        found += [
            pytest.param(r, e, id=f"{r.rule.code}-{e.target}-{k}") for k, e in enumerate(examples) if e.target in target_codes()
        ]
    return found


@pytest.mark.parametrize(("rule", "example"), _cases("fixes"))
def test_fixes(rule: LoadedRule, example: Example) -> None:
    assert example.after is not None
    assert _run(rule, example.before, example.target) == example.after
    assert _run(rule, example.after, example.target) == example.after, "the rule does not leave its own output alone"


@pytest.mark.parametrize(("rule", "example"), _cases("leaves"))
def test_leaves(rule: LoadedRule, example: Example) -> None:
    assert _run(rule, example.before, example.target) == example.before


@pytest.mark.parametrize(("rule", "example"), _cases("fails"))
def test_fails(rule: LoadedRule, example: Example) -> None:
    """The build breaks when a known failure starts to pass: move the example to FIXES or LEAVES then."""
    wanted = example.before if example.after is None else example.after
    assert _run(rule, example.before, example.target) != wanted


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.rule.code)
def test_a_rule_is_complete(rule: LoadedRule) -> None:
    r = rule.rule
    assert r.category in CATEGORIES
    assert 0 < r.confidence < 1
    assert "Left alone on purpose" in rule.doc
    assert r.level != "safe" or r.confidence >= 0.955, "safe needs a measured precision of at least 0.95"
    assert len(rule.leaves) >= 8 and len(rule.leaves) > len(rule.fixes)
    assert r.level != "safe" or len(rule.fixes) >= 4


@given(
    st.lists(st.sampled_from(HARD), max_size=40).map("".join) | st.text(max_size=200), st.sampled_from(["en", "de", "fr", "it"])
)
@settings(max_examples=150, deadline=None)
def test_candidates_are_inside_and_change_something(text: str, target: str) -> None:
    view = _view(text, target)
    for rule in RULES:
        if rule.rule.targets is None or target in rule.rule.targets:
            for c in rule.find(view):
                assert 0 <= c.start <= c.end <= len(text)
                assert c.rule == rule.rule.code
                assert text[c.start : c.end] != c.options[0].replacement


def _unasked(text: str, target: str) -> list[Candidate]:
    """What the rules find that are not asked: without a hint in the text and, if they look at unknown words, without any."""
    codes = hinted(text, target)
    view = View(text, target, load_profile(target), load_words(target), NAMES.__contains__, frozenset())
    rules = [r for r in RULES if (r.hint or r.unknown) and r.rule.code not in codes]
    return [c for r in rules if r.rule.targets is None or target in r.rule.targets for c in r.find(view)]


MARKED = (
    "Franti?ek",
    "Budějo\ufffdice",
    "Ankara'da ",
    "presidentPutin ",
    "“ ",
    '"',
    "<unk>",
    "[UNK]",
    "-LRB- x",
    " ##",
    "\u00a0.",
    "a.B",
    "1.234.567 ",
)


@given(
    st.lists(st.sampled_from(HARD + MARKED), max_size=30).map("".join) | st.text(max_size=200),
    st.sampled_from(["en", "de", "fr", "it"]),
)
@settings(max_examples=300, deadline=None)
def test_a_rule_that_is_not_asked_finds_nothing(text: str, target: str) -> None:
    assert not _unasked(text, target)


@pytest.mark.parametrize(("rule", "example"), _cases("fixes"))
def test_hints_are_shown_by_examples(rule: LoadedRule, example: Example) -> None:
    assert not _unasked(example.before, example.target)
    assert rule.hint is None or rule.unknown or rule.rule.code in hinted(example.before, example.target)


@pytest.mark.slow
@pytest.mark.parametrize("unit", HARD)
def test_time_is_linear(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    for rule in RULES:
        begun = time.process_time()
        sum(1 for _ in rule.find(_view(text, "en")))
        assert time.process_time() - begun < 3, rule.rule.code
