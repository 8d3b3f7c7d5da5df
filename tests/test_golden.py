"""Golden documents: `golden/<name>.<target>.txt`, whole articles of our own with `⟦before→after⟧` at every edit that is wanted.

Nothing outside these marks may change, and every mark must come out.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from normalize import Normalizer

FILES = sorted((Path(__file__).parent / "golden").glob("*.txt"))
_MARK = re.compile("⟦(.*?)→(.*?)⟧")


@cache
def _normalizer() -> Normalizer:
    return Normalizer()


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_golden(path: Path) -> None:
    """The document comes out as marked, line by line, and reverts to what it was."""
    marked = path.read_text(encoding="utf-8")
    text, want = _MARK.sub(r"\1", marked), _MARK.sub(r"\2", marked)
    result = _normalizer()(text, target=path.stem.rsplit(".", 1)[1])
    assert result.text.split("\n") == want.split("\n")
    assert result.revert() == text
