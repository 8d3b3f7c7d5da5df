"""Cases by kind of truth: `cases/<target>/{wild,synthetic,negative,known_failures}.jsonl`, one document a line.

wild            variants that were seen in real output, in sentences of our own
synthetic       traces made by hand or by a channel
negative        clean documents that look suspicious: they must stay as they are
known_failures  what would be right does not come out today (with no `want`: a clean document that is edited); the test fails as
                soon as it does (move the line then)

A line: `{"id", "text", "want", "note", "level"}`; without `want` the text must stay unchanged.
"""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from normalize import Normalizer

CASES = Path(__file__).parent / "cases"
KINDS = ("wild", "synthetic", "negative", "known_failures")
FIELDS = {"id", "text", "want", "note", "level"}


def _read() -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (target.name, kind, json.loads(line))
        for target in sorted(CASES.iterdir())
        for kind in KINDS
        for line in (target / f"{kind}.jsonl").read_text(encoding="utf-8").split("\n")
        if line
    ]


ROWS = _read()
STRICT = pytest.mark.xfail(strict=True, raises=AssertionError, reason="known failure")


@cache
def _normalizer(level: str) -> Normalizer:
    return Normalizer(level=level)  # type: ignore[arg-type]


def _parameters() -> list[Any]:
    return [pytest.param(t, c, id=c["id"], marks=STRICT if k == "known_failures" else ()) for t, k, c in ROWS]


@pytest.mark.parametrize(("target", "case"), _parameters())
def test_case(target: str, case: dict[str, Any]) -> None:
    """The whole text comes out as wanted; it can be reverted; a second run makes no edit."""
    norm = _normalizer(case["level"])
    result = norm(case["text"], target=target)
    log = [(e.original, e.replacement, e.rule, e.confidence, e.entity) for e in result.edits]
    assert result.text == case.get("want", case["text"]), f"{case['note']}: {log}"
    assert result.revert() == case["text"]
    assert norm(result.text, target=target).edits == ()


def test_files_are_sound() -> None:
    """Ids are unique and begin with their target; fields are known; a negative wants nothing, wild and synthetic cases a change."""
    assert [i for i, n in Counter(c["id"] for _, _, c in ROWS).items() if n > 1] == []
    assert [c["id"] for _, _, c in ROWS if not set(c) <= FIELDS or not c["note"]] == []
    assert [c["id"] for t, _, c in ROWS if not c["id"].startswith(f"{t}-")] == []
    changed = [(k, c["id"], c.get("want", c["text"]) != c["text"]) for _, k, c in ROWS]
    assert [i for k, i, change in changed if k == "negative" and change or k in ("wild", "synthetic") and not change] == []


@pytest.mark.parametrize("target", sorted({t for t, _, _ in ROWS}))
def test_negatives_outnumber_positives(target: str) -> None:
    """At least 40 negatives and 20 positives for each target, and more negatives than positives."""
    kinds = Counter(k for t, k, _ in ROWS if t == target)
    positives = kinds.total() - kinds["negative"]
    assert kinds["negative"] >= 40 and positives >= 20 and kinds["negative"] > positives
