"""Hostile texts: no crash, no slowness, no code point lost, and nothing left to do for a second run."""

from __future__ import annotations

import gc
import time

import pytest
from families import FAMILIES, STORY

from normalize import Normalizer, Result

LINEAR = 4 * 2.2  # t(4n)/t(n); quadratic would be 16
NO_MATTER = 0.25  # CPU seconds within which the growth of time is not measured
SMALL = 3_000
TARGETS = {"french apostrophes": "fr", "nested angled": "fr", "nested low": "de", "right to left": "en"}


@pytest.fixture(scope="module")
def loud() -> Normalizer:
    """Everything that can be on is on."""
    return Normalizer(model="none", level="likely", style=True)


def _laws(norm: Normalizer, text: str, target: str) -> Result:
    r = norm(text, target=target)
    assert r.original == text and r.revert() == text
    assert len(r.text) == len(text) + sum(len(e.replacement) - len(e.original) for e in r.edits)
    assert norm(r.text, target=target).edits == ()
    return r


def _seconds(norm: Normalizer, text: str, target: str) -> float:
    gc.collect()
    began = time.process_time()
    norm(text, target=target)
    return time.process_time() - began


def _growth(norm: Normalizer, make: object, n: int, target: str) -> tuple[float, float]:
    """t(4n)/t(n) and t(4n): the least of three tries, since only noise makes it larger."""
    tries = []
    for _ in range(3):
        long = _seconds(norm, make(4 * n), target)  # type: ignore[operator]
        if long < NO_MATTER:
            return 0.0, long
        tries.append((long / max(_seconds(norm, make(n), target), 1e-9), long))  # type: ignore[operator]
        if tries[-1][0] < LINEAR:
            break
    return min(tries)


@pytest.mark.parametrize("family", FAMILIES)
def test_short_hostile_text(family: str, loud: Normalizer) -> None:
    target = TARGETS.get(family, "en")
    _laws(loud, FAMILIES[family](SMALL), target)
    ratio, seconds = _growth(loud, FAMILIES[family], SMALL, target)
    assert ratio < LINEAR, f"four times the text takes {ratio:.1f} times as long ({seconds:.2f} s)"


@pytest.mark.parametrize("family", FAMILIES)
def test_hostile_text_inside_a_story(family: str, loud: Normalizer) -> None:
    r = _laws(loud, f"{STORY}\n{FAMILIES[family](400)}\n{STORY}", TARGETS.get(family, "en"))
    assert r.target == TARGETS.get(family, "en")


def test_bidi_controls_and_line_ends_stay(loud: Normalizer) -> None:
    text = "\u202eUkrainian Foreign Minister Koulemba\u202c\r\nspoke of \u2067Boutsa\u2069 and Irpin.\rKyiv\u2028listens.\n\ufeff\0"
    r = _laws(loud, text, "en")
    assert "Kuleba" in r.text and "Bucha" in r.text
    assert [c for c in r.text if not c.isprintable()] == [c for c in text if not c.isprintable()]


@pytest.mark.slow
@pytest.mark.parametrize("family", FAMILIES)
def test_long_hostile_text(family: str, loud: Normalizer) -> None:
    target, n = TARGETS.get(family, "en"), 20_000
    ratio, seconds = _growth(loud, FAMILIES[family], n, target)
    assert ratio < LINEAR, f"four times the text takes {ratio:.1f} times as long ({seconds:.2f} s)"
    _laws(loud, FAMILIES[family](n), target)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("family", "n"),
    [
        ("spaces", 10_000_000), ("one long word", 1_000_000), ("one long capitalised word", 1_000_000), ("one long word with marks", 1_000_000),
        ("combining marks", 100_000), ("stops then a letter", 1_000_000), ("nested curly", 1_000_000), ("NUL", 10_000_000),
        ("lone low surrogates", 1_000_000), ("carriage returns", 10_000_000), ("noise", 1_000_000), ("one story", 10_000_000),
    ],
)  # fmt: skip
def test_huge_hostile_text(family: str, n: int, loud: Normalizer) -> None:
    text = FAMILIES[family](n)
    assert _seconds(loud, text, "en") < 10 * n / 1e6 + 1  # a tenth of a megabyte a second is slow for any text
    assert loud(text, target="en").revert() == text
