"""The table of evidence weights (`weights.toml`)."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path

from normalize.lexicon.cache import read_toml
from normalize.records import Evidence, Level

__all__ = ["confidence_of", "evidence", "level_of", "weights"]


@cache
def weights() -> dict[str, dict[str, float]]:
    """The table, section by section."""
    return read_toml(Path(__file__).parent / "weights.toml")


@cache
def _flat() -> dict[str, float]:
    return {
        name: w
        for section, rows in weights().items()
        if not section.startswith(("thresholds", "unknown", "user"))
        for name, w in rows.items()
    }


def evidence(name: str, detail: str = "", times: float = 1.0) -> Evidence:
    """Evidence `name` with its weight of the table, `times` its strength; raises `KeyError` for a name not in the table."""
    return Evidence(name, round(_flat()[name] * times, 3), detail)


def confidence_of(score: float) -> float:
    """The probability (0..1) that a sum of evidence, in log-odds, stands for."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def level_of(confidence: float, rule: str = "") -> Level | None:
    """The level that a confidence (0..1) of `rule` reaches; `None` below all. `[thresholds-RULE]` overrides `[thresholds]`."""
    t = weights().get(f"thresholds-{rule}") or weights()["thresholds"]
    for level in ("safe", "likely", "hint"):
        if confidence >= t[level]:
            return level
    return None
